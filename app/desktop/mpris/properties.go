package mpris

import (
	"fmt"
	"maps"
	"math"
	"reflect"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
)

// Names of the specification.
const (
	rootName   = "org.mpris.MediaPlayer2"
	playerName = "org.mpris.MediaPlayer2.Player"
	propsName  = "org.freedesktop.DBus.Properties"
	objectPath = "/org/mpris/MediaPlayer2"
)

// about are the properties of the program, which never change.
func (s *Server) about() map[string]dbus.Variant {
	return variants(map[string]any{
		"Identity": s.opt.Identity, "DesktopEntry": s.opt.DesktopEntry, "CanQuit": s.opt.Quit != nil, "CanRaise": s.opt.Raise != nil,
		"HasTrackList": false, "SupportedUriSchemes": []string{}, "SupportedMimeTypes": []string{},
	})
}

// properties are those of the player, but for the position, of which nobody is told
// as it goes on.
func (s *Server) properties(p Playing) map[string]dbus.Variant {
	least, most := s.opt.Player.Rates()
	loaded := p.Track != ""
	if !loaded {
		p.State = Stopped
	}
	return variants(map[string]any{
		"PlaybackStatus": string(p.State), "Metadata": p.metadata(), "Rate": p.Rate, "Volume": p.Volume,
		"MinimumRate": least, "MaximumRate": most, "CanControl": true,
		"CanGoNext": p.HasNext, "CanGoPrevious": p.HasPrevious, "CanPlay": loaded, "CanPause": loaded, "CanSeek": loaded && !p.Fixed,
	})
}

func variants(of map[string]any) map[string]dbus.Variant {
	m := make(map[string]dbus.Variant, len(of))
	for name, v := range of {
		m[name] = dbus.MakeVariant(v)
	}
	return m
}

// differing are the properties that are not as before.
func differing(before, now map[string]dbus.Variant) map[string]dbus.Variant {
	changed := map[string]dbus.Variant{}
	for name, v := range now {
		if !reflect.DeepEqual(before[name].Value(), v.Value()) {
			changed[name] = v
		}
	}
	return changed
}

// propCalls are what others ask of the properties.
type propCalls struct{ s *Server }

// all are the properties of an interface.
func (c propCalls) all(iface string) (map[string]dbus.Variant, *dbus.Error) {
	switch iface {
	case rootName:
		return c.s.about(), nil
	case playerName:
		p := c.s.opt.Player.Playing()
		all := maps.Clone(c.s.properties(p))
		all["Position"] = dbus.MakeVariant(p.Position.Microseconds())
		return all, nil
	}
	return nil, dbus.NewError("org.freedesktop.DBus.Error.UnknownInterface", []any{"there is no interface of that name"})
}

// Get tells one property.
func (c propCalls) Get(iface, name string) (dbus.Variant, *dbus.Error) {
	all, err := c.all(iface)
	if err != nil {
		return dbus.MakeVariant(""), err
	}
	v, ok := all[name]
	if !ok {
		return dbus.MakeVariant(""), dbus.NewError("org.freedesktop.DBus.Error.UnknownProperty", []any{"there is no property of that name"})
	}
	return v, nil
}

// GetAll tells all of an interface.
func (c propCalls) GetAll(iface string) (map[string]dbus.Variant, *dbus.Error) { return c.all(iface) }

// Set changes rate or volume. A rate of 0 pauses, as the specification has it.
func (c propCalls) Set(iface, name string, value dbus.Variant) *dbus.Error {
	if _, err := c.Get(iface, name); err != nil {
		return err
	}
	if iface != playerName || (name != "Rate" && name != "Volume") {
		return dbus.NewError("org.freedesktop.DBus.Error.PropertyReadOnly", []any{name + " cannot be set"})
	}
	to, ok := value.Value().(float64)
	if !ok || math.IsNaN(to) || math.IsInf(to, 0) {
		return dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", []any{fmt.Sprintf("%s is a number", name)})
	}
	player := c.s.opt.Player
	switch {
	case name == "Volume":
		c.s.wish(func() { player.SetVolume(max(to, 0)) })
	case to <= 0:
		c.s.wish(func() { player.SetPaused(true) })
	default:
		c.s.wish(func() { player.SetRate(to) })
	}
	return nil
}

// description is what the player says of itself when it is asked.
func description() []introspect.Interface {
	reads := func(kind, change string, names ...string) (all []introspect.Property) {
		for _, name := range names {
			all = append(all, introspect.Property{Name: name, Type: kind, Access: "read", Annotations: []introspect.Annotation{
				{Name: "org.freedesktop.DBus.Property.EmitsChangedSignal", Value: change},
			}})
		}
		return all
	}
	about := reads("b", "const", "CanQuit", "CanRaise", "HasTrackList")
	about = append(about, reads("s", "const", "Identity", "DesktopEntry")...)
	about = append(about, reads("as", "const", "SupportedUriSchemes", "SupportedMimeTypes")...)
	of := reads("b", "true", "CanControl", "CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek")
	of = append(of, reads("s", "true", "PlaybackStatus")...)
	of = append(of, reads("a{sv}", "true", "Metadata")...)
	of = append(of, reads("d", "true", "MinimumRate", "MaximumRate")...)
	of = append(of, reads("x", "false", "Position")...)
	for _, name := range []string{"Rate", "Volume"} {
		of = append(of, introspect.Property{Name: name, Type: "d", Access: "readwrite"})
	}
	methods := introspect.Methods(playerCalls{})
	for i, m := range methods {
		if name, ok := named()[m.Name]; ok {
			methods[i].Name = name
		}
	}
	return []introspect.Interface{
		{Name: rootName, Methods: introspect.Methods(rootCalls{}), Properties: about},
		{
			Name: playerName, Methods: methods, Properties: of,
			Signals: []introspect.Signal{{Name: "Seeked", Args: []introspect.Arg{{Name: "Position", Type: "x"}}}},
		},
	}
}
