package kit

import (
	"image"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Part is a stretch of the bar, both ends from 0 to 1.
type Part struct{ From, To float64 }

// SeekBar shows where the picture is, what is buffered and where chapters
// begin. Only a person's hand makes it call OnSeek: setting a value never does.
type SeekBar struct {
	widget.BaseWidget

	// OnSeek runs when a person chose a position, from 0 to 1, by tap or at
	// the end of a drag.
	OnSeek func(at float64)
	// OnHover runs while the mouse is over the bar.
	OnHover func()
	// OnPoint tells the position that is pointed at, from 0 to 1; below 0 when
	// none is any more.
	OnPoint func(at float64)

	value    float64
	duration time.Duration
	buffered []Part
	chapters []Chapter
	marks    []float64

	dragging, hovering bool
	pointer            float64 // position under the mouse, or of the drag
	preview            image.Image
}

// Chapter is a mark on the bar.
type Chapter struct {
	At    float64 // from 0 to 1
	Title string
}

// NewSeekBar makes an empty bar.
func NewSeekBar() *SeekBar {
	s := &SeekBar{}
	s.ExtendBaseWidget(s)
	return s
}

// SetValue moves the knob to a position from 0 to 1, unless a person holds it.
func (s *SeekBar) SetValue(at float64, duration time.Duration) {
	at = min(max(at, 0), 1)
	if s.duration == duration && s.pixel(at) == s.pixel(s.value) {
		s.value = at
		return
	}
	s.value, s.duration = at, duration
	s.Refresh()
}

// pixel rounds a position to half a unit of the bar, so that moves too small to
// be seen redraw nothing.
func (s *SeekBar) pixel(at float64) int {
	return int(at * float64(max(s.Size().Width, 1)) * 2)
}

// Value is the position shown while nobody drags.
func (s *SeekBar) Value() float64 { return s.value }

// SetBuffered replaces the buffered parts.
func (s *SeekBar) SetBuffered(parts []Part) {
	if samePixels(s, s.buffered, parts) {
		return
	}
	s.buffered = parts
	s.Refresh()
}

func samePixels(s *SeekBar, a, b []Part) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if s.pixel(a[i].From) != s.pixel(b[i].From) || s.pixel(a[i].To) != s.pixel(b[i].To) {
			return false
		}
	}
	return true
}

// SetChapters replaces the chapter marks.
func (s *SeekBar) SetChapters(chapters []Chapter) {
	if len(chapters) == 0 && len(s.chapters) == 0 {
		return
	}
	s.chapters = chapters
	s.Refresh()
}

// SetMarks replaces the marks of breaks, from 0 to 1.
func (s *SeekBar) SetMarks(marks []float64) {
	if slices.Equal(marks, s.marks) {
		return
	}
	s.marks = marks
	s.Refresh()
}

// Held reports whether a person is dragging the knob.
func (s *SeekBar) Held() bool { return s.dragging }

func (s *SeekBar) at(x float32) float64 {
	width := s.Size().Width - 2*seekInset
	if width <= 0 {
		return 0
	}
	return min(max(float64(x-seekInset)/float64(width), 0), 1)
}

func (s *SeekBar) seek(at float64) {
	s.value = at
	s.Refresh()
	if s.OnSeek != nil && s.duration > 0 {
		s.OnSeek(at)
	}
}

// Tapped implements fyne.Tappable.
func (s *SeekBar) Tapped(e *fyne.PointEvent) { s.seek(s.at(e.Position.X)) }

// Dragged implements fyne.Draggable.
func (s *SeekBar) Dragged(e *fyne.DragEvent) {
	s.dragging, s.pointer = true, s.at(e.Position.X)
	s.stir()
}

// DragEnd implements fyne.Draggable.
func (s *SeekBar) DragEnd() {
	if s.dragging {
		s.dragging = false
		s.seek(s.pointer)
		if !s.hovering {
			s.leave()
		}
	}
}

// MouseIn implements desktop.Hoverable.
func (s *SeekBar) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (s *SeekBar) MouseMoved(e *desktop.MouseEvent) {
	s.hovering = true
	if !s.dragging {
		s.pointer = s.at(e.Position.X)
	}
	s.stir()
}

// MouseOut implements desktop.Hoverable.
func (s *SeekBar) MouseOut() {
	s.hovering = false
	if !s.dragging {
		s.leave()
	}
	s.Refresh()
}

// leave forgets what was pointed at.
func (s *SeekBar) leave() {
	s.preview = nil
	if s.OnPoint != nil {
		s.OnPoint(-1)
	}
}

// SetPreview shows a small picture of the position that is pointed at; nil for
// none. Nobody pointing, nothing is shown.
func (s *SeekBar) SetPreview(picture image.Image) {
	if !s.hovering && !s.dragging {
		picture = nil
	}
	if picture != s.preview {
		s.preview = picture
		s.Refresh()
	}
}

// Preview is the small picture that is shown, if any.
func (s *SeekBar) Preview() image.Image { return s.preview }

func (s *SeekBar) stir() {
	s.Refresh()
	if s.OnHover != nil {
		s.OnHover()
	}
	if s.OnPoint != nil && s.duration > 0 {
		s.OnPoint(s.pointer)
	}
}

// Cursor implements desktop.Cursorable.
func (s *SeekBar) Cursor() desktop.Cursor { return desktop.PointerCursor }

// Hint is what floats above the pointer: the time there and its chapter.
func (s *SeekBar) Hint() string {
	if s.duration <= 0 || (!s.hovering && !s.dragging) {
		return ""
	}
	text := Clock(time.Duration(s.pointer * float64(s.duration)))
	var title string
	for _, c := range s.chapters {
		if c.At <= s.pointer {
			title = c.Title
		}
	}
	if title != "" {
		text += "  " + title
	}
	return text
}
