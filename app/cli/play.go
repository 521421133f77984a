package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/app/theatre"
	"matinee/library"
	"matinee/player"
)

type playCmd struct {
	What string `arg:"" name:"source" help:"A source as for add, or the id or title of a bundle."`
	sourceArgs
	Item     int    `help:"Index of the item; without it the main one." default:"-1"`
	Seek     string `help:"Go there half a second after the first frame: seconds, 1:02:03 or 80%%." placeholder:"POS|N%"`
	Until    string `help:"When to end: first-frame, a position, or end." default:"end" placeholder:"first-frame|POS|end"`
	Headless bool   `help:"Play without a window and without sound, and report figures."`
}

// played is what a headless play reports. Times are milliseconds; added and
// first frame count from the moment the source was handed over.
type played struct {
	ID         library.BundleID `json:"id"`
	Item       int              `json:"item"`
	Added      float64          `json:"added_ms"`
	FirstFrame float64          `json:"first_frame_ms"`
	Seek       *float64         `json:"seek_ms"`
	Downloaded int64            `json:"bytes_downloaded"`
	Stalls     int              `json:"stalls"`
	Stalled    float64          `json:"stalled_ms"`
	Frames     int64            `json:"frames"`
	Dropped    int64            `json:"dropped"`
	Position   float64          `json:"position_s"`
	Duration   float64          `json:"duration_s"`
	Spots      int              `json:"spots"` // advertisements that played
}

// Run plays in the window, or without one.
func (c *playCmd) Run(r *run) error {
	var err error
	if c.What, err = handedOver(c.What); err != nil {
		return err
	}
	if _, _, err = parsePlace(c.Seek); err != nil {
		return err
	}
	if _, err = c.end(); err != nil {
		return err
	}
	if !c.Headless {
		return c.inWindow(r)
	}
	spots := make(chan player.SpotPlayed, maxSpots)
	p, err := r.program.Player(r.ctx, player.Options{OnSpot: func(s player.SpotPlayed) {
		select {
		case spots <- s:
		default:
		}
	}})
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), closeWait)
		defer cancel()
		if err := p.Close(ctx); err != nil {
			r.tell([]error{fmt.Errorf("close the player: %w", err)})
		}
	}()
	return r.with(func(s Session) error {
		h := &headless{cmd: c, s: s, p: p, spots: spots}
		if err := h.play(r.ctx); err != nil {
			return err
		}
		return r.print(h.report, h.text)
	})
}

// inWindow hands it all to the window, after a look whether there can be one.
func (c *playCmd) inWindow(r *run) error {
	if err := r.program.Display(r.ctx); err != nil {
		return err
	}
	at, percent, err := parsePlace(c.Seek)
	if err != nil {
		return err
	}
	find := c.request(c.What)
	shown, err := r.program.Window(r.ctx, r.options, control.RaiseRequest{
		Play: &control.PlayRequest{Find: &find, Item: c.Item, At: at, Percent: percent},
	})
	if err != nil {
		return err
	}
	return r.print(shown, func(io.Writer) {})
}

// endOf says when a play is over.
type endOf struct {
	firstFrame bool
	at         time.Duration // 0 for the end of the item
}

func (c *playCmd) end() (endOf, error) {
	switch c.Until {
	case "first-frame":
		return endOf{firstFrame: true}, nil
	case "end", "":
		return endOf{}, nil
	}
	at, percent, err := parsePlace(c.Until)
	if err != nil || percent > 0 {
		return endOf{}, usageError{fmt.Sprintf("--until %s: first-frame, a position, or end", c.Until)}
	}
	return endOf{at: at}, nil
}

// parsePlace reads a position (90, 1:30, 1:02:03) or a percentage (80%).
func parsePlace(text string) (at time.Duration, percent float64, err error) {
	bad := usageError{fmt.Sprintf("%q is not a position such as 90, 1:30 or 80%%", text)}
	if text == "" {
		return 0, 0, nil
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		percent, err := strconv.ParseFloat(number, 64)
		if err != nil || !(percent >= 0 && percent <= 100) { // nor NaN
			return 0, 0, bad
		}
		return 0, percent, nil
	}
	var seconds float64
	for part := range strings.SplitSeq(strings.TrimSuffix(text, "s"), ":") {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || !(v >= 0 && v <= 1e6) { // nor NaN
			return 0, 0, bad
		}
		seconds = seconds*60 + v
	}
	return time.Duration(seconds * float64(time.Second)), 0, nil
}

// headless plays one item and measures.
type headless struct {
	cmd    *playCmd
	s      Session
	p      *player.Player
	spots  <-chan player.SpotPlayed
	report played
}

