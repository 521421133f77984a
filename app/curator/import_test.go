package curator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"matinee/library"
)

func (r *rig) imported(folder string) library.Imported {
	r.t.Helper()
	in, err := r.Import(r.t.Context(), folder, nil)
	r.must(err)
	return in
}

// contents lists the shelf by title, each with its items in playing order.
func (r *rig) contents() (out []string) {
	r.t.Helper()
	for _, c := range r.shelf(library.ShelfQuery{Sort: library.SortTitle}) {
		d, err := r.Details(r.t.Context(), c.ID)
		r.must(err)
		var items []string
		for _, i := range d.Items {
			items = append(items, i.Item.Path)
		}
		out = append(out, fmt.Sprintf("%s (%d): %s", c.Title, c.Year, strings.Join(items, " + ")))
	}
	return out
}

func TestImportMakesBundlesByFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir,
		"Loose.Film.2019.1080p.BluRay.x264-GRP.mkv", "Loose.Film.2019.1080p.BluRay.x264-GRP.srt", "Another (2001).mp4",
		"Films/Big.Buck.Bunny.(2008)/Big.Buck.Bunny.mkv", "Films/Big.Buck.Bunny.(2008)/poster.jpg",
		"Films/Mixed/One.avi", "Films/Mixed/Two.avi", "Films/Mixed/holiday.jpg",
		"Show/Season 1/Show.S01E01.mkv", "Show/Season 1/Show.S01E02.mkv", "Show/Season 2/Show.S02E01.mkv", "Show/extras/Making of.mkv",
		"Music/Band - Album/CD1/01 Intro.flac", "Music/Band - Album/CD2/01 Outro.flac", "Music/Band - Album/cover.jpg",
		"Course/01 - Intro.mp4", "Course/02 - Basics.mp4",
		"Docs/readme.txt", ".hidden/x.mkv", "photos/1.jpg",
	)
	r := newRig(t)
	in := r.imported(dir)
	want := []string{
		"Another (2001): Another (2001).mp4",
		"Band - Album (0): CD1/01 Intro.flac + CD2/01 Outro.flac",
		"Big Buck Bunny (2008): Big.Buck.Bunny.mkv",
		"Course (0): 01 - Intro.mp4 + 02 - Basics.mp4",
		"Loose Film (2019): Loose.Film.2019.1080p.BluRay.x264-GRP.mkv",
		"One (0): One.avi",
		"Show (0): extras/Making of.mkv + Season 1/Show.S01E01.mkv + Season 1/Show.S01E02.mkv + Season 2/Show.S02E01.mkv",
		"Two (0): Two.avi",
	}
	if got := r.contents(); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if in.Playable != 13 || in.Items != 16 {
		t.Errorf("%d files of %d play", in.Playable, in.Items)
	}
	if in.Bundles != len(want) || in.Known != 0 || len(in.Skipped) != 0 {
		t.Errorf("%+v", in)
	}
}

