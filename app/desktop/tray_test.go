//go:build !windows

package desktop

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"matinee/app/desktop/bus/bustest"
)

// tray is a real one as far as the bus is concerned: it keeps the list of items
// and shows them.
type tray struct {
	conn  *dbus.Conn
	props *prop.Properties
	items chan string // who registered, and where
}

// RegisterStatusNotifierItem is called by an item.
func (r *tray) RegisterStatusNotifierItem(service string, sender dbus.Sender) *dbus.Error {
	r.items <- string(sender) + service
	return nil
}

// startTray puts a tray on a bus; shown says whether a panel shows its items.
func startTray(t *testing.T, address string, shown bool) *tray {
	t.Helper()
	r := &tray{conn: bustest.Join(t, address), items: make(chan string, 16)}
	if err := r.conn.ExportMethodTable(map[string]any{"RegisterStatusNotifierItem": r.RegisterStatusNotifierItem}, watcherPath, watcherName); err != nil {
		t.Fatal(err)
	}
	var err error
	r.props, err = prop.Export(r.conn, watcherPath, prop.Map{watcherName: {"IsStatusNotifierHostRegistered": {Value: shown, Emit: prop.EmitTrue}}})
	if err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, r.conn, watcherName)
	return r
}

// show lets a panel come or go.
func (r *tray) show(t *testing.T, on bool) {
	t.Helper()
	r.props.SetMust(watcherName, "IsStatusNotifierHostRegistered", on)
	signal := "Unregistered"
	if on {
		signal = "Registered"
	}
	if err := r.conn.Emit(watcherPath, watcherName+".StatusNotifierHost"+signal); err != nil {
		t.Fatal(err)
	}
}

func TestATrayMayComeAndGo(t *testing.T) {
	address := bustest.Start(t)
	trayed := make(chan bool, 16)
	d := open(t, Options{Address: address, Trayed: func(here bool) { trayed <- here }})
	if d.HasTray() {
		t.Fatal("a tray before there is one")
	}
	r := startTray(t, address, false)
	if got := bustest.Next(t, r.items, "the item"); got[len(got)-len(itemPath):] != itemPath {
		t.Fatalf("registered as %q", got)
	}
	r.show(t, true)
	if !bustest.Next(t, trayed, "the tray") || !d.HasTray() {
		t.Fatal("the panel came and nobody noticed")
	}
	r.show(t, false)
	if bustest.Next(t, trayed, "the panel to go") || d.HasTray() {
		t.Fatal("the panel went and nobody noticed")
	}
	r.show(t, true)
	bustest.Next(t, trayed, "the panel to come back")
	r.conn.Close()
	if bustest.Next(t, trayed, "the tray to go") {
		t.Fatal("the tray ended and nobody noticed")
	}
	startTray(t, address, true)
	if !bustest.Next(t, trayed, "another tray") {
		t.Fatal("another tray came and nobody noticed")
	}
}

// switchboard is a menu whose entries a test changes.
type switchboard struct {
	mu      sync.Mutex
	entries []Entry
}

func (s *switchboard) set(entries ...Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = entries
}

func (s *switchboard) read() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.entries)
}

// shown is an item of ours as a tray sees it.
type shown struct {
	t       *testing.T
	conn    *dbus.Conn
	owner   string
	signals chan *dbus.Signal
}

// openItem starts a Desktop with a tray and waits until its item is there.
func openItem(t *testing.T, o Options) *shown {
	t.Helper()
	o.Address = bustest.Start(t)
	r := startTray(t, o.Address, true)
	here := make(chan bool, 1)
	o.Trayed = func(on bool) {
		if on {
			here <- true
		}
	}
	open(t, o)
	item := bustest.Next(t, r.items, "the item")
	bustest.Next(t, here, "the tray to be noticed")
	s := &shown{t: t, conn: r.conn, owner: item[:len(item)-len(itemPath)], signals: make(chan *dbus.Signal, 64)}
	if err := r.conn.AddMatchSignal(dbus.WithMatchSender(s.owner), dbus.WithMatchInterface(menuInterface)); err != nil {
		t.Fatal(err)
	}
	r.conn.Signal(s.signals)
	s.layout()
	s.signal("LayoutUpdated") // what lies below the entries follows
	return s
}

