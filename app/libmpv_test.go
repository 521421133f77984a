package app

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDoctorKnowsTheLibmpvThatCame(t *testing.T) {
	dir := t.TempDir()
	sum := sha256.Sum256([]byte("a library"))
	came := "0.35.1:" + hex.EncodeToString(sum[:])
	for _, c := range []struct {
		name, carried, lies, want string
	}{
		{"a build that brings none", "", "a library", ""},
		{"the one that came", came, "a library", "libmpv-2.dll 0.35.1, the one that came with this program"},
		{"another", came, "another", "another libmpv-2.dll than the one that came with this program: SHA-256 "},
		{"none in the folder", came, "", "another libmpv-2.dll than the one that came with this program: "},
	} {
		path := filepath.Join(dir, besideName)
		_ = os.Remove(path)
		if c.lies != "" {
			if err := os.WriteFile(path, []byte(c.lies), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got := besideProgram(c.carried, dir)
		if !strings.HasPrefix(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
