package news

import (
	"context"
	"time"

	"matinee/library"
)

// early is how long before a premiere it is told of.
const early = 10 * time.Minute

// premieresEvery is how often the premieres are read anew when nothing tells that one
// changed.
const premieresEvery = time.Hour

// watch looks at what comes by time alone: premieres, and the room on the disk.
type watch struct {
	stale     bool // the premieres are to be read
	read      time.Time
	premieres []library.Premiere
	told      map[library.BundleID]time.Time // premieres that were told
	full      bool                           // it was told that the disk is nearly full
}

// hear notes what an event may change.
func (w *watch) hear(ev library.Event) {
	switch ev.(type) {
	case library.Added, library.GotInfo, library.Removed, library.ChannelChanged, library.Described, library.ProfileChanged:
		w.stale = true
	}
}

// look returns what is to be told at a moment.
func (d *desk) look(ctx context.Context, now time.Time) (messages []func() Message) {
	w := &d.watch
	if w.stale || w.read.IsZero() || now.Sub(w.read).Abs() >= premieresEvery {
		w.stale, w.read, w.premieres = false, now, d.Source.Premieres(ctx)
	}
	for _, p := range w.premieres {
		left := p.At.Sub(now)
		if left <= 0 || left > early || w.told[p.ID].Equal(p.At) {
			continue
		}
		w.told[p.ID] = p.At
		messages = append(messages, func() Message { return soon(p, now) })
	}
	room := d.Source.Traffic().Room()
	switch {
	case room < 0:
	case room < library.NearlyFull && !w.full:
		w.full = true
		messages = append(messages, func() Message { return full(room) })
	case room >= library.RoomyAgain:
		w.full = false
	}
	return messages
}
