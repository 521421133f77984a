package owner

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"matinee/app/control"
	"matinee/library"
)

// TestCopyRoot: the root key's file is copied to where its creator wants it, is private
// there, and never replaces anything.
func TestCopyRoot(t *testing.T) {
	h := open(t, t.TempDir())
	made, err := h.NewChannel(t.Context(), control.NewChannelRequest{ChannelProfile: control.ChannelProfile{Name: "Ann / films"}, Passphrase: "tide tide 12"})
	if err != nil {
		t.Fatal(err)
	}
	own, err := h.CopyRoot(t.Context(), string(made.Root), "")
	if err != nil || filepath.Dir(own) != made.Folder {
		t.Fatalf("%s, %v", own, err)
	}
	stick := t.TempDir()
	at, err := h.CopyRoot(t.Context(), string(made.Root), stick)
	if err != nil || filepath.Dir(at) != stick {
		t.Fatalf("%s, %v", at, err)
	}
	want, err := os.ReadFile(own)
	got, err2 := os.ReadFile(at)
	info, err3 := os.Stat(at)
	if err != nil || err2 != nil || err3 != nil || !bytes.Equal(got, want) || len(want) == 0 || info.Mode().Perm() != 0o600 {
		t.Errorf("%d of %d bytes, %v; %v, %v, %v", len(got), len(want), info.Mode(), err, err2, err3)
	}
	if _, err := h.CopyRoot(t.Context(), string(made.Root), stick); library.CodeOf(err) != library.CodeFileExists {
		t.Errorf("a second copy: %v", err)
	}
	if _, err := h.CopyRoot(t.Context(), string(made.Root), filepath.Join(stick, "away")); library.CodeOf(err) != library.CodeReadOnly {
		t.Errorf("a folder that is not there: %v", err)
	}
}
