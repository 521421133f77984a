package mpv

import "time"

// reducer decides how large frames are drawn on a machine that is too slow for
// the size asked for: before frames are dropped, as soon as drawing takes most of
// the time from one to the next, and when they are dropped all the same. It only
// goes down, until something new is asked: going up again would drop frames every
// few seconds.
type reducer struct {
	step  int
	drops int64     // at the start of the window
	since time.Time // when it began
	calm  time.Time // until then drops do not count

	last     time.Time     // when the last frame was drawn
	interval time.Duration // from frame to frame, averaged
	drawing  time.Duration // of one frame, averaged
	frames   int           // of which these are the averages
}

// Within a window of this length, this many dropped frames mean too slow. After
// a load or a seek a few are always late.
const (
	dropWindow = 2 * time.Second
	dropsMost  = 8
	calmFor    = time.Second
)

// Drawing that takes more than this part of the time there is for it, in percent,
// over this many frames, leaves too little for decoding and painting.
const (
	drawingMost = 60
	drawnEnough = 24
	frameGap    = 250 * time.Millisecond // a longer one is a pause
)

// hugeWidth and hugeHeight bound frames whatever is asked.
const (
	hugeWidth  = 3840
	hugeHeight = 2400
)

// sizes are the parts of the width and height asked for, in percent.
func sizes() []int { return []int{100, 75, 60, 50, 35} }

// note takes the number of frames dropped so far and reports whether to draw
// smaller from now on.
func (r *reducer) note(drops int64, now time.Time) bool {
	if drops < r.drops || now.Before(r.calm) || now.Sub(r.since) > dropWindow {
		r.drops, r.since = drops, now
		return false
	}
	if drops-r.drops < dropsMost || r.step+1 >= len(sizes()) {
		return false
	}
	r.step++
	r.drops, r.since = drops, now
	return true
}

// took takes how long a new frame took to draw and reports whether to draw smaller
// from now on.
func (r *reducer) took(drawing time.Duration, now time.Time) bool {
	gap := now.Sub(r.last)
	r.last = now
	if gap > frameGap || now.Before(r.calm) {
		return false
	}
	if r.frames == 0 {
		r.interval, r.drawing = gap, drawing
	}
	r.frames++
	const weight = 8 // of what was before
	r.interval += (gap - r.interval) / weight
	r.drawing += (drawing - r.drawing) / weight
	if r.frames < drawnEnough || r.drawing*100 < r.interval*drawingMost || r.step+1 >= len(sizes()) {
		return false
	}
	r.step++
	r.frames = 0
	return true
}

// jumped tells of a load or a seek.
func (r *reducer) jumped(now time.Time) { r.calm, r.frames = now.Add(calmFor), 0 }

// reset begins again with the full size.
func (r *reducer) reset() { r.step, r.frames = 0, 0 }

// frameSize is the size to draw at: within bounds, reduced, of at least 16 by 2,
// and with a width that is a multiple of 16, for rows of 64 bytes.
func frameSize(width, height, maxWidth, maxHeight, step int) (int, int) {
	width, height = max(1, width), max(1, height)
	if width > maxWidth {
		height = height * maxWidth / width
		width = maxWidth
	}
	if height > maxHeight {
		width = width * maxHeight / height
		height = maxHeight
	}
	percent := sizes()[step]
	width, height = width*percent/100, height*percent/100
	return max(16, (width+8)/16*16), max(2, height)
}