func TestAFilmIsCalledByTheFullerOfTwoNames(t *testing.T) {
	dir := t.TempDir()
	write(t, dir,
		"Nosferatu/Nosferatu.-.A.Symphony.of.Horror.(1922).mkv", "Nosferatu/poster.jpg",
		"Metropolis (1927)/metropolis.mkv", "Caligari/Caligari 1920 720p.mkv", "The General/cd1.mkv",
		"Metro/Metropolis, restored.mkv", "Sunrise/Sunrise, a song of two humans.mkv", "Sunrise/extras/Sunrise trailer of 1927.mkv",
		"Vampires/Les Vampires S01E01.mkv",
	)
	r := newRig(t)
	r.imported(dir)
	var got []string
	for _, c := range r.shelf(library.ShelfQuery{Sort: library.SortTitle}) {
		got = append(got, fmt.Sprintf("%s (%d)", c.Title, c.Year))
	}
	want := []string{
		"Caligari (1920)", "The General (0)", "Metro (0)", "Metropolis (1927)", "Nosferatu - A Symphony of Horror (1922)",
		"Sunrise, a song of two humans (0)", "Vampires (0)",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestImportAgainAddsOnlyWhatIsNew(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Show/S01E01.mkv", "Show/S01E02.mkv", "Film/Film.mkv")
	shared := film(1, "Shared", "s.mkv")
	shared.Folder = filepath.Join(dir, "Downloads")
	write(t, dir, "Downloads/s.mkv", "Downloads/s.mkv.part")
	r := newRig(t, shared)
	if in := r.imported(dir); in.Bundles != 2 || in.Items != 3 || in.Known != 1 {
		t.Fatalf("%+v", in)
	}
	show := r.shelf(library.ShelfQuery{Text: "show"})[0].ID
	r.must(r.SavePosition(t.Context(), library.Position{Bundle: show, Item: 1, At: 60e9, Duration: 3600e9, Updated: r.clock}))
	r.reopen()
	if in := r.imported(dir); in.Bundles != 0 || in.Items != 0 || in.Known != 4 {
		t.Errorf("the second time: %+v", in)
	}
	write(t, dir, "Show/S01E00.mkv", "New/New.mkv")
	if in := r.imported(filepath.Join(dir, "Show")); in.Bundles != 0 || in.Items != 1 || in.Known != 2 {
		t.Errorf("a new episode: %+v", in)
	}
	if in := r.imported(dir); in.Bundles != 1 || in.Items != 1 {
		t.Errorf("a new film: %+v", in)
	}
	d, err := r.Details(t.Context(), show)
	r.must(err)
	if len(d.Items) != 3 || d.Items[0].Item.Path != "S01E00.mkv" || d.Items[2].At.At != 60e9 {
		t.Errorf("%+v", d.Items)
	}
}

func TestLocalMediaPlayAndAreNeverDeleted(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Film/Film.mkv")
	r := newRig(t)
	r.imported(dir)
	card := r.shelf(library.ShelfQuery{Filter: library.FilterOffline})[0]
	b, err := r.Bundle(card.ID)
	r.must(err)
	path, err := r.LocalFile(b, b.Items[0])
	r.must(err)
	if path != filepath.Join(dir, "Film", "Film.mkv") || !card.Local || !b.HasInfo() {
		t.Errorf("%s, %+v", path, card)
	}
	r.must(r.Opened(t.Context(), card.ID))
	r.must(r.Learned(t.Context(), card.ID, 0, 60e9))
	r.reopen()
	if c := r.shelf(library.ShelfQuery{})[0]; c.Duration != 60e9 {
		t.Errorf("%+v", c)
	}
	r.must(r.RemoveLocal(t.Context(), card.ID))
	if _, err := os.Stat(path); err != nil {
		t.Error("its file is gone:", err)
	}
	r.reopen()
	if left := r.shelf(library.ShelfQuery{}); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	r.must(os.Remove(path))
	_, err = r.LocalFile(b, b.Items[0])
	r.code(err, library.CodeFilesChanged)
}

// TestImportOfManyWithUnreadableOnes is a folder of 5,000 files in which there is
// everything that cannot be read.
func TestImportOfManyWithUnreadableOnes(t *testing.T) {
	dir := t.TempDir()
	const folders, each = 100, 50
	for f := range folders {
		var names []string
		for n := range each {
			names = append(names, fmt.Sprintf("Album %d/%02d - Song.mp3", f, n+1))
		}
		write(t, dir, names...)
	}
	broken := map[string]func(path string) error{
		"gone.mkv":         func(p string) error { return os.Symlink(filepath.Join(dir, "nowhere"), p) },
		"circle.mkv":       func(p string) error { return os.Symlink(p, p) },
		"pipe.mkv":         func(p string) error { return syscall.Mkfifo(p, 0o600) },
		"link-to-pipe.mp4": func(p string) error { return os.Symlink(filepath.Join(dir, "pipe.mkv"), p) },
		"empty.mkv":        func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"loop":             func(p string) error { return os.Symlink(dir, p) },
		"up":               func(p string) error { return os.Symlink("..", p) },
		"folder.mkv":       func(p string) error { return os.Mkdir(p, 0o755) },
	}
	for name, build := range broken {
		r := build(filepath.Join(dir, name))
		if r != nil {
			t.Fatal(r)
		}
	}
	write(t, dir, "closed.mkv", "shut/film.mkv")
	for _, name := range []string{"closed.mkv", "shut"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "shut"), 0o755) })
	r := newRig(t)
	var last, total int
	var in library.Imported
	unprivileged(t, func() {
		var err error
		in, err = r.Import(t.Context(), dir, func(done, of int) { last, total = done, of })
		r.must(err)
	})
	if in.Bundles != folders || in.Items != folders*each || last != total || total != folders*each {
		t.Errorf("%d bundles, %d items, %d of %d done", in.Bundles, in.Items, last, total)
	}
	var left []string
	for _, s := range in.Skipped {
		left = append(left, filepath.Base(s.Path))
		if s.Err == nil || s.Err.Error() == "" {
			t.Errorf("%s is left out without a reason", s.Path)
		}
	}
	slices.Sort(left)
	if want := []string{"circle.mkv", "closed.mkv", "empty.mkv", "gone.mkv", "link-to-pipe.mp4", "pipe.mkv", "shut"}; !slices.Equal(left, want) {
		t.Errorf("left out %q, want %q", left, want)
	}
}

