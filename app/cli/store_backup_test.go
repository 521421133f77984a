package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAStoreIsBackedUpAndRekeyed by commands: the passphrase is no argument, no file is
// written over, and what is restored is the same store.
func TestAStoreIsBackedUpAndRekeyed(t *testing.T) {
	dir, other, root := filepath.Join(t.TempDir(), "corner"), filepath.Join(t.TempDir(), "other"), strings.Repeat("ab", 32)
	d := &desk{}
	store := func(in string, args ...string) outcome {
		return typed(t, d, in, append([]string{"store", "--dir", dir}, args...)...)
	}
	var before, after struct {
		Key, Recipient string
		Formerly       []string
	}
	if err := json.Unmarshal([]byte(store("", "init", "--json").out), &before); err != nil {
		t.Fatal(err)
	}
	store("", "channel", root)
	if got := store("", "key", "rotate"); got.code != 0 || strings.Contains(got.out, before.Key) {
		t.Errorf("%+v", got)
	}
	if err := json.Unmarshal([]byte(store("", "key", "--json").out), &after); err != nil || len(after.Formerly) != 1 || after.Formerly[0] != before.Key || after.Recipient != before.Recipient {
		t.Errorf("%+v, %v", after, err)
	}
	file := filepath.Join(t.TempDir(), "backup.age")
	if got := store("", "backup", file, "--passphrase", "horse"); got.code != exitUsage {
		t.Errorf("a passphrase among the arguments: %+v", got)
	}
	if got := store("horse\n", "backup", file, "--work", "10"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if got := store("horse\n", "backup", file, "--work", "10"); got.code != 1 || !strings.Contains(got.err, "backup.age") {
		t.Errorf("a backup is written over: %+v", got)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".backup-*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	if got := typed(t, d, "horse\n", "store", "--dir", other, "restore", file); got.code != 0 || !strings.Contains(got.out, "are restored") {
		t.Fatalf("%+v", got)
	}
	if shown := typed(t, d, "", "store", "--dir", other, "key", "--json"); shown.out != store("", "key", "--json").out {
		t.Errorf("%s", shown.out)
	}
	if got := store("", "key", "drop", before.Key); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if got := store("", "key"); got.code != 0 || strings.Contains(got.out, before.Key) {
		t.Errorf("%+v", got)
	}
	if got := typed(t, d, "", "store", "--dir", other, "serve", "--cert", "x"); got.code != exitUsage {
		t.Errorf("half a certificate: %+v", got)
	}
	if got := typed(t, d, "", "store", "--dir", other, "serve", "--listen", "127.0.0.1:0", "--metrics", "0.0.0.0:0"); got.code != 1 || !strings.Contains(got.err, "on this machine alone") {
		t.Errorf("metrics for everybody: %+v", got)
	}
}
