package mpris

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"matinee/app/desktop/bus/bustest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deck is a player that does what it is asked and says what that was.
type deck struct {
	news chan struct{}
	done chan string

	mu  sync.Mutex
	now Playing
}

func film() Playing {
	return Playing{
		State: Active, Track: "c0ffee/2", Title: "Low\x00 Tide\xff", Album: "Harbour", Artist: "Ana", Number: 3, Art: "/a b/ü.jpg",
		Length: 10 * time.Minute, Position: time.Minute, Rate: 1, Volume: 0.5, HasNext: true,
	}
}

func (d *deck) change(f func(*Playing)) {
	d.mu.Lock()
	f(&d.now)
	d.mu.Unlock()
	select {
	case d.news <- struct{}{}:
	default:
	}
}

func (d *deck) Playing() Playing {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *deck) did(what string, f func(*Playing)) {
	d.change(f)
	d.done <- what
}

func (d *deck) SetPaused(paused bool) {
	d.did(fmt.Sprint("paused ", paused), func(p *Playing) {
		if p.State = Active; paused {
			p.State = Paused
		}
	})
}
func (d *deck) TogglePause() { d.SetPaused(d.Playing().State == Active) }
func (d *deck) Stop()        { d.did("stop", func(p *Playing) { *p = Playing{Rate: 1, Volume: p.Volume} }) }

func (d *deck) Next()                     { d.did("next", func(p *Playing) { p.Track, p.Position = "c0ffee/3", 0 }) }
func (d *deck) Previous()                 { d.did("previous", func(p *Playing) {}) }
func (d *deck) Rates() (float64, float64) { return 0.25, 4 }
func (d *deck) SetRate(r float64) {
	d.did(fmt.Sprint("rate ", r), func(p *Playing) { p.Rate = r })
}

func (d *deck) SetVolume(v float64) {
	d.did(fmt.Sprint("volume ", v), func(p *Playing) { p.Volume = v })
}

func (d *deck) SeekTo(to time.Duration) {
	d.did(fmt.Sprint("to ", to), func(p *Playing) { p.Position = to })
}

func (d *deck) SeekBy(by time.Duration) {
	d.did(fmt.Sprint("by ", by), func(p *Playing) { p.Position += by })
}

// stage is a deck on a bus, and somebody who works it.
type stage struct {
	*deck
	t       *testing.T
	address string
	conn    *dbus.Conn
	object  dbus.BusObject
	signals chan *dbus.Signal
}

func show(t *testing.T, now Playing) *stage {
	t.Helper()
	s := &stage{
		deck: &deck{news: make(chan struct{}, 1), done: make(chan string, 64), now: now},
		t:    t, address: bustest.Start(t), signals: make(chan *dbus.Signal, 64),
	}
	s.put()
	s.conn = bustest.Join(t, s.address)
	if err := s.conn.AddMatchSignal(dbus.WithMatchObjectPath(objectPath)); err != nil {
		t.Fatal(err)
	}
	s.conn.Signal(s.signals)
	s.object = s.conn.Object(rootName+".matinee", objectPath)
	return s
}

// put shows the deck on a connection of its own, as a process does.
func (s *stage) put() *Server {
	s.t.Helper()
	server, err := New(s.t.Context(), bustest.Join(s.t, s.address), Options{
		Identity: "Matinee", DesktopEntry: "org.matinee.Matinee", Name: "matinee", Player: s.deck, News: s.news,
		Raise: func() { s.done <- "raise" }, Quit: func() { s.done <- "quit" },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); server.Run(ctx) }()
	s.t.Cleanup(func() { end(); <-ended })
	return server
}

func (s *stage) call(method string, args ...any) *dbus.Call {
	s.t.Helper()
	return s.object.Call(method, 0, args...)
}

func (s *stage) expect(want string) {
	s.t.Helper()
	if got := bustest.Next(s.t, s.done, want); got != want {
		s.t.Fatalf("asked was %q, not %q", got, want)
	}
}

// signal waits for one of that name.
func (s *stage) signal(name string) *dbus.Signal {
	s.t.Helper()
	for {
		if got := bustest.Next(s.t, s.signals, name); got.Name == name {
			return got
		}
	}
}

