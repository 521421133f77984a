package a11y

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"matinee/app/desktop/bus"
	"matinee/app/desktop/bus/bustest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// window is a program that tells its window to who listens.
type window struct {
	tell  chan func(Tree) // each time somebody begins to listen
	ended chan struct{}   // and each time nobody does any more
	asked chan string
}

func newWindow() *window {
	return &window{tell: make(chan func(Tree), 4), ended: make(chan struct{}, 4), asked: make(chan string, 16)}
}

func (w *window) options() Options {
	return Options{
		Name: "Matinee", Version: "1",
		Listen: func(ctx context.Context, tell func(Tree)) {
			w.tell <- tell
			<-ctx.Done()
			w.ended <- struct{}{}
		},
		Press: func(id uint32) { w.asked <- "press " + string(pathOf(id)) },
		Focus: func(id uint32) { w.asked <- "focus " + string(pathOf(id)) },
		Set: func(id uint32, to float64) {
			if to == 75 {
				w.asked <- "raise " + string(pathOf(id))
			}
		},
	}
}

// follow serves a window on a session bus until the test ends.
func follow(t *testing.T, address string, w *window) {
	t.Helper()
	conn, err := bus.Session(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Follow(ctx, conn, slog.New(slog.DiscardHandler), w.options())
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		conn.Close()
	})
}

// room is the tree of a small window.
func room(change func(byName map[string]*Node)) Tree {
	all := []*Node{
		{ID: 1, Kind: "heading", Name: "Home", Shown: true, X: 10, Y: 10, Width: 100, Height: 20},
		{ID: 2, Kind: "field", Name: "Search", Text: "low", Caret: 3, Shown: true, Focusable: true, X: 10, Y: 40, Width: 200, Height: 30},
		{ID: 3, Kind: "button", Name: "Play", Shown: true, Focusable: true, Acts: true, X: 10, Y: 80, Width: 80, Height: 30},
		{ID: 4, Kind: "switch", Name: "Tell me", Shown: true, Focusable: true, Acts: true, X: 10, Y: 120, Width: 40, Height: 20},
		{ID: 5, Kind: "slider", Name: "Volume", Shown: true, Focusable: true, Amount: &Amount{Now: 50, Most: 100, Step: 5, Settable: true}},
		{ID: 6, Kind: "list", Name: "Films", Shown: true, Focusable: true, X: 10, Y: 200, Width: 300, Height: 90, Children: []*Node{
			{ID: 7, Kind: "item", Name: "Low Tide", Shown: true, Acts: true, X: 10, Y: 200, Width: 300, Height: 40},
			{ID: 8, Kind: "item", Name: "High Tide", Shown: true, Acts: true, X: 10, Y: 240, Width: 300, Height: 40},
		}},
	}
	byName := map[string]*Node{}
	for _, n := range append(slices.Clone(all), all[5].Children...) {
		byName[n.Name] = n
	}
	change(byName)
	return Tree{Title: "Matinee", Width: 1280, Height: 800, Active: true, Within: all}
}

// reader is a real client of AT-SPI: libatspi, by Python.
type reader struct {
	t     *testing.T
	lines chan string
	in    io.Writer
}

// startBuses starts a session bus, and the real launcher of accessibility on it.
func startBuses(t *testing.T) (address string, env []string) {
	t.Helper()
	if err := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import gi; gi.require_version('Atspi','2.0'); from gi.repository import Atspi").Run(); err != nil {
		t.Skip("no libatspi for Python here")
	}
	launcher := ""
	for _, at := range []string{"/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"} {
		if _, err := os.Stat(at); err == nil {
			launcher = at
		}
	}
	if launcher == "" {
		t.Skip("no at-spi2-core here")
	}
	address = bustest.Start(t)
	dir := t.TempDir()
	env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+address, "XDG_RUNTIME_DIR="+dir, "HOME="+dir, "DISPLAY=", "AT_SPI_BUS_ADDRESS=", "GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1")
	env = append(env, "DISPLAY="+screen(t)) // the registry of at-spi2-core wants one
	start(t, env, launcher, "--launch-immediately")
	return address, env
}

// screen starts an X server and returns its name.
func screen(t *testing.T) string {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{in}
	if err := cmd.Start(); err != nil {
		cancel()
		t.Skipf("no Xvfb here: %v", err)
	}
	in.Close()
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // killed
	})
	number, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb does not start: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// start runs a program of the desktop's until the test ends.
func start(t *testing.T, env []string, program string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = env
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // interrupted
	})
}

// enable says to the desktop whether somebody listens.
func enable(t *testing.T, address string, on bool) {
	t.Helper()
	conn := bustest.Join(t, address)
	deadline := time.Now().Add(bustest.Patience)
	for {
		err := conn.Object(launcher, launcherPath).Call(properties+".Set", 0, statusName, "IsEnabled", dbus.MakeVariant(on)).Err
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond) // the launcher is on its way
	}
}

func startReader(t *testing.T, env []string) *reader {
	t.Helper()
	r := &reader{t: t, lines: make(chan string, 1024)}
	cmd := exec.CommandContext(context.Background(), "/usr/bin/python3", filepath.Join("testdata", "reader.py"), "Matinee")
	cmd.Env = env
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.in = in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			r.lines <- lines.Text()
		}
	})
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Process.Kill()
		reading.Wait()
		_ = cmd.Wait() // killed
	})
	r.hears("ready")
	return r
}

