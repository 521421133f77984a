package bustest

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Hushed is the address of a bus of its own that answers until hush is called: from then
// on it takes what it is told and says nothing more, as one that hangs. No descriptors are
// passed.
func Hushed(t *testing.T) (address string, hush func()) {
	t.Helper()
	real, end := StartAt(t, "unix:path="+filepath.Join(t.TempDir(), "real"))
	path := strings.TrimPrefix(strings.Split(real, ",")[0], "unix:path=")
	socket := filepath.Join(t.TempDir(), "bus")
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	var silent atomic.Bool
	var tasks sync.WaitGroup
	tasks.Go(func() {
		for {
			caller, err := l.Accept()
			if err != nil {
				return
			}
			bus, err := (&net.Dialer{}).DialContext(context.Background(), "unix", path)
			if err != nil {
				caller.Close()
				return
			}
			tasks.Go(func() { _, _ = io.Copy(bus, caller); bus.Close() })
			tasks.Go(func() { _, _ = io.Copy(mouth{caller, &silent}, bus); caller.Close() })
		}
	})
	t.Cleanup(func() { l.Close(); end(); tasks.Wait() })
	return "unix:path=" + socket, func() { silent.Store(true) }
}

// mouth says what is written to it, until it is silent.
type mouth struct {
	to     io.Writer
	silent *atomic.Bool
}

func (m mouth) Write(b []byte) (int, error) {
	if m.silent.Load() {
		return len(b), nil
	}
	return m.to.Write(b)
}