func TestTheBusSeesWhatPlays(t *testing.T) {
	s := show(t, film())
	var all map[string]dbus.Variant
	if err := s.call(propsName+".GetAll", playerName).Store(&all); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"PlaybackStatus": "Playing", "Position": int64(60e6), "Rate": 1.0, "Volume": 0.5, "MinimumRate": 0.25, "MaximumRate": 4.0,
		"CanGoNext": true, "CanGoPrevious": false, "CanSeek": true, "CanPlay": true, "CanPause": true, "CanControl": true,
	} {
		if got := all[name].Value(); got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	meta, ok := all["Metadata"].Value().(map[string]dbus.Variant)
	if !ok {
		t.Fatalf("the metadata is %v", all["Metadata"])
	}
	for name, want := range map[string]string{
		"mpris:trackid": "/org/matinee/Matinee/track/xc0ffee_2f2", "mpris:length": "600000000", "mpris:artUrl": "file:///a%20b/%C3%BC.jpg",
		"xesam:title": "Low Tide", "xesam:album": "Harbour", "xesam:artist": "[Ana]", "xesam:trackNumber": "3",
	} {
		if got := fmt.Sprint(meta[name].Value()); got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	var about map[string]dbus.Variant
	if err := s.call(propsName+".GetAll", rootName).Store(&about); err != nil || about["DesktopEntry"].Value() != "org.matinee.Matinee" ||
		about["Identity"].Value() != "Matinee" || about["CanRaise"].Value() != true || about["CanQuit"].Value() != true {
		t.Errorf("it says of itself %v, %v", about, err)
	}
	var xml string
	if err := s.call("org.freedesktop.DBus.Introspectable.Introspect").Store(&xml); err != nil ||
		!strings.Contains(xml, `method name="Seek"`) || !strings.Contains(xml, `method name="OpenUri"`) {
		t.Errorf("it does not describe itself: %v %s", err, xml)
	}
}

// TestManyChangesAreOneMessage, which carries what changed and nothing else.
func TestManyChangesAreOneMessage(t *testing.T) {
	s := show(t, film())
	for i := range 50 {
		s.change(func(p *Playing) { p.Volume = float64(i) })
	}
	s.change(func(p *Playing) { p.State, p.Volume = Paused, 0.25 })
	messages := 0
	for state := any(nil); state != "Paused"; messages++ {
		got := s.signal(propsName + ".PropertiesChanged")
		changed, _ := got.Body[1].(map[string]dbus.Variant)
		if got.Body[0] != playerName || len(changed) > 2 {
			t.Fatalf("told was %v", got.Body)
		}
		state = changed["PlaybackStatus"].Value()
	}
	if messages > 5 { // one, unless the changes above took longer than is gathered
		t.Errorf("%d messages for changes that came together", messages)
	}
	s.change(func(*Playing) {})
	s.change(func(p *Playing) { p.Number = 4 })
	if got := s.signal(propsName + ".PropertiesChanged"); len(got.Body[1].(map[string]dbus.Variant)) != 1 {
		t.Errorf("told was %v", got.Body)
	}
}

// TestASoughtPositionIsTold, and one that goes on by itself is not.
func TestASoughtPositionIsTold(t *testing.T) {
	s := show(t, film())
	s.change(func(p *Playing) { p.State = Paused }) // so that it stands still
	s.signal(propsName + ".PropertiesChanged")
	s.change(func(p *Playing) { p.Position += 500 * time.Millisecond })
	s.change(func(p *Playing) { p.Position = 5 * time.Minute })
	if got := s.signal(playerName + ".Seeked"); got.Body[0] != int64(300e6) {
		t.Errorf("sought to %v", got.Body)
	}
	s.change(func(p *Playing) { p.Track, p.Position = "c0ffee/9", 30*time.Second }) // where it was left
	if got := s.signal(playerName + ".Seeked"); got.Body[0] != int64(30e6) {
		t.Errorf("begun at %v", got.Body)
	}
}

// TestThePositionIsReckoned as others reckon it, by the rate and the time.
func TestThePositionIsReckoned(t *testing.T) {
	clock, d := time.Unix(1000, 0), &deck{now: film(), news: make(chan struct{}, 1)}
	d.now.Rate = 2
	s := &Server{opt: Options{Player: d}, now: func() time.Time { return clock }}
	s.read()
	for i, step := range []struct{ time, position time.Duration }{
		{time.Second, 2 * time.Second}, {10 * time.Second, 20 * time.Second}, {0, time.Millisecond},
	} {
		clock = clock.Add(step.time)
		d.now.Position += step.position
		if _, changed, sought := s.read(); sought || len(changed) > 0 {
			t.Errorf("step %d is told: %v, %v", i, changed, sought)
		}
	}
	clock = clock.Add(time.Second) // it waits for data
	if _, _, sought := s.read(); !sought {
		t.Error("that it stood still is not told")
	}
	if _, _, sought := s.read(); sought {
		t.Error("it is told twice")
	}
}

func TestTheBusWorksThePlayer(t *testing.T) {
	s := show(t, film())
	track := trackPath("c0ffee/2")
	for _, step := range []struct {
		method string
		args   []any
		want   string
	}{
		{"Pause", nil, "paused true"},
		{"Play", nil, "paused false"},
		{"PlayPause", nil, "paused true"},
		{"Seek", []any{int64(5e6)}, "by 5s"},
		{"Seek", []any{int64(-5e6)}, "by -5s"},
		{"Seek", []any{int64(math.MinInt64)}, "by -10000h0m0s"},
		{"SetPosition", []any{track, int64(90e6)}, "to 1m30s"},
		{"Seek", []any{int64(math.MaxInt64)}, "next"}, // beyond the end, as the specification has it
		{"Previous", nil, "previous"},
	} {
		if err := s.call(playerName+"."+step.method, step.args...).Err; err != nil {
			t.Fatalf("%s: %v", step.method, err)
		}
		s.expect(step.want)
	}
	for _, step := range []struct {
		name string
		to   float64
		want string
	}{{"Rate", 2, "rate 2"}, {"Rate", 0, "paused true"}, {"Volume", 0.3, "volume 0.3"}, {"Volume", -1, "volume 0"}} {
		if err := s.object.SetProperty(playerName+"."+step.name, dbus.MakeVariant(step.to)); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		s.expect(step.want)
	}
	for _, method := range []string{"Raise", "Quit"} {
		s.call(rootName + "." + method)
		s.expect(strings.ToLower(method))
	}
	s.call(playerName + ".Stop")
	s.expect("stop")
	for _, method := range []string{"Play", "PlayPause", "Next"} { // with nothing to play
		s.call(playerName + "." + method)
	}
	s.call(rootName + ".Raise")
	s.expect("raise")
}

// TestWhatCannotBeMeantIsIgnored or refused, and nothing reaches the player.
func TestWhatCannotBeMeantIsIgnored(t *testing.T) {
	s := show(t, film())
	for _, args := range [][]any{
		{trackPath("other/1"), int64(1)}, {noTrack, int64(1)}, {trackPath("c0ffee/2"), int64(-1)}, {trackPath("c0ffee/2"), int64(math.MaxInt64)},
	} {
		if err := s.call(playerName+".SetPosition", args...).Err; err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	for what, err := range map[string]error{
		"a text as a position": s.call(playerName+".Seek", strings.Repeat("x", 1<<20)).Err,
		"too little":           s.call(playerName + ".SetPosition").Err,
		"an address":           s.call(playerName+".OpenUri", "http://127.0.0.1/").Err,
		"no such interface":    s.call(propsName+".GetAll", "a.b").Err,
		"no such property":     s.call(propsName+".Get", playerName, "X").Err,
		"what can be read":     s.object.SetProperty(playerName+".CanSeek", dbus.MakeVariant(true)),
		"what is not there":    s.object.SetProperty(playerName+".X", dbus.MakeVariant(1.0)),
		"a text as a rate":     s.object.SetProperty(playerName+".Rate", dbus.MakeVariant("2")),
		"no number":            s.object.SetProperty(playerName+".Volume", dbus.MakeVariant(math.NaN())),
	} {
		if err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	s.change(func(p *Playing) { p.Fixed = true }) // an advertisement plays
	s.call(playerName+".Seek", int64(1e6))
	s.call(playerName+".SetPosition", trackPath("c0ffee/2"), int64(1e6))
	s.call(rootName + ".Raise")
	s.expect("raise") // and nothing before
}

// TestASecondProcessHasANameOfItsOwn where the first has the usual one.
func TestASecondProcessHasANameOfItsOwn(t *testing.T) {
	s := show(t, film())
	s.put()
	second := s.conn.Object(fmt.Sprintf("%s.matinee.instance%d", rootName, os.Getpid()), objectPath)
	if v, err := second.GetProperty(rootName + ".Identity"); err != nil || v.Value() != "Matinee" {
		t.Errorf("the second is %v, %v", v, err)
	}
}

// TestPlayerctlWorksIt: a program that others use for media keys.
func TestPlayerctlWorksIt(t *testing.T) {
	program, err := exec.LookPath("playerctl")
	if err != nil {
		t.Skip("no playerctl here")
	}
	paused := film()
	paused.State = Paused // so that the position stands still
	s := show(t, paused)
	ctl := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, append([]string{"--player=matinee"}, args...)...)
		cmd.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+s.address)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("playerctl %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"status"}, "Paused"},
		{[]string{"metadata", "--format", "{{artist}} - {{album}} - {{title}} {{duration(mpris:length)}}"}, "Ana - Harbour - Low Tide 10:00"},
		{[]string{"metadata", "mpris:artUrl"}, "file:///a%20b/%C3%BC.jpg"},
		{[]string{"volume"}, "0.500000"},
		{[]string{"position"}, "60.000000"},
	} {
		if got := ctl(step.args...); got != step.want {
			t.Errorf("playerctl %v says %q, not %q", step.args, got, step.want)
		}
	}
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"play"}, "paused false"},
		{[]string{"pause"}, "paused true"},
		{[]string{"play-pause"}, "paused false"},
		{[]string{"position", "120"}, "to 2m0s"},
		{[]string{"position", "10+"}, "by 10s"},
		{[]string{"volume", "0.8"}, "volume 0.8"},
		{[]string{"next"}, "next"},
		{[]string{"stop"}, "stop"},
	} {
		ctl(step.args...)
		s.expect(step.want)
	}
	if got := ctl("status"); got != "Stopped" {
		t.Errorf("after the end: %q", got)
	}
}
