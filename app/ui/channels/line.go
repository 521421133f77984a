package channels

import (
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// line shows an entry.
type line struct {
	widget.BaseWidget
	loader          *art.Loader
	entry           entry
	hovered, marked bool
	ticket          *art.Ticket
	want            art.Want

	ground               *kit.Fill
	ruler                *kit.Fill
	picture              *canvas.Image
	heading              *kit.Label
	title, caption       *kit.Label
	check                *kit.Picture
	chip                 *kit.Chip
	figure, when, letter *kit.Label
	thumbSize, roundSize fyne.Size
	left                 float32 // where it begins in its cell
}

// The measures of a line.
const (
	lineHeight  float32 = 68
	lineText    float32 = 104 // where the text begins beside a picture
	lineRound   float32 = 70  // and beside a channel's
	lineFigure  float32 = 112
	lineWhen    float32 = 100
	lineChip    float32 = 180
	lineCompact float32 = 760 // below it the figures leave
	lineSmall   float32 = 460 // and those of a line without a picture
)

// lineMeasures divides a list into lines.
func lineMeasures(width float32) kit.Measures {
	return kit.Measures{Columns: 1, Cell: fyne.NewSize(width, lineHeight)}
}

func newLine(loader *art.Loader) *line {
	cell := func() *kit.Label { return kit.NewLabel("", 13, kit.Regular, kit.ColorMuted).Cut() }
	l := &line{
		loader: loader, ground: kit.NewFill(kit.ColorNone, 10), ruler: kit.NewFill(kit.ColorLine, 0),
		picture: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: 8},
		heading: kit.NewLabel("", kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		title:   kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		caption: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
		check:   kit.NewPicture(kit.IconCheck, kit.ColorGood), chip: kit.NewChip("", kit.ToneNeutral),
		figure: cell(), when: cell(),
		letter:    kit.NewLabel("", kit.TextSection, kit.Bold, kit.ColorStageText).Aligned(fyne.TextAlignCenter),
		thumbSize: fyne.NewSize(80, 45), roundSize: fyne.NewSquareSize(44),
	}
	l.ExtendBaseWidget(l)
	return l
}

// newPageLine is a line of a page, whose list reaches from edge to edge.
func newPageLine(loader *art.Loader) *line {
	l := newLine(loader)
	l.left = kit.PageMargin - kit.GridOut
	return l
}

// show makes the line show an entry.
func (l *line) show(e entry) {
	l.entry = e
	l.heading.SetText(e.heading)
	l.title.SetText(e.title)
	color := kit.ColorMuted
	if e.danger {
		color = kit.ColorDanger
	}
	l.caption.Set(e.caption, color)
	l.chip.Set(e.chip, e.tone)
	l.figure.SetText(e.figure)
	l.when.SetText(e.when)
	l.picture.CornerRadius = 8
	letter := ""
	if e.round {
		l.picture.CornerRadius = 12
		letter = letterOf(e)
	}
	l.letter.SetText(letter)
	(&lineRenderer{l}).Layout(l.Size())
	l.load()
}

// letterOf is what stands for a channel that has no picture.
func letterOf(e entry) string {
	if e.picture.Mark != "" {
		return ""
	}
	return initial(e.title)
}

func initial(name string) string {
	for _, r := range strings.ToUpper(name) {
		return string(r)
	}
	return ""
}

// load asks for the picture in the size of now.
func (l *line) load() {
	if l.entry.heading != "" || l.entry.picture.ID == "" {
		l.loose()
		return
	}
	size := l.thumbSize
	if l.entry.round {
		size = l.roundSize
	}
	want := cards.Want(l, library.Card{}, l.entry.picture.Shape, size)
	want.ID, want.Mark, want.Channel = l.entry.picture.ID, l.entry.picture.Mark, l.entry.picture.Channel
	if want == l.want {
		return
	}
	l.loose()
	l.want = want
	var now image.Image
	now, l.ticket = l.loader.Load(want, l.setPicture)
	l.setPicture(now)
}

func (l *line) setPicture(picture image.Image) {
	if l.picture.Image != picture {
		l.picture.Image = picture
		l.picture.Refresh()
	}
}

// loose gives up a picture that is under way.
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
	case l.entry.heading != "" || l.entry.open == nil:
		l.ground.SetColor(kit.ColorNone)
	case l.marked:
		l.ground.SetColor(kit.ColorRaised)
	case l.hovered:
		l.ground.SetColor(kit.ColorSurface)
	default:
		l.ground.SetColor(kit.ColorNone)
	}
}

