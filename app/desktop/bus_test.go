package desktop

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// startBus starts a real message bus and returns its address.
func startBus(t *testing.T) string {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("no dbus-daemon here")
	}
	config := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, daemon, "--nofork", "--nopidfile", "--config-file="+config, "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // killed
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// join connects somebody else to a bus.
func join(t *testing.T, address string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// own takes a name on a bus.
func own(t *testing.T, conn *dbus.Conn, name string) {
	t.Helper()
	if got, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || got != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name %s: %v, %v", name, got, err)
	}
}

// open starts a Desktop that ends with the test.
func open(t *testing.T, o Options) *Desktop {
	t.Helper()
	if o.System == "" {
		o.System = "unix:path=/nowhere" // never the real one
	}
	d := Start(context.Background(), o)
	t.Cleanup(d.Close)
	return d
}

// next waits for what comes over a channel.
func next[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func TestNoBusIsNoError(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for _, address := range []string{"", "unix:path=" + filepath.Join(t.TempDir(), "gone")} {
		d := open(t, Options{Address: address})
		d.KeepAwake(true, "a film")
		if d.HasTray() {
			t.Fatal("a tray without a bus")
		}
		if err := d.Notify(context.Background(), "Matinee", "text"); err == nil {
			t.Fatal("somebody saw a message without a bus")
		}
		d.Close()
	}
}

func TestSessionAddress(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", dir)
	for _, env := range []string{"", "autolaunch:"} { // neither may start a bus
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", env)
		if got := sessionAddress(); got != "" {
			t.Errorf("%q leads to %q", env, got)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := sessionAddress(), "unix:path="+filepath.Join(dir, "bus"); got != want {
		t.Errorf("%q, not %q", got, want)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x")
	if got := sessionAddress(); got != "unix:path=/x" {
		t.Errorf("the environment is not heard: %q", got)
	}
}

func TestClosesBeforeASilentBusAnswers(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "silent")
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	called := make(chan net.Conn, 1)
	go func() {
		if conn, err := l.Accept(); err == nil {
			called <- conn
		}
	}()
	d := open(t, Options{Address: "unix:path=" + socket})
	defer next(t, called, "a connection").Close()
	d.Close()
}
