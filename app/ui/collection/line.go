package collection

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// line is a bundle in the list.
type line struct {
	widget.BaseWidget
	s       *Screen
	card    library.Card
	hovered bool
	marked  bool

	ground                  *kit.Fill
	thumb                   *canvas.Image
	title, caption          *kit.Label
	duration, length, added *kit.Label
	chip                    *kit.Chip
	bar                     *kit.Progress
	ruler                   *kit.Fill
	ticket                  *art.Ticket
	want                    art.Want
}

// The measures of a line.
const (
	lineHeight  float32 = 64
	lineThumb   float32 = 80
	lineThumbH  float32 = 45
	lineFigure  float32 = 92
	lineChip    float32 = 104
	lineCompact float32 = 720 // below it the figures leave
)

func lineMeasures(width float32) kit.Measures {
	return kit.Measures{Columns: 1, Cell: fyne.NewSize(width, lineHeight)}
}

func newLine(s *Screen) *line {
	figure := func() *kit.Label { return kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).Cut() }
	l := &line{
		s: s, ground: kit.NewFill(kit.ColorNone, 10), ruler: kit.NewFill(kit.ColorLine, 0),
		thumb:    &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 8},
		title:    kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		caption:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		duration: figure(), length: figure(), added: figure(),
		chip: kit.NewChip("", kit.ToneNeutral), bar: kit.NewProgress(),
	}
	l.ExtendBaseWidget(l)
	return l
}

// show makes the line show a bundle.
func (l *line) show(c library.Card) {
	l.card = c
	l.title.SetText(c.Title)
	l.showCaption()
	duration := ""
	if c.Duration > 0 {
		duration = kit.Span(c.Duration)
	}
	l.duration.SetText(duration)
	l.length.SetText(kit.Bytes(c.Length))
	l.added.SetText(kit.Date(c.Added))
	text, tone := cards.Chip(c)
	l.chip.Set(text, tone)
	l.chip.Hidden = text == ""
	progress := cards.Progress(c)
	l.bar.Set(progress, kit.ToneActive)
	l.bar.Hidden = progress <= 0
	w := cards.Want(l, c, library.ShapeCard, fyne.NewSize(lineThumb, lineThumbH))
	if w == l.want {
		return
	}
	l.loose()
	l.want = w
	var now image.Image
	now, l.ticket = l.s.loader.Load(w, l.picture)
	l.picture(now)
}

// showCaption leaves out what a column says.
func (l *line) showCaption() {
	caption := cards.Caption(l.card)
	if !l.duration.Hidden && l.card.Playable == 1 && !cards.Begun(l.card) {
		caption = l.card.Creators
	}
	l.caption.SetText(caption)
	top := float32(13)
	if caption == "" {
		top = (l.Size().Height - 18) / 2
	}
	l.title.Move(fyne.NewPos(l.title.Position().X, top))
}

func (l *line) picture(picture image.Image) {
	if l.thumb.Image != picture {
		l.thumb.Image = picture
		l.thumb.Refresh()
	}
}

func (l *line) loose() {
	l.ticket.Cancel()
	l.ticket, l.want = nil, art.Want{}
}

// SetMarked implements kit.Cell.
func (l *line) SetMarked(on bool) {
	if l.marked != on {
		l.marked = on
		l.look()
	}
}

func (l *line) look() {
	switch {
	case l.marked:
		l.ground.SetColor(kit.ColorRaised)
	case l.hovered:
		l.ground.SetColor(kit.ColorSurface)
	default:
		l.ground.SetColor(kit.ColorNone)
	}
}

// Tapped implements fyne.Tappable.
func (l *line) Tapped(*fyne.PointEvent) { l.s.actions.Open(l.card) }

// TappedSecondary implements fyne.SecondaryTappable.
func (l *line) TappedSecondary(e *fyne.PointEvent) {
	l.s.actions.ShowMenu(l.s.canvas(), e.AbsolutePosition, l.card)
}

// MouseIn implements desktop.Hoverable.
func (l *line) MouseIn(*desktop.MouseEvent) { l.hovered = true; l.look() }

// MouseMoved implements desktop.Hoverable.
func (l *line) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *line) MouseOut() { l.hovered = false; l.look() }

// Cursor implements desktop.Cursorable.
func (l *line) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (l *line) CreateRenderer() fyne.WidgetRenderer { return &lineRenderer{l} }

type lineRenderer struct{ l *line }

func (r *lineRenderer) Destroy()           {}
func (r *lineRenderer) MinSize() fyne.Size { return fyne.NewSize(300, lineHeight) }

func (r *lineRenderer) Objects() []fyne.CanvasObject {
	l := r.l
	return []fyne.CanvasObject{l.ground, l.ruler, l.thumb, l.bar, l.title, l.caption, l.chip, l.duration, l.length, l.added}
}

func (r *lineRenderer) Layout(size fyne.Size) {
	l := r.l
	place(l.ground, 0, 0, size.Width, size.Height-1)
	place(l.ruler, 0, size.Height-1, size.Width, 1)
	place(l.thumb, 8, (size.Height-lineThumbH)/2, lineThumb, lineThumbH)
	place(l.bar, 13, (size.Height+lineThumbH)/2-8, lineThumb-10, 4)
	right := size.Width - 12
	compact := size.Width < lineCompact
	for _, f := range []*kit.Label{l.added, l.length, l.duration} {
		f.Hidden = compact
		if !compact {
			right -= lineFigure
			place(f, right, 0, lineFigure-8, size.Height)
		}
	}
	right -= lineChip
	place(l.chip, right, 0, lineChip-8, size.Height)
	const text = 8 + lineThumb + 16
	place(l.title, text, 13, right-text-16, 18)
	place(l.caption, text, 33, right-text-16, 16)
	l.showCaption()
}

func (r *lineRenderer) Refresh() {
	r.Layout(r.l.Size())
	r.l.look()
}