func (h *headless) play(ctx context.Context) error {
	began := time.Now()
	b, err := control.Find(ctx, h.s, h.cmd.request(h.cmd.What))
	if err != nil {
		return err
	}
	h.report.ID, h.report.Added = b.ID, millis(began)
	if len(b.Items) == 0 {
		b, err = await(ctx, h.s, b.ID, func(b control.Bundle) bool { return len(b.Items) > 0 })
		if err != nil {
			return err
		}
	}
	before := b.Downloaded
	opened, err := h.s.Open(ctx, control.OpenRequest{ID: b.ID, Item: h.cmd.Item})
	if err != nil {
		return err
	}
	opened.Resume = 0
	h.report.Item = opened.Item
	if err := h.watch(ctx, opened, began); err != nil {
		return err
	}
	b, err = h.s.Get(ctx, string(b.ID))
	h.report.Downloaded = b.Downloaded - before
	return err
}

// maxSpots is how many advertisements may wait to be noted; a play has fewer.
const maxSpots = 64

// seekPause is how long after the first frame a seek is made.
const seekPause = 500 * time.Millisecond

// watch opens the item and follows the player until the end that was asked for.
func (h *headless) watch(ctx context.Context, opened control.Opened, began time.Time) error {
	end, err := h.cmd.end()
	if err != nil {
		return err
	}
	changes := make(chan struct{}, 1)
	cancel := h.p.Subscribe(func(player.Change) {
		select {
		case changes <- struct{}{}:
		default:
		}
	})
	defer cancel()
	breaks, err := h.s.Interruptions(ctx, opened.ID, opened.Item)
	if err != nil {
		return err
	}
	h.p.Open(theatre.Interrupted(theatre.Media(opened), breaks.Programme()))
	f := &follower{headless: h, end: end, began: began}
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	for {
		done, err := f.look(pause)
		if err != nil || done {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s := <-h.spots:
			if err := h.noteSpot(ctx, s); err != nil {
				return err
			}
		case <-changes:
		case <-pause.C:
			f.startSeek()
		}
	}
}

// noteSpot counts an advertisement and tells the library of it.
func (h *headless) noteSpot(ctx context.Context, s player.SpotPlayed) error {
	w, ok := theatre.WatchedSpot(s)
	if !ok {
		return nil
	}
	h.report.Spots++
	return h.s.Watched(ctx, w)
}

// follower is the state of a headless play between two looks at the player.
type follower struct {
	*headless
	end     endOf
	began   time.Time
	shown   bool
	sought  time.Time // when the seek was made
	seeking bool      // the player has begun with it
	settled bool      // the seek is over, or none was asked for
	stalled time.Time // since when it waits for data
}

// look notes what changed and tells whether the play is over.
func (f *follower) look(pause *time.Timer) (done bool, err error) {
	s := f.p.Status()
	if s.Err != nil && (s.State == player.Failed || s.State == player.Idle) { // or it is gone
		return true, s.Err
	}
	f.note(s)
	if !s.FirstFrame {
		return false, nil
	}
	if !f.shown {
		f.shown = true
		f.report.FirstFrame = millis(f.began)
		f.settled = f.cmd.Seek == ""
		if !f.settled {
			pause.Reset(seekPause)
		}
	}
	f.seeking = f.seeking || (s.Seeking && !f.sought.IsZero())
	if !f.settled && f.seeking && !s.Seeking && s.State != player.Waiting {
		took := millis(f.sought)
		f.report.Seek, f.settled = &took, true
	}
	if !f.settled {
		return s.State == player.Ended, nil
	}
	switch {
	case f.end.firstFrame:
		return true, nil
	case f.end.at > 0 && s.Position >= f.end.at:
		return true, nil
	}
	return s.State == player.Ended, nil
}

func (f *follower) note(s player.Status) {
	waiting := s.Stalled() && !s.Seeking && f.settled
	switch {
	case waiting && f.stalled.IsZero():
		f.stalled = time.Now()
		f.report.Stalls++
	case !waiting && !f.stalled.IsZero():
		f.report.Stalled += millis(f.stalled)
		f.stalled = time.Time{}
	}
	f.report.Frames, f.report.Dropped = s.Frames, s.Dropped
	f.report.Position, f.report.Duration = s.Position.Seconds(), s.Duration.Seconds()
}

func (f *follower) startSeek() {
	at, percent, err := parsePlace(f.cmd.Seek)
	if err != nil {
		return // it was checked before
	}
	f.sought = time.Now()
	if percent > 0 {
		f.p.SeekPercent(percent)
		return
	}
	f.p.SeekTo(at)
}

func millis(since time.Time) float64 {
	return float64(time.Since(since).Microseconds()) / 1000
}

func (h *headless) text(w io.Writer) {
	p := h.report
	fmt.Fprintf(w, "first frame after %.0f ms", p.FirstFrame)
	if p.Seek != nil {
		fmt.Fprintf(w, ", seek %.0f ms", *p.Seek)
	}
	fmt.Fprintf(w, ", %d stalls (%.0f ms), %d frames, %d dropped, %s downloaded\n",
		p.Stalls, p.Stalled, p.Frames, p.Dropped, library.Bytes(p.Downloaded))
}
