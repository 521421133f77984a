package owner

import (
	"time"

	"matinee/library"
	"matinee/sync/seeding"
)

// LimitsNow tells the limits that hold at the moment, in bytes a second, 0 for
// none, and whether they are the alternative ones.
func (o *Owner) LimitsNow() (down, up int64, alternative bool) {
	now, s := o.now(), o.CurrentSettings()
	down, up = seeding.LimitsAt(now, s)
	return down, up, seeding.Alternative(now, s)
}

// share sets the limits of the moment; while something is streamed, uploads and
// other downloads give way to it. It reports whether something is.
func (o *Owner) share(now time.Time, s library.Settings, inputs []seeding.Input) bool {
	l := &o.gov.line
	down, up := seeding.LimitsAt(now, s)
	var streaming *seeding.Input
	var allDown, allUp int64
	for i := range inputs {
		allDown += inputs[i].Transfer.DownRate
		allUp += inputs[i].Transfer.UpRate
		if inputs[i].Transfer.Streaming {
			streaming = &inputs[i]
		}
	}
	// While shares hold the rates down, what was seen before them is what the
	// line can do.
	l.downPeak.note(now, allDown, streaming != nil)
	l.upPeak.note(now, allUp, streaming != nil)
	o.gov.yields.Store(streaming != nil && !streaming.Transfer.Complete())
	if streaming == nil {
		o.engine.SetRates(library.Limits{Down: down, Up: up})
		l.up, l.down = up, down
		o.slowOthers(inputs, "", library.Limits{})
		return false
	}
	st := o.streamOf(*streaming)
	l.up = seeding.UploadShare(up, l.up, st)
	l.down = seeding.DownloadShare(down, l.down, st)
	o.engine.SetRates(library.Limits{Down: down, Up: l.up})
	o.slowOthers(inputs, streaming.Bundle.ID, library.Limits{Down: l.down})
	return true
}

// line is what the policy knows and decided of the connection to the world, in
// bytes a second.
type line struct {
	up, down         int64 // the shares given last
	upPeak, downPeak peak
}

// A peak is the highest rate of the last peakSlots steps of peakStep.
const (
	peakSlots = 10
	peakStep  = time.Minute
)

type peak struct {
	slots [peakSlots]int64
	at    time.Time // when the first slot began
}

// note takes the rate of now in. Held, nothing is forgotten.
func (p *peak) note(now time.Time, rate int64, held bool) {
	if held || p.at.IsZero() || now.Before(p.at) {
		p.at = now
	}
	steps := min(int(now.Sub(p.at)/peakStep), peakSlots)
	if steps > 0 {
		copy(p.slots[steps:], p.slots[:peakSlots-steps])
		clear(p.slots[:steps])
		p.at = now
	}
	p.slots[0] = max(p.slots[0], rate)
}

// most is the highest rate remembered.
func (p *peak) most() int64 {
	var most int64
	for _, rate := range p.slots {
		most = max(most, rate)
	}
	return most
}

// streamOf measures the stream by its reader that is closest to starving.
func (o *Owner) streamOf(in seeding.Input) seeding.Stream {
	l := &o.gov.line
	st := seeding.Stream{
		Complete: true, Ahead: time.Hour,
		DownRate: in.Transfer.DownRate, UpPeak: l.upPeak.most(), DownPeak: l.downPeak.most(),
	}
	for _, r := range o.stream.Active() {
		if r.Bundle != in.Bundle.ID {
			continue
		}
		status, err := o.engine.StreamStatus(r.Bundle, r.Item, r.Offset, urgentWindow)
		if err != nil || status.Complete {
			continue
		}
		item, _ := in.Bundle.Item(r.Item)
		if r.Offset+status.Ahead >= item.Length {
			continue // all that is still to be played is here
		}
		st.Complete = false
		st.BitRate = library.BitRate(item.Length, item.Duration)
		pace := max(st.BitRate, 1)
		if st.BitRate == 0 {
			pace = guessedPace
		}
		st.Ahead = min(st.Ahead, time.Duration(float64(status.Ahead)/float64(pace)*float64(time.Second)))
	}
	return st
}

// guessedPace stands for an item's bit rate, in bytes a second, until it is known.
const guessedPace = 1 << 20

// slowOthers bounds every bundle but one; no bound ends it.
func (o *Owner) slowOthers(inputs []seeding.Input, but library.BundleID, l library.Limits) {
	if l == (library.Limits{}) && !o.gov.slowed {
		return
	}
	o.gov.slowed = l != (library.Limits{})
	for _, in := range inputs {
		if in.Bundle.ID == but {
			o.engine.Slow(in.Bundle.ID, library.Limits{})
			continue
		}
		o.engine.Slow(in.Bundle.ID, l)
	}
}
