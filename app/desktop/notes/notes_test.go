package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"matinee/app/desktop/bus/bustest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// daemon is a service that shows messages, as far as the bus is concerned.
type daemon struct {
	t     *testing.T
	conn  *dbus.Conn
	shown chan string
	last  uint32
}

func (d *daemon) notify(app string, _ uint32, _, title, text string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.last++
	d.shown <- strings.Join([]string{app, title, text, fmt.Sprintf("%q", actions)}, "|")
	return d.last, nil
}

// serve puts a daemon on a bus.
func serve(t *testing.T, address string, can any) *daemon {
	t.Helper()
	d := &daemon{t: t, conn: bustest.Join(t, address), shown: make(chan string, 16)}
	table := map[string]any{"Notify": d.notify}
	switch can := can.(type) {
	case []string:
		table["GetCapabilities"] = func() ([]string, *dbus.Error) { return can, nil }
	case uint32:
		table["GetCapabilities"] = func() (uint32, *dbus.Error) { return can, nil }
	}
	if err := d.conn.ExportMethodTable(table, objectPath, service); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, d.conn, service)
	return d
}

func (d *daemon) expect(want string) {
	d.t.Helper()
	if got := bustest.Next(d.t, d.shown, want); got != want {
		d.t.Fatalf("shown was %q, not %q", got, want)
	}
}

func (d *daemon) emit(member string, args ...any) {
	d.t.Helper()
	if err := d.conn.Emit(objectPath, service+"."+member, args...); err != nil {
		d.t.Fatal(err)
	}
}

// open is Notes on a bus, which hear what is chosen.
func open(t *testing.T, address string) *Notes {
	t.Helper()
	n := New(bustest.Join(t, address), Options{ID: "m", Title: "Matinee"})
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); n.Run(ctx) }()
	t.Cleanup(func() { end(); <-ended })
	return n
}

// choosing is a message that says what was chosen from it.
func choosing(title string, chosen chan string) Message {
	do := func(what string) func() { return func() { chosen <- title + " " + what } }
	return Message{Title: title, Text: "a <b> & c", Open: do("open"), Actions: []Action{{"Play", do("play")}, {"Later", do("later")}}}
}

func show(t *testing.T, n *Notes, m Message) {
	t.Helper()
	if err := n.Show(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

func TestAMessageIsChosenFrom(t *testing.T) {
	address := bustest.Start(t)
	d, n, chosen := serve(t, address, []string{"body", "actions", "body-markup"}), open(t, address), make(chan string, 8)
	show(t, n, choosing("one", chosen))
	d.expect(`Matinee|one|a &lt;b&gt; &amp; c|["default" "" "0" "Play" "1" "Later"]`)
	show(t, n, choosing("two", chosen))
	<-d.shown
	bustest.Next(t, n.hears, "somebody to listen")
	for _, step := range []struct {
		id        uint32
		key, want string
	}{{2, "0", "two play"}, {1, "default", "one open"}, {1, "1", "one later"}} {
		d.emit("ActionInvoked", step.id, step.key)
		if got := bustest.Next(t, chosen, step.want); got != step.want {
			t.Fatalf("chosen was %q, not %q", got, step.want)
		}
	}
	d.emit("NotificationClosed", uint32(1), uint32(2))
	d.emit("ActionInvoked", uint32(1), "0") // of what is closed
	d.emit("ActionInvoked", uint32(2), "default")
	if got := bustest.Next(t, chosen, "what is still open"); got != "two open" {
		t.Fatalf("chosen was %q", got)
	}
}

// TestAServiceWithoutButtons gets none, and no markup; one that answers nonsense, too.
func TestAServiceWithoutButtons(t *testing.T) {
	for _, can := range []any{[]string{"body"}, []string{}, uint32(7), nil} {
		address := bustest.Start(t)
		d, n := serve(t, address, can), open(t, address)
		show(t, n, choosing("one", nil))
		d.expect(`Matinee|one|a <b> & c|[]`)
	}
}

// TestAnotherServiceComes in the place of one that was asked already.
func TestAnotherServiceComes(t *testing.T) {
	address := bustest.Start(t)
	first, n := serve(t, address, []string{}), open(t, address)
	if err := n.Show(t.Context(), choosing("one", nil)); err != nil {
		t.Fatal(err)
	}
	first.expect(`Matinee|one|a <b> & c|[]`)
	first.conn.Close()
	for shown := true; shown; { // until the bus has noticed
		shown = n.Show(t.Context(), Message{Title: "nobody"}) == nil
	}
	second := serve(t, address, []string{"actions"})
	show(t, n, choosing("two", nil))
	second.expect(`Matinee|two|a <b> & c|["default" "" "0" "Play" "1" "Later"]`)
}

func TestNobodyShowsMessages(t *testing.T) {
	if err := open(t, bustest.Start(t)).Show(t.Context(), Message{Title: "one"}); err == nil {
		t.Error("somebody saw it")
	}
}

// TestWhatOthersSendIsIgnored: a signal of somebody else's, or one of the wrong kind.
func TestWhatOthersSendIsIgnored(t *testing.T) {
	n := &Notes{shown: []shown{{id: 1, by: ":1.1", items: map[string]func(){"default": func() {}}}}}
	signal := func(sender, member string, body ...any) *dbus.Signal {
		return &dbus.Signal{Sender: sender, Name: service + "." + member, Body: body}
	}
	for what, sig := range map[string]*dbus.Signal{
		"another's":      signal(":1.2", "ActionInvoked", uint32(1), "default"),
		"another number": signal(":1.1", "ActionInvoked", uint32(2), "default"),
		"another kind":   signal(":1.1", "ActionInvoked", "1", "default"),
		"no key":         signal(":1.1", "ActionInvoked", uint32(1), 5),
		"unknown key":    signal(":1.1", "ActionInvoked", uint32(1), strings.Repeat("x", 1<<20)),
		"too little":     signal(":1.1", "ActionInvoked", uint32(1)),
		"too much":       signal(":1.1", "ActionInvoked", uint32(1), "default", "x"),
		"nothing":        signal(":1.1", "ActionInvoked"),
		"another signal": signal(":1.1", "Else", uint32(1), "default"),
		"another closes": signal(":1.2", "NotificationClosed", uint32(1), uint32(2)),
	} {
		if n.hear(sig) != nil {
			t.Errorf("%s is obeyed", what)
		}
	}
	if n.hear(signal(":1.1", "ActionInvoked", uint32(1), "default")) == nil {
		t.Error("what is meant is not heard")
	}
}

// TestWhatIsRememberedIsBounded, and a text of a stranger's, too.
func TestWhatIsRememberedIsBounded(t *testing.T) {
	address := bustest.Start(t)
	d, n := serve(t, address, []string{"actions"}), open(t, address)
	for i := range 2 * maxShown {
		show(t, n, Message{Title: strings.Repeat("\xff\x00a", 2000), Open: func() {}})
		if got := bustest.Next(t, d.shown, "a message"); len(got) > maxText+64 || strings.ContainsRune(got, 0) {
			t.Fatalf("message %d has %d bytes", i, len(got))
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.shown) != maxShown || !slices.ContainsFunc(n.shown, func(s shown) bool { return s.id == 2*maxShown }) {
		t.Errorf("%d messages are remembered", len(n.shown))
	}
}
