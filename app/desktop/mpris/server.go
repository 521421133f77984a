package mpris

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// Options says what is shown.
type Options struct {
	Identity     string // the program as people read it
	DesktopEntry string // names its desktop file, without .desktop
	Name         string // the last part of its name on the bus
	Player       Player
	Raise, Quit  func() // bring the window in front; end the program. nil: cannot be
	// News is signalled when something of the player changed. The position is no part of
	// that: it goes on by itself, and is looked at while something plays.
	News <-chan struct{}
	Log  *slog.Logger
}

// gather is how long more changes are waited for, so that one message tells them all.
const gather = 100 * time.Millisecond

// lookEvery is how often the position is compared, while something plays, with what
// others reckon it to be.
const lookEvery = time.Second

// jump is how far a position is from where it would have gone by itself before others
// are told that it was sought.
const jump = time.Second

// maxWishes bounds what waits to be carried out: a key that is held down asks often.
const maxWishes = 16

// Server shows a player on a connection.
type Server struct {
	conn   *dbus.Conn
	opt    Options
	now    func() time.Time
	wishes chan func()

	// Of the goroutine that runs Run.
	told map[string]dbus.Variant // what others know
	of   Playing                 // what told was made of, without the position
	last Playing                 // from which they reckon the position
	at   time.Time               // since when
}

// New puts the player on a connection, under a name of its own where another process has
// taken the usual one.
func New(ctx context.Context, conn *dbus.Conn, o Options) (*Server, error) {
	s := &Server{conn: conn, opt: o, now: time.Now, wishes: make(chan func(), maxWishes)}
	if s.opt.Log == nil {
		s.opt.Log = slog.New(slog.DiscardHandler)
	}
	s.read()
	for iface, calls := range map[string]any{rootName: rootCalls{s}, playerName: playerCalls{s}, propsName: propCalls{s}} {
		if err := conn.ExportWithMap(calls, named(), objectPath, iface); err != nil {
			return nil, fmt.Errorf("show the player: %w", err)
		}
	}
	if err := bus.Describe(conn, objectPath, description()...); err != nil {
		return nil, err
	}
	name := rootName + "." + o.Name
	for _, name := range []string{name, fmt.Sprintf("%s.instance%d", name, os.Getpid())} {
		if ours, err := bus.Own(ctx, conn, name); err != nil || ours {
			return s, err
		}
	}
	return nil, fmt.Errorf("the name %s is taken, with a number behind it, too", name)
}

// Run carries out what is asked for and tells what changed, until ctx ends.
func (s *Server) Run(ctx context.Context) {
	timer := time.NewTimer(gather)
	defer timer.Stop()
	waits := true
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.opt.News:
			if !waits {
				waits = true
				timer.Reset(gather)
			}
		case do := <-s.wishes:
			do()
		case <-timer.C:
			waits = false
			s.tell(ctx)
			if s.last.State == Active && s.last.Track != "" {
				timer.Reset(lookEvery)
			}
		}
	}
}

// read looks at the player and reports what is to be told of it. The position is, where
// it is not what others reckon by themselves.
func (s *Server) read() (now Playing, changed map[string]dbus.Variant, sought bool) {
	now, at := s.opt.Player.Playing(), s.now()
	expected := time.Duration(0) // where a new track begins
	if now.Track == s.last.Track {
		expected = s.last.Position
		if s.last.State == Active {
			expected += time.Duration(float64(at.Sub(s.at)) * s.last.Rate)
		}
	}
	sought = now.Track != "" && (now.Position-expected).Abs() > jump
	if sought || now.Track != s.last.Track || now.State != s.last.State || now.Rate != s.last.Rate {
		s.last, s.at = now, at
	}
	of := now
	of.Position = 0
	if s.told == nil || of != s.of { // else the same would be made anew
		all := s.properties(now)
		changed = differing(s.told, all)
		s.told, s.of = all, of
	}
	return now, changed, sought
}

// tell sends what changed, in one message.
func (s *Server) tell(ctx context.Context) {
	now, changed, sought := s.read()
	var err error
	if len(changed) > 0 {
		err = s.conn.Emit(objectPath, propsName+".PropertiesChanged", playerName, changed, []string{})
	}
	if err == nil && sought {
		err = s.conn.Emit(objectPath, playerName+".Seeked", now.Position.Microseconds())
	}
	if err != nil && ctx.Err() == nil { // a lost connection is noticed elsewhere, too
		s.opt.Log.DebugContext(ctx, "nobody was told what plays", "error", err)
	}
}

// wish has something carried out by Run. What is too much is dropped.
func (s *Server) wish(do func()) {
	select {
	case s.wishes <- do:
	default:
	}
}
