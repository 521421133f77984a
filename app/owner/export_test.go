package owner

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
	"matinee/library/format"
)

// mayExport makes a licence that allows to save what it opens.
func mayExport(l *format.Licence) {
	l.ID, l.Permits = "00000000000000000000000000000002", []library.Permit{library.PermitExport}
}

// exports saves the film of a bundle and counts what it hears of the progress.
func (h *house) exports(ctx context.Context, id library.BundleID, to string, heard func(done, total int)) (control.Exported, error) {
	if heard == nil {
		heard = func(int, int) {}
	}
	return h.ExportItem(ctx, control.ExportRequest{ID: id, Item: -1, To: to}, heard)
}

// empty fails the test if a folder holds anything but what is named.
func empty(t *testing.T, dir string, but ...string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != len(but) {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

// TestExport: a sealed item becomes an ordinary file only as far as a licence allows; it
// is verified, nothing is written over, and what is cut off leaves nothing.
func TestExport(t *testing.T) {
	s := newSealedFilm(t)
	h, to := open(t, t.TempDir()), t.TempDir()
	id := h.add(s.Bundle)
	h.await(id, "known", func(b control.Bundle) bool { return len(b.Items) == 2 })
	_, err := h.exports(t.Context(), id, to, nil)
	code(t, err, library.CodeNotHere)
	seed := rehearsal.Seed(t, s.Bundle, 0)
	h.add(s.Bundle, seed.Addr)
	h.awaitSeeding(id)
	_, err = h.exports(t.Context(), id, to, nil)
	code(t, err, library.CodeSealed)
	if _, err := h.ImportLicence(t.Context(), s.licence(t, h.Device())); err != nil {
		t.Fatal(err)
	}
	_, err = h.exports(t.Context(), id, to, nil)
	code(t, err, library.CodeNoExport)
	rental := s.licence(t, h.Device(), mayExport, func(l *format.Licence) {
		l.ID, l.Kind, l.Rental = "00000000000000000000000000000003", library.LicenceRental, time.Hour
	})
	if _, err := h.ImportLicence(t.Context(), rental); err != nil {
		t.Fatal(err)
	}
	_, err = h.exports(t.Context(), id, to, nil)
	code(t, err, library.CodeNoExport)
	empty(t, to)
	if _, err := h.ImportLicence(t.Context(), s.licence(t, h.Device(), mayExport)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.exports(ctx, id, to, nil); err == nil {
		t.Error("it was canceled")
	}
	empty(t, to)
	var done, total int
	got, err := h.exports(t.Context(), id, to, func(d, n int) { done, total = d, n })
	if err != nil || got.Path != filepath.Join(to, "film.mkv") || !got.Verified || done != len(s.film) || total != done {
		t.Fatalf("%+v, %v, %d of %d", got, err, done, total)
	}
	same(t, got.Path, s.film)
	_, err = h.exports(t.Context(), id, to, nil)
	code(t, err, library.CodeFileExists)
	_, err = h.exports(t.Context(), id, filepath.Join(to, "nowhere", "a.mkv"), nil)
	code(t, err, library.CodeBadFolder)
	empty(t, to, "film.mkv")
	b, err := h.Get(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	opensWithAge(t, filepath.Join(b.Folder, "film.mkv.age"), s.edition, s.film)
}

// opensWithAge opens a sealed file with age's own program.
func opensWithAge(t *testing.T, path string, with library.Identity, want []byte) {
	t.Helper()
	age, err := exec.LookPath("age")
	if err != nil {
		t.Log("age is not installed: its own program was not asked")
		return
	}
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(with.Reveal()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.CommandContext(t.Context(), age, "-d", "-i", key, path).Output()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("age gives %d bytes, %v", len(got), err)
	}
}

// TestWhatIsDamagedIsNotExported: neither cipher that was altered, nor a film that is
// another one than its publisher signed.
func TestWhatIsDamagedIsNotExported(t *testing.T) {
	whole := newSealedFilm(t)
	cut := *whole
	cut.Files = append([]rehearsal.File{}, whole.Files...)
	cut.Files[1].Data = bytes.Clone(cut.Files[1].Data)
	cut.Files[1].Data[5*piece] ^= 1
	cut.Bundle = rehearsal.Make(t, "A Film", piece, cut.Files...)
	other := sealFilm(t, whole.author, whole.channel, func(m *format.Manifest) { m.Items[0].Plain.SHA256 = m.Items[0].Sealed.SHA256 })
	for name, s := range map[string]*sealedFilm{"altered": &cut, "another": other} {
		h, to := open(t, t.TempDir()), t.TempDir()
		id := h.add(s.Bundle, rehearsal.Seed(t, s.Bundle, 0).Addr)
		h.awaitSeeding(id)
		if _, err := h.ImportLicence(t.Context(), s.licence(t, h.Device(), mayExport)); err != nil {
			t.Fatal(name, err)
		}
		_, err := h.exports(t.Context(), id, to, nil)
		code(t, err, library.CodeDamagedItem)
		empty(t, to)
		h.end()
	}
}

// TestWhatIsOpenIsExportedByAnybody, and by who made it before that.
func TestWhatIsOpenIsExportedByAnybody(t *testing.T) {
	dht := nodes(t, 2)
	creator := open(t, t.TempDir(), inDHT(dht...), creates)
	fan, to := open(t, t.TempDir(), inDHT(dht...)), t.TempDir()
	made := creator.channelNew("Studio")
	folder, data := film(t)
	p, _ := creator.publishes(folder, library.DraftWindow{
		Long: library.Interval(2 * time.Minute), After: library.AfterOpen, Override: library.OwnLength,
	})
	id := fan.preloads(made.Link)
	_, err := fan.exports(t.Context(), id, to, nil)
	code(t, err, library.CodeSealed)
	mine := t.TempDir()
	if got, err := creator.exports(t.Context(), id, mine, nil); err != nil || !got.Verified {
		t.Errorf("its maker: %+v, %v", got, err)
	}
	events := fan.Changes(t.Context())
	creator.shift.Store(int64(5 * time.Minute))
	fan.shift.Store(int64(5 * time.Minute))
	d, err := creator.DraftOf(t.Context(), string(p.ID)) // what has the studio look at its clock
	if err == nil {
		d.Editions[0].Offers[0].Price.Minor = 395
		_, err = creator.ReviseTerms(t.Context(), string(p.ID), d)
	}
	if err != nil {
		t.Fatal(err)
	}
	fan.herald.Changed(id)
	awaitUnlocked(t, events, id, library.ReleaseOpen, func() { fan.herald.Changed(id) })
	got, err := fan.exports(t.Context(), id, filepath.Join(to, "My film.mkv"), nil)
	if err != nil || filepath.Base(got.Path) != "My film.mkv" {
		t.Fatalf("%+v, %v", got, err)
	}
	same(t, got.Path, data)
}
