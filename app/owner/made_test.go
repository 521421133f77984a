package owner

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
)

// TestWhatWasPublishedIsNotHashedAgain: the engine takes every file of a bundle over as it
// was hashed for its torrent, the manifest included.
func TestWhatWasPublishedIsNotHashedAgain(t *testing.T) {
	h := open(t, t.TempDir(), creates)
	h.channelNew("Studio")
	folder, _ := film(t)
	p, _ := h.publishes(folder, library.DraftWindow{Long: library.Interval(40 * 24 * time.Hour)})
	records, err := h.db.PieceRecords(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.Engine().Bundle(p.Bundle)
	if err != nil || len(b.Items) < 2 {
		t.Fatalf("%+v, %v", b, err)
	}
	var made map[string]library.FileStamp
	if err := json.Unmarshal(ok[[]byte](t)(os.ReadFile(filepath.Join(h.dir, "studio", string(p.ID), "made.json"))), &made); err != nil {
		t.Fatal(err)
	}
	for _, i := range b.Items {
		info, err := os.Stat(filepath.Join(b.Folder, filepath.FromSlash(i.Path)))
		if err != nil {
			t.Fatal(err)
		}
		if want := (library.FileStamp{Size: info.Size(), MTime: info.ModTime().UnixNano()}); made[i.Path] != want {
			t.Errorf("%s was handed over as %+v, it is %+v", i.Path, made[i.Path], want)
		}
	}
	for n := range int((b.Length + b.PieceLength - 1) / b.PieceLength) {
		if rec := records[p.Bundle]; !rec.Has(n) {
			t.Fatalf("piece %d is to be hashed", n)
		}
	}
}
