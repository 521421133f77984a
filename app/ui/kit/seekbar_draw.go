package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// The seek bar's measures.
const (
	seekHeight   = 28 // of the area that reacts
	seekTrack    = 6
	seekKnob     = 16
	seekInset    = 0
	seekNotch    = 3
	seekMark     = 4
	seekMarkOver = 3 // by which marks are higher than the track, on both sides
	hintHeight   = 26
	previewMax   = 176 // width or height of the small picture
)

// CreateRenderer implements fyne.Widget.
func (s *SeekBar) CreateRenderer() fyne.WidgetRenderer {
	r := &seekRenderer{
		bar: s, track: canvas.NewRectangle(nil), done: canvas.NewRectangle(nil),
		knob: canvas.NewCircle(nil), hintBack: NewFill(ColorStagePanel, 6),
		hint:  NewLabel("", TextSecondary, Medium, ColorStageText).Aligned(fyne.TextAlignCenter),
		frame: NewFill(ColorStagePanel, 8), preview: &canvas.Image{FillMode: canvas.ImageFillContain, CornerRadius: 6},
	}
	r.Layout(s.Size())
	return r
}

type seekRenderer struct {
	bar               *SeekBar
	track, done       *canvas.Rectangle
	buffered, notches []*canvas.Rectangle
	marks             []*canvas.Rectangle
	knob              *canvas.Circle
	hintBack          *Fill
	hint              *Label
	frame             *Fill // around the preview
	preview           *canvas.Image
}

func (r *seekRenderer) Destroy() {}

func (r *seekRenderer) MinSize() fyne.Size { return fyne.NewSize(120, seekHeight) }

func (r *seekRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.track}
	for _, b := range r.buffered {
		objects = append(objects, b)
	}
	objects = append(objects, r.done)
	for _, n := range r.notches {
		objects = append(objects, n)
	}
	for _, m := range r.marks {
		objects = append(objects, m)
	}
	return append(objects, r.knob, r.frame, r.preview, r.hintBack, r.hint)
}

func (r *seekRenderer) Layout(size fyne.Size) {
	s := r.bar
	width, y := size.Width-2*seekInset, (size.Height-seekTrack)/2
	place(r.track, seekInset, y, width, seekTrack)
	r.track.CornerRadius, r.track.FillColor = seekTrack/2, paletteOf(s, ColorStageTrack)
	shown := s.value
	if s.dragging {
		shown = s.pointer
	}
	done := width * float32(shown)
	place(r.done, seekInset, y, done, seekTrack)
	r.done.CornerRadius, r.done.FillColor = seekTrack/2, paletteOf(s, ColorAccent)
	r.layoutBuffered(width, y)
	r.layoutNotches(width, y)
	r.layoutMarks(width, y)
	knob := float32(seekKnob)
	r.knob.FillColor = paletteOf(s, ColorStageText)
	if s.hovering || s.dragging {
		knob += 2
	}
	r.knob.Resize(fyne.NewSquareSize(knob))
	r.knob.Move(fyne.NewPos(min(max(seekInset+done-knob/2, 0), size.Width-knob), (size.Height-knob)/2))
	r.knob.Hidden = s.duration <= 0
	r.layoutHint(size)
}

func (r *seekRenderer) layoutBuffered(width, y float32) {
	r.buffered = fitRects(r.buffered, len(r.bar.buffered))
	for i, part := range r.bar.buffered {
		from, to := float32(part.From)*width, float32(part.To)*width
		place(r.buffered[i], seekInset+from, y, max(to-from, 1), seekTrack)
		r.buffered[i].FillColor = paletteOf(r.bar, ColorStageBuffered)
		r.buffered[i].CornerRadius = min(seekTrack/2, max(to-from, 1)/2)
	}
}

func (r *seekRenderer) layoutNotches(width, y float32) {
	r.notches = fitRects(r.notches, len(r.bar.chapters))
	for i, chapter := range r.bar.chapters {
		place(r.notches[i], seekInset+float32(chapter.At)*width-seekNotch/2, y, seekNotch, seekTrack)
		r.notches[i].FillColor = paletteOf(r.bar, ColorStage)
		r.notches[i].Hidden = chapter.At < 0.002 || chapter.At > 0.998
	}
}

// layoutMarks draws breaks larger than chapters: they are told apart without their colour.
func (r *seekRenderer) layoutMarks(width, y float32) {
	r.marks = fitRects(r.marks, len(r.bar.marks))
	for i, at := range r.bar.marks {
		x := min(max(float32(at)*width-seekMark/2, 0), width-seekMark)
		place(r.marks[i], seekInset+x, y-seekMarkOver, seekMark, seekTrack+2*seekMarkOver)
		r.marks[i].FillColor, r.marks[i].CornerRadius = paletteOf(r.bar, ColorNotable), seekMark/2
	}
}

func (r *seekRenderer) layoutHint(size fyne.Size) {
	text := r.bar.Hint()
	r.layoutPreview(size, text != "")
	r.hint.Hidden, r.hintBack.Hidden = text == "", text == ""
	if text == "" {
		return
	}
	r.hint.SetText(text)
	width := r.hint.Width() + 20
	x := seekInset + float32(r.bar.pointer)*(size.Width-2*seekInset) - width/2
	at := fyne.NewPos(min(max(x, 0), size.Width-width), -hintHeight-4)
	for _, o := range []fyne.CanvasObject{r.hintBack, r.hint} {
		o.Move(at)
		o.Resize(fyne.NewSize(width, hintHeight))
	}
}

// layoutPreview puts the small picture above the hint, in its own shape.
func (r *seekRenderer) layoutPreview(size fyne.Size, pointed bool) {
	picture := r.bar.preview
	shown := picture != nil && pointed && !picture.Bounds().Empty()
	r.preview.Hidden, r.frame.Hidden = !shown, !shown
	if !shown {
		return
	}
	b := picture.Bounds().Size()
	most := float32(max(b.X, b.Y))
	width, height := previewMax*float32(b.X)/most, previewMax*float32(b.Y)/most
	x := seekInset + float32(r.bar.pointer)*(size.Width-2*seekInset) - width/2
	x = min(max(x, 3), size.Width-width-3)
	y := -hintHeight - 10 - height
	place(r.frame, x-3, y-3, width+6, height+6)
	place(r.preview, x, y, width, height)
	if r.preview.Image != picture {
		r.preview.Image = picture
		r.preview.Refresh()
	}
}

func (r *seekRenderer) Refresh() {
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// fitRects grows or cuts a list of rectangles to n.
func fitRects(rects []*canvas.Rectangle, n int) []*canvas.Rectangle {
	for len(rects) < n {
		rects = append(rects, canvas.NewRectangle(nil))
	}
	return rects[:n]
}
