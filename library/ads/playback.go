package ads

import (
	"slices"
	"time"

	"matinee/library"
)

// Playback follows one playback of an item and says which break is due. A break is asked
// for once: what was shown is not shown again, wherever one seeks. It is used by one
// goroutine.
type Playback struct {
	slots []Slot
	asked []bool
	at    time.Duration
}

// NewPlayback begins a playback at a position. Shown are the breaks that this viewer has
// watched already, by number.
func NewPlayback(slots []Slot, at time.Duration, shown ...int) *Playback {
	p := &Playback{slots: slots, asked: make([]bool, len(slots)), at: at}
	for _, n := range shown {
		if n >= 0 && n < len(slots) {
			p.asked[n] = true
		}
	}
	return p
}

// Slots are the breaks of the item, for the seek bar.
func (p *Playback) Slots() []Slot { return slices.Clone(p.slots) }

// Shown reports whether a break was asked for.
func (p *Playback) Shown(n int) bool { return n < 0 || n >= len(p.asked) || p.asked[n] }

// Start is the break before the item. It is due wherever the playback begins.
func (p *Playback) Start() (Slot, bool) {
	return p.take(func(s Slot) bool { return s.Place == library.BreakBefore })
}

// Play hears that the item has played on to a position, and returns the first break that it
// came to. The picture goes on at the break's own time.
func (p *Playback) Play(to time.Duration) (Slot, bool) {
	from := p.at
	p.at = to
	s, due := p.take(func(s Slot) bool { return s.Place == library.BreakAt && s.At > from && s.At <= to })
	if due {
		p.at = s.At
	}
	return s, due
}

// Seek hears that somebody went to another position. Of the breaks that were leapt over only
// the last one is due; backwards there is none. The picture goes on where they went.
func (p *Playback) Seek(to time.Duration) (Slot, bool) {
	from := p.at
	p.at = to
	last := -1
	for i, s := range p.slots {
		if s.Place == library.BreakAt && s.At > from && s.At <= to {
			last = i
		}
	}
	if last < 0 || p.asked[last] {
		return Slot{}, false
	}
	p.asked[last] = true
	return p.slots[last], true
}

// End is the break after the item.
func (p *Playback) End() (Slot, bool) {
	return p.take(func(s Slot) bool { return s.Place == library.BreakAfter })
}

// take asks for the first break that fits and was not asked for.
func (p *Playback) take(fits func(Slot) bool) (Slot, bool) {
	for i, s := range p.slots {
		if !p.asked[i] && fits(s) {
			p.asked[i] = true
			return s, true
		}
	}
	return Slot{}, false
}