func (s *shown) call(path dbus.ObjectPath, method string, args ...any) *dbus.Call {
	s.t.Helper()
	c := s.conn.Object(s.owner, path).Call(method, 0, args...)
	if c.Err != nil {
		s.t.Fatalf("%s: %v", method, c.Err)
	}
	return c
}

// layout is the menu as told, one line an entry: number, label, type and state.
func (s *shown) layout() (revision uint32, lines []string, ids map[string]int32) {
	s.t.Helper()
	var top layoutEntry
	if err := s.call(menuPath, menuInterface+".GetLayout", root, int32(-1), []string{}).Store(&revision, &top); err != nil {
		s.t.Fatal(err)
	}
	ids = map[string]int32{}
	var walk func(e layoutEntry, indent string)
	walk = func(e layoutEntry, indent string) {
		for _, v := range e.Children {
			var child layoutEntry
			if err := dbus.Store([]any{v.Value()}, &child); err != nil {
				s.t.Fatal(err)
			}
			line := indent
			for _, name := range []string{"type", "label", "enabled", "toggle-type", "toggle-state", "children-display"} {
				if p, ok := child.Props[name]; ok {
					line += fmt.Sprint(p.Value(), " ")
				}
			}
			lines = append(lines, line)
			if label, ok := child.Props["label"].Value().(string); ok {
				ids[label] = child.ID
			}
			walk(child, indent+"  ")
		}
	}
	walk(top, "")
	return revision, lines, ids
}

func (s *shown) event(id int32, what string) {
	s.t.Helper()
	s.call(menuPath, menuInterface+".Event", id, what, dbus.MakeVariant(int32(0)), uint32(0))
}

func (s *shown) signal(member string) *dbus.Signal {
	s.t.Helper()
	for {
		if got := bustest.Next(s.t, s.signals, member); got.Name == menuInterface+"."+member {
			return got
		}
	}
}

func TestTheItemSaysWhatATrayAsks(t *testing.T) {
	icon := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	icon.Set(0, 0, color.NRGBA{R: 1, G: 2, B: 3, A: 4})
	opened := make(chan bool, 4)
	s := openItem(t, Options{
		ID: "org.matinee.Matinee", Title: "Matinee", Icons: []image.Image{icon},
		Tip: func() string { return "↓ 1 MB/s" }, Open: func() { opened <- true },
	})
	var all map[string]dbus.Variant
	if err := s.call(itemPath, "org.freedesktop.DBus.Properties.GetAll", itemName).Store(&all); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"Category": "ApplicationStatus", "Id": "org.matinee.Matinee", "Title": "Matinee", "Status": "Active",
		"Menu": dbus.ObjectPath(menuPath), "ItemIsMenu": false, "IconName": "",
	} {
		if got := all[name].Value(); got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	if got := fmt.Sprint(all["IconPixmap"].Value()); got != "[[2 1 [4 1 2 3 0 0 0 0]]]" {
		t.Errorf("the picture is %s", got)
	}
	if got := fmt.Sprint(all["ToolTip"].Value()); got != "[ [] Matinee ↓ 1 MB/s]" {
		t.Errorf("the tip is %s", got)
	}
	for _, click := range []string{"Activate", "SecondaryActivate", "ContextMenu"} {
		s.call(itemPath, itemName+"."+click, int32(1), int32(2))
		bustest.Next(t, opened, click)
	}
	s.call(itemPath, itemName+".Scroll", int32(1), "vertical")
	var about string
	if err := s.call(menuPath, "org.freedesktop.DBus.Introspectable.Introspect").Store(&about); err != nil || about == "" {
		t.Errorf("the menu does not describe itself: %v", err)
	}
}

