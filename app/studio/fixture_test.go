package studio

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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

// channel is a channel made for a test; it keeps what was published.
type channel struct {
	mu      sync.Mutex
	key     ed25519.PrivateKey
	author  format.Author
	changes []Change
	fails   error
	told    chan struct{} // for each change; nil: nobody waits
}

func newChannel(t testing.TB, seed byte) *channel {
	t.Helper()
	key := func(n byte) ed25519.PrivateKey {
		sum := sha256.Sum256([]byte{seed, n})
		return ed25519.NewKeyFromSeed(sum[:])
	}
	public := func(k ed25519.PrivateKey) library.Key { return library.KeyOf(k.Public().(ed25519.PublicKey)) }
	c, err := format.Sign(format.Certificate{Root: public(key(1)), Key: public(key(2)), Serial: 1, Issued: start()}, key(1))
	must(t, err)
	return &channel{key: key(2), author: format.Author{Channel: public(key(1)), Certificate: c.Envelope}}
}

func (c *channel) Author(issued time.Time) format.Author { a := c.author; a.Issued = issued; return a }
func (c *channel) Key() ed25519.PrivateKey               { return c.key }

func (c *channel) Signer(_ context.Context, name string) (publish.Signer, error) {
	if name != "" && name != string(c.author.Channel) {
		return nil, library.Errorf(library.CodeNotFound, "%s", name)
	}
	return c, nil
}

func (c *channel) Publish(_ context.Context, root library.Key, change Change) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fails != nil {
		return c.fails
	}
	if root != c.author.Channel {
		return library.Errorf(library.CodeMismatch, "%s", root)
	}
	c.changes = append(c.changes, change)
	if c.told != nil {
		c.told <- struct{}{}
	}
	return nil
}

func (c *channel) last(t testing.TB) Change {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.changes) == 0 {
		t.Fatal("nothing was published")
	}
	return c.changes[len(c.changes)-1]
}

// engine remembers what it was to seed.
type engine struct{ folders []string }

func (e *engine) Seed(_ context.Context, _ []byte, folder string, _ map[string]library.FileStamp) (library.BundleID, error) {
	e.folders = append(e.folders, folder)
	return "", nil
}

// prober says the same of every file: what is real about media is tested where it is
// looked into.
type prober struct{}

func (prober) Probe(context.Context, string) (library.Facts, error) {
	return library.Facts{Duration: time.Minute, Width: 320, Height: 180, Video: "h264", Subtitles: []string{"en"}}, nil
}

func (prober) Measure(context.Context, string) (library.Measures, error) {
	return library.Measures{}, nil
}

func (prober) Still(context.Context, string, int) ([]byte, error) { return []byte("a picture"), nil }

func (prober) Frame(_ context.Context, _ string, at time.Duration, _ int) ([]byte, error) {
	return []byte("at " + at.String()), nil
}
func (prober) MoveIndex(context.Context, string, string) error { return nil }

func start() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }

// house is a studio with what it works with, and a clock.
type house struct {
	*Studio
	*channel
	engine *engine
	dir    string
	source string

	clock sync.Mutex
	at    time.Time
}

func (h *house) now() time.Time {
	h.clock.Lock()
	defer h.clock.Unlock()
	return h.at
}

func (h *house) set(at time.Time) {
	h.clock.Lock()
	defer h.clock.Unlock()
	h.at = at
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{channel: newChannel(t, 3), engine: &engine{}, dir: t.TempDir(), source: filepath.Join(t.TempDir(), "Low Tide"), at: start()}
	h.again()
	must(t, os.MkdirAll(h.source, 0o755))
	for name, text := range map[string]string{"Low Tide.mkv": "the film", "Extras/Making of.mkv": "the extra", "trailer.mkv": "the trailer"} {
		path := filepath.Join(h.source, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return h
}

// again is the next start of the program.
func (h *house) again() {
	h.Studio = New(Config{
		Dir: filepath.Join(h.dir, "studio"), Channels: h.channel, Engine: h.engine, Prober: prober{},
		Media: func() string { return filepath.Join(h.dir, "media") }, Now: h.now,
	})
}

// draft suggests one, decides what nobody else can, and keeps it.
func (h *house) draft(t testing.TB, change func(*library.Draft)) *library.Draft {
	t.Helper()
	d, err := h.Draft(t.Context(), h.source)
	must(t, err)
	d.Rights, d.Creators = "© 2026 Ann Example", []library.Maker{{Name: "Ann Example"}}
	if change != nil {
		change(d)
	}
	must(t, h.SaveDraft(t.Context(), h.source, d))
	return d
}

// paid sells every edition, with a premiere and a window.
func paid(d *library.Draft) {
	for i := range d.Editions {
		e := &d.Editions[i]
		e.Offers = []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495 * int64(i+1)}}}
		e.Splits = []library.Split{{Party: "Ann Example", Weight: 1}}
		e.Window = &library.DraftWindow{From: "2026-12-24T20:00", Zone: "Europe/Paris", Long: library.Interval(45 * 24 * time.Hour)}
	}
}

func (h *house) publish(t testing.TB, change func(*library.Draft)) library.Production {
	t.Helper()
	h.draft(t, change)
	p, err := h.Publish(t.Context(), h.source, "", nil)
	must(t, err)
	return p
}

// Publish is the studio's: the channel has one of its own.
func (h *house) Publish(ctx context.Context, source, channel string, progress func(publish.Progress)) (library.Production, error) {
	return h.Studio.Publish(ctx, source, channel, progress)
}
