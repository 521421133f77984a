// Package notes shows messages by the desktop's own service (Desktop Notifications
// Specification 1.2), with buttons where that service has them, and carries out what a
// person chooses.
//
// It must not know what a message is about: words and functions are handed in. Whatever
// the service answers is another program's: it is bounded, and what does not fit is ignored.
package notes

import (
	"context"
	"fmt"
	"html"
	"image"
	"log/slog"
	"slices"
	"strconv"
	"sync"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// Names of the specification.
const (
	service    = "org.freedesktop.Notifications"
	objectPath = "/org/freedesktop/Notifications"
	busName    = "org.freedesktop.DBus"
)

// Message is one that is shown.
type Message struct {
	Title, Text string
	Open        func()   // what a click on it does; nil: nothing
	Actions     []Action // its buttons
}

// Action is a button of a message.
type Action struct {
	Label string
	Do    func()
}

// Options says who shows messages.
type Options struct {
	ID    string      // names the program's desktop file
	Title string      // of the program
	Icon  image.Image // nil for none
	Log   *slog.Logger
}

// maxShown bounds the messages whose choices are remembered; the oldest go first.
const maxShown = 64

// byTheDesktop lets the desktop choose how long a message stays.
const byTheDesktop int32 = -1

// shown is a message that may be chosen from.
type shown struct {
	id    uint32
	by    string // who shows it, by its unique name
	items map[string]func()
}

// Notes shows messages on a connection.
type Notes struct {
	conn  *dbus.Conn
	opt   Options
	news  chan *dbus.Signal
	hears chan struct{} // closed when what is chosen is heard

	mu    sync.Mutex // held while a message is sent, so that no choice comes before its number
	of    string     // whose abilities these are
	can   []string
	shown []shown
}

// New makes Notes on a connection; Run hears what is chosen.
func New(conn *dbus.Conn, o Options) *Notes {
	n := &Notes{conn: conn, opt: o, news: make(chan *dbus.Signal, 16), hears: make(chan struct{})}
	if n.opt.Log == nil {
		n.opt.Log = slog.New(slog.DiscardHandler)
	}
	return n
}

// Run carries out what is chosen from messages until ctx ends.
func (n *Notes) Run(ctx context.Context) {
	n.conn.Signal(n.news)
	defer n.conn.RemoveSignal(n.news)
	for _, member := range []string{"ActionInvoked", "NotificationClosed"} {
		err := bus.Match(ctx, n.conn, dbus.WithMatchSender(service), dbus.WithMatchInterface(service), dbus.WithMatchMember(member))
		if err != nil {
			n.opt.Log.WarnContext(ctx, "what is chosen from messages is not heard", "error", err)
			return
		}
	}
	close(n.hears)
	for {
		select {
		case <-ctx.Done():
			return
		case sig := <-n.news:
			if sig == nil { // the connection is lost
				return
			}
			if do := n.hear(sig); do != nil {
				do()
			}
		}
	}
}

// hear returns what a signal asks for; nil for nothing.
func (n *Notes) hear(sig *dbus.Signal) func() {
	if len(sig.Body) != 2 {
		return nil
	}
	id, ok := sig.Body[0].(uint32)
	if !ok {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	at := slices.IndexFunc(n.shown, func(s shown) bool { return s.id == id && s.by == sig.Sender })
	if at < 0 {
		return nil
	}
	switch sig.Name {
	case service + ".ActionInvoked":
		key, _ := sig.Body[1].(string)
		return n.shown[at].items[key]
	case service + ".NotificationClosed":
		n.shown = slices.Delete(n.shown, at, at+1)
	}
	return nil
}

// abilities asks what the service can do, once for each that has the name.
func (n *Notes) abilities(ctx context.Context, o dbus.BusObject) (owner string, err error) {
	ask := func() error { return bus.Call(ctx, n.conn.BusObject(), busName+".GetNameOwner", service).Store(&owner) }
	if err := ask(); err != nil { // nobody has it yet: this starts who may
		var can []string
		if err := bus.Call(ctx, o, service+".GetCapabilities").Store(&can); err != nil {
			return "", err
		}
		if err := ask(); err != nil {
			return "", err
		}
	}
	if owner == n.of {
		return owner, nil
	}
	var can []string
	if err := bus.Call(ctx, o, service+".GetCapabilities").Store(&can); err != nil {
		can = nil // it may show messages all the same
	}
	n.of, n.can, n.shown = owner, can, nil
	return owner, nil
}

// Show shows a message. An error means that nobody saw it.
func (n *Notes) Show(ctx context.Context, m Message) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	o := n.conn.Object(service, objectPath)
	owner, err := n.abilities(ctx, o)
	if err != nil {
		return fmt.Errorf("show a message: %w", err)
	}
	actions, items := []string{}, map[string]func(){}
	if slices.Contains(n.can, "actions") {
		actions, items = choices(m)
	}
	text := told(m.Text)
	if slices.Contains(n.can, "body-markup") {
		text = html.EscapeString(text)
	}
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant(n.opt.ID)}
	if n.opt.Icon != nil {
		hints["image-data"] = dbus.MakeVariant(plain(n.opt.Icon))
	}
	var id uint32
	err = bus.Call(ctx, o, service+".Notify", n.opt.Title, uint32(0), "", told(m.Title), text, actions, hints, byTheDesktop).Store(&id)
	if err != nil {
		return fmt.Errorf("show a message: %w", err)
	}
	if len(items) > 0 {
		n.shown = append(n.shown, shown{id, owner, items})
		n.shown = n.shown[max(0, len(n.shown)-maxShown):]
	}
	return nil
}

// choices are a message's buttons as the service takes them, and what they do. The key
// "default" is a click on the message itself.
func choices(m Message) (actions []string, items map[string]func()) {
	actions, items = []string{}, map[string]func(){}
	if m.Open != nil {
		actions, items["default"] = append(actions, "default", ""), m.Open
	}
	for i, a := range m.Actions {
		key := strconv.Itoa(i)
		actions, items[key] = append(actions, key, told(a.Label)), a.Do
	}
	return actions, items
}

// maxText bounds a text of a message, in bytes: it comes from strangers.
const maxText = 2048

// told is a text as a message carries it.
func told(s string) string { return bus.Text(s, maxText) }

// picture is an image as a message carries it.
type picture struct {
	Width, Height, Stride int32
	Alpha                 bool
	Bits, Channels        int32
	Pixels                []byte
}

// plain turns an image into what a message carries.
func plain(of image.Image) picture {
	s := bus.Straight(of)
	return picture{int32(s.Rect.Dx()), int32(s.Rect.Dy()), int32(s.Stride), true, 8, 4, s.Pix}
}
