package owner

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(settling{m}) }

// settling waits after the tests for questions to nodes of the DHT that will not answer
// any more: the library ends them by time alone.
type settling struct{ *testing.M }

func (s settling) Run() int {
	code := s.M.Run()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		stacks := make([]byte, 1<<20)
		if !bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("dht/v2.(*Server).Query")) {
			break
		}
	}
	return code
}

// patience bounds every wait for something that must happen.
const patience = 90 * time.Second

const piece = 32 << 10

// house is an owner under test and the clock it lives by.
type house struct {
	*Owner
	t     testing.TB
	dir   string
	shift *atomic.Int64 // of the clock, in nanoseconds
}

// tame are the settings that keep a test on loopback.
func tame() map[string]string {
	return map[string]string{
		"net.dht": "off", "net.lsd": "off", "net.upnp": "off", "net.utp": "off",
		"net.bind": "127.0.0.1", "net.port": "0", "disk.floor": "0",
	}
}

// open owns dir until the test ends; change may alter how.
func open(t testing.TB, dir string, change ...func(*Config)) *house {
	t.Helper()
	h := &house{t: t, dir: dir, shift: new(atomic.Int64)}
	c := Config{
		Dir: dir, MediaDir: filepath.Join(dir, "media"), Override: tame(),
		Logger: slog.New(slog.DiscardHandler),
		Now:    func() time.Time { return time.Now().Add(time.Duration(h.shift.Load())) },
	}
	for _, f := range change {
		f(&c)
	}
	var err error
	if h.Owner, err = Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.end)
	return h
}

// end closes the owner; it may be called more than once.
func (h *house) end() {
	if h.Owner == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		h.t.Errorf("close: %v", err)
	}
	h.Owner = nil
}

// pass moves the clock and lets the policy look.
func (h *house) pass(d time.Duration) {
	h.shift.Add(int64(d))
	h.govern(h.t.Context())
}

// add adds a bundle with a peer to get it from.
func (h *house) add(b rehearsal.Bundle, peers ...string) library.BundleID {
	h.t.Helper()
	id, err := h.Add(h.t.Context(), control.AddRequest{Source: b.Torrent, Peers: peers})
	if err != nil {
		h.t.Fatal(err)
	}
	if string(id) != b.ID {
		h.t.Fatalf("id %s, want %s", id, b.ID)
	}
	return id
}

// await waits until a bundle is as wanted, at every event and now and then, for
// numbers have none.
func (h *house) await(id library.BundleID, what string, ok func(control.Bundle) bool) control.Bundle {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	events := h.engine.Events(ctx)
	for {
		b, err := h.Get(ctx, string(id))
		if err != nil {
			h.t.Fatalf("%s: %v", what, err)
		}
		if ok(b) {
			return b
		}
		select {
		case <-events:
		case <-time.After(20 * time.Millisecond):
		}
		if ctx.Err() != nil {
			h.t.Fatalf("not %s within %v: %+v", what, patience, b)
		}
	}
}

func (h *house) awaitSeeding(id library.BundleID) control.Bundle {
	h.t.Helper()
	return h.await(id, "seeding", func(b control.Bundle) bool { return b.State == library.Seeding && b.OnDisk })
}

// set changes a setting.
func (h *house) set(key, value string) {
	h.t.Helper()
	if err := h.SetSetting(h.t.Context(), key, value); err != nil {
		h.t.Fatalf("set %s: %v", key, err)
	}
}

// same compares a file with what it should hold.
func same(t testing.TB, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	if string(got) != string(want) {
		t.Errorf("%s: %d bytes that differ from the %d bytes wanted", path, len(got), len(want))
	}
}

// one is a bundle of one file.
func one(t testing.TB, title string, size int) rehearsal.Bundle {
	t.Helper()
	return rehearsal.Make(t, title, piece, rehearsal.File{Path: title, Data: rehearsal.Random(title[0], size)})
}

// code fails the test unless err is of a kind.
func code(t testing.TB, err error, want library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