// unprivileged runs f on a thread that may read only what permissions say, which
// root may not be told by them.
func unprivileged(t *testing.T, f func()) {
	if os.Getuid() != 0 || runtime.GOOS != "linux" {
		f()
		return
	}
	for dir := t.TempDir(); dir != "/"; dir = filepath.Dir(dir) { // the way there must be open
		if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o005 != 0o005 {
			_ = os.Chmod(dir, info.Mode().Perm()|0o055)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		nobody := 65534
		if err := setFSUID(nobody); err != nil {
			t.Error(err)
			return
		}
		f()
	}()
	<-done
}

func TestImportCanBeCanceled(t *testing.T) {
	dir := t.TempDir()
	for n := range 3 * importBatch {
		write(t, dir, fmt.Sprintf("Film %03d/Film.mkv", n))
	}
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	in, err := r.Import(ctx, dir, func(done, total int) {
		if total > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || in.Bundles != importBatch || len(in.Made) != importBatch || len(r.shelf(library.ShelfQuery{})) != importBatch {
		t.Errorf("%v, %d bundles", err, in.Bundles)
	}
	r.reopen()
	if in := r.imported(dir); in.Bundles != 2*importBatch || in.Known != importBatch {
		t.Errorf("then %+v", in)
	}
}

func TestImportOfNoFolder(t *testing.T) {
	r := newRig(t)
	dir := t.TempDir()
	write(t, dir, "film.mkv")
	for _, path := range []string{filepath.Join(dir, "none"), filepath.Join(dir, "film.mkv")} {
		_, err := r.Import(t.Context(), path, nil)
		r.code(err, library.CodeBadFolder)
	}
}

func TestOddNamesAreCleaned(t *testing.T) {
	dir := t.TempDir()
	names := []string{
		"exe.\u202egpj.mkv", "tab\there\x07.mkv", "مسلسل عربي.mkv", "👩\u200d👩\u200d👧 family.mkv", "\xff\xfe.mkv",
		strings.Repeat("é", 110) + ".mkv", "2001 A Space Odyssey.mkv", "1080p.mkv",
	}
	write(t, dir, names...)
	r := newRig(t)
	r.imported(dir)
	for _, c := range r.shelf(library.ShelfQuery{}) {
		clean := library.CleanLine(c.Title, library.MaxTitle)
		if c.Title == "" || c.Title != clean {
			t.Errorf("shown as %q", c.Title)
		}
	}
	got := r.titles(library.ShelfQuery{})
	for _, want := range []string{"مسلسل عربي", "👩\u200d👩\u200d👧 family", "2001 A Space Odyssey", "1080p", strings.Repeat("é", 110)} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	if in := r.imported(dir); in.Known != len(names) {
		t.Errorf("again: %+v", in)
	}
}

// TestSourceTextIsNoFilm: TypeScript ends in .ts, as recordings do.
func TestSourceTextIsNoFilm(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"program/main.ts": "export {}", "Recording.ts": "G\x40\x00\x10" + strings.Repeat("\x00", 184)} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t)
	if in := r.imported(dir); in.Items != 1 || len(in.Skipped) != 0 {
		t.Fatalf("took in %d, left out %v", in.Items, in.Skipped)
	}
}

// TestDamagedFilesAreLeftOut: what does not begin as media do is named, whatever is
// called like something else it is plays as what it is.
func TestDamagedFilesAreLeftOut(t *testing.T) {
	dir := t.TempDir()
	zeros := strings.Repeat("\x00", 200)
	for name, content := range map[string]string{
		"short.mkv": "not media", "text.mp4": "This is a text, and no film at all.", "hole.mkv": zeros, "tiny.mp3": "ID3",
		"really mkv.mp4": "\x1a\x45\xdf\xa3" + zeros, "really mp3.flac": "\xff\xfb\x90\x64" + zeros, "old.mov": "\x00\x00\x00\x08wide" + zeros,
		"odd.mp3": zeros, "disc.mpg": "\x00\x00\x01\xba" + zeros, "camera.mkv": "abcdG" + zeros,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	in := newRig(t).imported(dir)
	var left []string
	for _, s := range in.Skipped {
		left = append(left, filepath.Base(s.Path))
		if library.CodeOf(s.Err) != library.CodeBrokenMedia {
			t.Errorf("%s is left out because of %v", s.Path, s.Err)
		}
	}
	slices.Sort(left)
	if want := []string{"hole.mkv", "short.mkv", "text.mp4", "tiny.mp3"}; !slices.Equal(left, want) || in.Items != 6 {
		t.Errorf("left out %q, want %q; took in %d", left, want, in.Items)
	}
}

func TestATitleDoesNotRepeatItsCreators(t *testing.T) {
	for _, c := range [][3]string{
		{"Band - Album", "Band", "Album"},
		{"Band – Album", "Band", "Album"},
		{"Band - ", "Band", "Band - "},
		{"Bandage - Album", "Band", "Bandage - Album"},
		{"Band", "Band", "Band"},
		{" - Album", "", " - Album"},
	} {
		if got := shownTitle(c[0], c[1]); got != c[2] {
			t.Errorf("%q by %q is called %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
