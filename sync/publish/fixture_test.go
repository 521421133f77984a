package publish

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/media"
)

// TestMain: sealing works in several goroutines; all end with the job.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(shot())
		os.Exit(code)
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t testing.TB, err error, code library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != code {
		t.Fatalf("the error is %v, want one of the kind %s", err, code)
	}
}

// signer is a channel made for a test.
type signer struct {
	root, key   ed25519.PrivateKey
	certificate format.Envelope
	channel     library.Key
}

func newSigner(t testing.TB, seed byte) *signer {
	t.Helper()
	key := func(n byte) ed25519.PrivateKey {
		sum := sha256.Sum256([]byte{seed, n})
		return ed25519.NewKeyFromSeed(sum[:])
	}
	s := &signer{root: key(1), key: key(2)}
	s.channel = keyOf(s.root)
	c, err := format.Sign(format.Certificate{Root: s.channel, Key: keyOf(s.key), Serial: 1, Issued: start().Add(-time.Hour)}, s.root)
	must(t, err)
	s.certificate = c.Envelope
	return s
}

func (s *signer) Author(issued time.Time) format.Author {
	return format.Author{Channel: s.channel, Certificate: s.certificate, Issued: issued}
}
func (s *signer) Key() ed25519.PrivateKey { return s.key }

// start is when the tests publish.
func start() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }

// looker is the real prober; a test is skipped where its programs are missing.
func looker(t testing.TB) *media.Media {
	t.Helper()
	tools := media.FindTools()
	if tools.FFmpeg == "" || tools.FFprobe == "" {
		t.Skip("ffmpeg is not installed")
	}
	return media.New(media.Config{Cache: t.TempDir(), Tools: tools})
}

// film has ffmpeg make a film of some seconds at a path.
func film(t testing.TB, path string, more ...string) {
	t.Helper()
	args := []string{
		"-nostdin", "-v", "error", "-y", "-f", "lavfi", "-t", "3", "-i", "testsrc2=size=320x180:rate=25",
		"-f", "lavfi", "-t", "3", "-i", "sine=frequency=330", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest",
	}
	ffmpeg(t, append(append(args, more...), path)...)
}

func ffmpeg(t testing.TB, args ...string) {
	t.Helper()
	looker(t)
	must(t, os.MkdirAll(filepath.Dir(args[len(args)-1]), 0o755))
	out, err := exec.CommandContext(t.Context(), "ffmpeg", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
}

// shot holds the films that tests copy: making them takes longer than most tests.
var shot = sync.OnceValue(func() string { //nolint:gochecknoglobals // made once for all tests
	dir, err := os.MkdirTemp("", "publish-test-")
	if err != nil {
		panic(err)
	}
	return dir
})

// work is a folder with a film, extras and what goes with them.
func work(t testing.TB) string {
	t.Helper()
	made := shot()
	making.Lock()
	if _, err := os.Stat(filepath.Join(made, "poster.png")); err != nil {
		film(t, filepath.Join(made, "Low Tide.mp4"), "-g", "25", "-movflags", "+faststart")
		film(t, filepath.Join(made, "Extras", "Making of.mkv"), "-g", "25", "-cues_to_front", "1")
		film(t, filepath.Join(made, "Trailer.mp4"), "-g", "25", "-movflags", "+faststart")
		must(t, os.WriteFile(filepath.Join(made, "Low Tide.fr.srt"), []byte("1\n00:00:00,000 --> 00:00:01,000\nBonjour\n"), 0o600))
		ffmpeg(t, "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=600x900", "-frames:v", "1", filepath.Join(made, "poster.png"))
	}
	making.Unlock()
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(made)))
	return dir
}

var making sync.Mutex //nolint:gochecknoglobals // held while the films are made

// known is a prober that says the same of every file, for tests of what needs none.
type known struct{ nobody }

func (known) Probe(context.Context, string) (library.Facts, error) {
	return library.Facts{Duration: time.Minute, Width: 320, Height: 180, Video: "h264"}, nil
}

// sketch is a folder of files that only have the names of the work.
func sketch(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, i := range drafted().Items {
		path := filepath.Join(dir, i.File)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(i.File), 0o600))
	}
	return dir
}

// drafted is the work as its creator describes it: the film free or at a price, the
// extras dearer.
func drafted() *library.Draft {
	price := func(minor int64) []library.Offer {
		return []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: minor}}}
	}
	split := []library.Split{{Party: "Ann Example", Weight: 1}}
	both, wide := []library.EditionID{"standard", "extras"}, []library.EditionID{"extras"}
	return &library.Draft{
		Format: library.DraftFormat, ID: "000102030405060708090a0b0c0d0e0f", Title: "Low Tide", Creators: []library.Maker{{Name: "Ann Example"}},
		License: library.AllRightsReserved, Rights: "© 2026 Ann Example", Fee: 1000,
		Editions: []library.DraftEdition{
			{ID: "standard", Name: "Low Tide", Offers: price(495), Splits: split, Window: &library.DraftWindow{From: "2026-12-24T20:00", Zone: "Europe/Paris", Long: library.Interval(45 * 24 * time.Hour)}},
			{ID: "extras", Name: "With extras", Offers: price(995), Splits: split},
		},
		Items: []library.DraftItem{
			{File: "Low Tide.mp4", Path: "Low Tide.mp4", Role: library.RoleMain, Editions: both, Name: "Low Tide"},
			{File: "Extras/Making of.mkv", Path: "Extras/Making of.mkv", Role: library.RoleExtra, Editions: wide},
			{File: "Trailer.mp4", Path: "Trailer.mp4", Role: library.RoleTrailer},
			{File: "Low Tide.fr.srt", Path: "Low Tide.fr.srt", Role: library.RoleCaption, For: "Low Tide.mp4", Languages: []library.Language{"fr"}},
			{File: "poster.png", Path: "poster.png", Role: library.RolePoster},
		},
	}
}

// newJob is a job that makes the bundle of a draft in new folders.
func newJob(t testing.TB, folder string, d *library.Draft) Job {
	t.Helper()
	keys, err := NewKeys(d)
	must(t, err)
	dir := t.TempDir()
	return Job{
		Draft: d, Folder: folder, Target: filepath.Join(dir, d.Title), Work: filepath.Join(dir, "work"), Keys: keys,
		Signer: newSigner(t, 7), Prober: looker(t), Now: start,
	}
}

func makeBundle(t testing.TB, job Job) Built {
	t.Helper()
	built, err := Build(t.Context(), job, nil)
	must(t, err)
	return built
}

// contents are the files below a folder.
func contents(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		must(t, err)
		found[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	}))
	return found
}

func same(a, b map[string][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for name, content := range a {
		if !bytes.Equal(content, b[name]) {
			return false
		}
	}
	return true
}