// hears waits for a line that begins so, and returns those before it.
func (r *reader) hears(begin string) (before []string) {
	r.t.Helper()
	deadline := time.After(bustest.Patience)
	for {
		select {
		case line := <-r.lines:
			if strings.HasPrefix(line, begin) {
				return append(before, line)
			}
			before = append(before, line)
		case <-deadline:
			r.t.Fatalf("%q is not heard; heard was\n%s", begin, strings.Join(before, "\n"))
		}
	}
}

func (r *reader) order(what string) {
	r.t.Helper()
	if _, err := io.WriteString(r.in, what+"\n"); err != nil {
		r.t.Fatal(err)
	}
}

func TestARealReaderHearsTheWindow(t *testing.T) {
	address, env := startBuses(t)
	w := newWindow()
	follow(t, address, w)
	enable(t, address, true)
	tell := bustest.Next(t, w.tell, "somebody who listens")
	tell(room(func(map[string]*Node) {}))
	r := startReader(t, env)
	waitFor(r, "tree 1 frame 'Matinee' ACTIVE")
	r.order("tree")
	heard := strings.Join(r.hears("end"), "\n")
	for _, want := range []string{
		"tree 0 application 'Matinee'", "tree 1 frame 'Matinee' ACTIVE at=0,0,1280,800", "tree 2 heading 'Home'", "tree 2 entry 'Search' EDITABLE text=low at=10,40,200,30",
		"tree 2 push button 'Play'", "tree 2 toggle button 'Tell me'", "tree 2 slider 'Volume'  value=50 of 100", "tree 2 list 'Films'", "tree 3 list item 'High Tide'",
	} {
		if !strings.Contains(heard, want) {
			t.Errorf("%q is missing in\n%s", want, heard)
		}
	}
	for order, want := range map[string]string{
		"press Play": "press " + string(pathOf(3)), "focus Search": "focus " + string(pathOf(2)), "raise Volume": "raise " + string(pathOf(5)), "press High Tide": "press " + string(pathOf(8)),
	} {
		r.order(order)
		if got := bustest.Next(t, w.asked, order); got != want {
			t.Errorf("%s: %s", order, got)
		}
	}
	tell(room(func(n map[string]*Node) { n["Search"].Focused = true }))
	r.hears("event object:state-changed:focused 1 'Search'")
	tell(room(func(n map[string]*Node) {
		n["Low Tide"].Focused, n["Tell me"].On = true, true
		n["Search"].Text, n["Search"].Caret = "low tide", 8
	}))
	heard = strings.Join(r.hears("event object:state-changed:focused 1 'Low Tide'"), "\n")
	for _, want := range []string{"event object:text-changed:insert 3 'Search'  tide", "event object:state-changed:checked 1 'Tell me'", "event object:state-changed:focused 0 'Search'"} {
		if !strings.Contains(heard, want) {
			t.Errorf("%q is missing in\n%s", want, heard)
		}
	}
	next := room(func(n map[string]*Node) { n["Low Tide"].Focused, n["Low Tide"].Name = true, "Ebb" })
	next.Within = append(next.Within[1:], &Node{ID: 9, Kind: "alert", Name: "The disk is full", Shown: true})
	tell(next)
	heard = strings.Join(r.hears("event object:state-changed:focused 1 'Ebb'"), "\n")
	for _, want := range []string{"event object:state-changed:showing 1 'The disk is full'", "event object:children-changed:remove", "event object:children-changed:add"} {
		if !strings.Contains(heard, want) {
			t.Errorf("%q is missing in\n%s", want, heard)
		}
	}
	enable(t, address, false)
	bustest.Next(t, w.ended, "that nobody listens any more")
	enable(t, address, true)
	bustest.Next(t, w.tell, "somebody who listens again")
}

// waitFor asks for the tree until it has a line.
func waitFor(r *reader, want string) {
	r.t.Helper()
	for deadline := time.Now().Add(bustest.Patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		r.order("tree")
		for _, line := range r.hears("end") {
			if strings.HasPrefix(line, want) {
				return
			}
		}
	}
	r.t.Fatalf("%q is never heard", want)
}

func TestNothingIsToldWhileNobodyListens(t *testing.T) {
	address := bustest.Start(t)
	w := newWindow()
	follow(t, address, w)
	fake := bustest.Join(t, address) // a launcher that says that nobody listens
	asked := make(chan string, 16)
	calls := map[string]any{"Get": func(_, name string) (dbus.Variant, *dbus.Error) {
		asked <- name
		return dbus.MakeVariant(false), nil
	}}
	if err := fake.ExportMethodTable(calls, launcherPath, properties); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, fake, launcher)
	for range 2 {
		bustest.Next(t, asked, "a question whether somebody listens")
	}
	select {
	case <-w.tell:
		t.Error("the window is read for nobody")
	case <-time.After(100 * time.Millisecond): // nothing can be waited for
	}
}

func TestATreeIsBounded(t *testing.T) {
	deep := &Node{ID: 1}
	for id, n := uint32(2), deep; id < 100; id++ {
		n.Children = []*Node{{ID: id}, {ID: 1}, {ID: 0}}
		n = n.Children[0]
	}
	wide := make([]*Node, maxNodes+10)
	for i := range wide {
		wide[i] = &Node{ID: uint32(1000 + i)} //nolint:gosec // small
	}
	x := newIndex(Tree{Within: append([]*Node{deep}, wide...)})
	if len(x.nodes) != maxNodes {
		t.Errorf("%d nodes are served", len(x.nodes))
	}
	if _, ok := x.nodes[maxDepth+3]; ok {
		t.Error("nodes are served however deep they lie")
	}
	if len(x.nodes[1].Children) != 1 {
		t.Errorf("a node is served twice: %d", len(x.nodes[1].Children))
	}
}