func TestTheMenuIsShownAndChosenFrom(t *testing.T) {
	chosen := make(chan string, 4)
	do := func(what string) func() { return func() { chosen <- what } }
	board := &switchboard{}
	entries := []Entry{
		{Key: "open", Text: "Open", Do: do("open")},
		{Key: "line", Separator: true, Do: do("line")},
		{Key: "rate", Text: "a_b", Disabled: true, Do: do("rate")},
		{Key: "limits", Text: "Limits", Children: []Entry{
			{Key: "none", Text: "None", Mark: RadioOn, Do: do("none")},
			{Key: "some", Text: "Some", Mark: RadioOff, Do: do("some")},
			{Key: "alt", Text: "Alt", Mark: SwitchOff, Do: do("alt")},
		}},
	}
	board.set(entries...)
	s := openItem(t, Options{Menu: board.read})
	_, lines, ids := s.layout()
	want := []string{
		"Open true ", "separator ", "a__b false ", "Limits true submenu ",
		"  None true radio 1 ", "  Some true radio 0 ", "  Alt true checkmark 0 ",
	}
	if !slices.Equal(lines, want) {
		t.Fatalf("the menu is %q", lines)
	}
	s.event(ids["a__b"], "clicked") // does nothing
	s.event(99, "clicked")
	s.event(ids["Some"], "clicked")
	if got := bustest.Next(t, chosen, "the choice"); got != "some" {
		t.Fatalf("chosen was %q", got)
	}
	events := []eventEntry{{ids["Open"], "clicked", dbus.MakeVariant(""), 0}}
	s.call(menuPath, menuInterface+".EventGroup", events)
	if got := bustest.Next(t, chosen, "the choice"); got != "open" {
		t.Fatalf("chosen was %q", got)
	}
}

func TestAnOpenMenuFollows(t *testing.T) {
	board := &switchboard{}
	board.set(Entry{Key: "rate", Text: "1 MB/s"}, Entry{Key: "quit", Text: "Quit"})
	s := openItem(t, Options{Menu: board.read})
	before, _, ids := s.layout()

	board.set(Entry{Key: "rate", Text: "2 MB/s"}, Entry{Key: "quit", Text: "Quit"})
	var changed bool
	if err := s.call(menuPath, menuInterface+".AboutToShow", root).Store(&changed); err != nil || !changed {
		t.Fatalf("about to show: %v, %v", changed, err)
	}
	if got := s.signal("ItemsPropertiesUpdated"); got.Body[0].([][]any)[0][0] != ids["1 MB/s"] {
		t.Fatalf("told was %v", got.Body)
	}
	s.event(root, "opened")
	board.set(Entry{Key: "rate", Text: "3 MB/s"}, Entry{Key: "music", Text: "Pause music"}, Entry{Key: "quit", Text: "Quit"})
	s.signal("LayoutUpdated") // by itself, since it is open
	after, lines, now := s.layout()
	if after <= before || len(lines) != 3 {
		t.Fatalf("revision %d after %d, %q", after, before, lines)
	}
	if now["Quit"] != ids["Quit"] || now["3 MB/s"] != ids["1 MB/s"] || now["Pause music"] == ids["Quit"] {
		t.Fatalf("entries changed their numbers: %v, %v", ids, now)
	}
	s.event(root, "closed")
}

func TestAClosedMenuRests(t *testing.T) {
	reads := make(chan bool, 1024)
	s := openItem(t, Options{Menu: func() []Entry {
		reads <- true
		return []Entry{{Key: "a", Text: "A"}}
	}})
	s.event(root, "opened")
	<-reads // the first
	bustest.Next(t, reads, "the open menu to be read")
	s.event(root, "closed")
	var changed bool
	if err := s.call(menuPath, menuInterface+".AboutToShow", int32(1)).Store(&changed); err != nil || changed {
		t.Fatalf("about to show an entry: %v, %v", changed, err)
	}
	m := newMenu(nil, nil)
	m.setOpen(true)
	if !m.open(m.until.Add(-1)) || m.open(m.until) {
		t.Fatal("a menu that is never closed counts as open for ever")
	}
	m.setOpen(false)
	if m.open(m.until) {
		t.Fatal("a closed menu counts as open")
	}
}