// Tapped implements fyne.Tappable.
func (l *line) Tapped(*fyne.PointEvent) {
	if l.entry.open != nil {
		l.entry.open()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (l *line) TappedSecondary(e *fyne.PointEvent) {
	l.entry.openMenu(kit.CanvasOf(l), e.AbsolutePosition)
}

// MouseIn implements desktop.Hoverable.
func (l *line) MouseIn(*desktop.MouseEvent) { l.hovered = true; l.look() }

// MouseMoved implements desktop.Hoverable.
func (l *line) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *line) MouseOut() { l.hovered = false; l.look() }

// Cursor implements desktop.Cursorable.
func (l *line) Cursor() desktop.Cursor {
	if l.entry.open == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (l *line) CreateRenderer() fyne.WidgetRenderer { return &lineRenderer{l} }

type lineRenderer struct{ l *line }

func (r *lineRenderer) Destroy()           {}
func (r *lineRenderer) MinSize() fyne.Size { return fyne.NewSize(300, lineHeight) }

func (r *lineRenderer) Objects() []fyne.CanvasObject {
	l := r.l
	return []fyne.CanvasObject{l.ground, l.ruler, l.picture, l.letter, l.heading, l.title, l.check, l.caption, l.chip, l.figure, l.when}
}

// Layout gives the texts what picture and figures leave.
func (r *lineRenderer) Layout(size fyne.Size) {
	l, e, x := r.l, r.l.entry, r.l.left
	width := size.Width - x
	place(l.ground, x, 0, width, size.Height-1)
	place(l.ruler, x, size.Height-1, width, 1)
	place(l.heading, x, size.Height-34, width, 24)
	only := e.heading != ""
	l.heading.Hidden, l.title.Hidden, l.caption.Hidden = !only, only, only
	left := x + lineText
	l.picture.Hidden, l.letter.Hidden = only || e.plain, only || l.letter.Text() == ""
	if e.plain {
		left = x + 4
	}
	if e.round {
		place(l.picture, x+10, (size.Height-l.roundSize.Height)/2, l.roundSize.Width, l.roundSize.Height)
		place(l.letter, x+10, (size.Height-l.roundSize.Height)/2, l.roundSize.Width, l.roundSize.Height)
		left = x + lineRound
	} else {
		place(l.picture, x+8, (size.Height-l.thumbSize.Height)/2, l.thumbSize.Width, l.thumbSize.Height)
	}
	right := r.figures(size.Width-12, width, size.Height)
	title := right - left
	l.check.Hidden = only || !e.proved
	if !l.check.Hidden {
		title = min(title-20, l.title.Width())
		place(l.check, left+title+5, (size.Height-38)/2+2, 14, 14)
	}
	y := (size.Height - 38) / 2
	if l.caption.Text() == "" {
		y = (size.Height - 18) / 2
	}
	place(l.title, left, y, title, 18)
	place(l.caption, left, y+21, right-left, 16)
}

// figures sets the chip and the figures from the right, and returns where they begin.
func (r *lineRenderer) figures(right, width, height float32) float32 {
	l, only, compact := r.l, r.l.entry.heading != "", lineCompact
	if l.entry.plain {
		compact = lineSmall
	}
	for _, f := range []struct {
		label *kit.Label
		width float32
	}{{l.when, lineWhen}, {l.figure, lineFigure}} {
		f.label.Hidden = only || width < compact || f.label.Text() == ""
		if !f.label.Hidden {
			right -= f.width
			place(f.label, right+16, 0, f.width-16, height)
		}
	}
	l.chip.Hidden = only || l.entry.chip == ""
	if l.chip.Hidden {
		return right
	}
	chip := min(l.chip.MinSize().Width, lineChip, width*0.36)
	right -= chip
	place(l.chip, right, 0, chip, height)
	return right - 16
}

func (r *lineRenderer) Refresh() {
	r.Layout(r.l.Size())
	r.l.look()
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}
