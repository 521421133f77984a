package bundle

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// row is one item of the bundle.
type row struct {
	widget.BaseWidget
	p               *Page
	item            library.ItemDetails
	at              int
	hovered, marked bool

	ground                             *kit.Fill
	sign                               *kit.Picture
	number, title, length, seen, state *kit.Label
	chip                               *kit.Chip
	bar                                *kit.Progress
	ruler                              *kit.Fill
}

func newRow(p *Page) *row {
	cell := func(color fyne.ThemeColorName) *kit.Label { return kit.NewLabel("", 13, kit.Regular, color).Cut() }
	r := &row{
		p: p, ground: kit.NewFill(kit.ColorNone, 10), ruler: kit.NewFill(kit.ColorLine, 0),
		sign:   kit.NewPicture(kit.IconPlay, kit.ColorText),
		number: cell(kit.ColorMuted), length: cell(kit.ColorMuted), seen: cell(kit.ColorMuted), state: cell(kit.ColorMuted),
		title: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText).Cut(),
		chip:  kit.NewChip("", kit.ToneGood), bar: kit.NewProgress(),
	}
	r.ExtendBaseWidget(r)
	return r
}

// show makes the row show an item.
func (r *row) show(at int, d library.ItemDetails, t traffic) {
	r.at, r.item = at, d
	audio := r.p.details.Card.Kind == library.Audio
	r.number.SetText(numberOf(at, d))
	r.title.SetText(titleOf(d))
	r.length.SetText(lengthOf(d, audio))
	seen, progress := "", 0.0
	switch {
	case d.Watched:
		seen = lang.L("Watched")
		if audio {
			seen = lang.L("Heard")
		}
	case d.At.ResumeAt() > 0 && d.At.Duration > 0:
		progress = float64(d.At.At) / float64(d.At.Duration)
	}
	r.seen.SetText(seen)
	r.bar.Set(progress, kit.ToneActive)
	r.bar.Hidden = progress <= 0
	chip, text := stateOf(d, r.p.details, t)
	tone := kit.ToneGood
	if why := r.p.lockOf(d.Item); why != "" {
		chip, tone = cards.Upper(lockedWord(r.p.access, d.Item)), kit.ToneNeutral
	}
	r.sign.Set(r.p.signOf(d.Item), kit.ColorText)
	r.chip.Set(chip, tone)
	r.chip.Hidden = chip == ""
	r.state.SetText(text)
}

// SetMarked implements kit.Cell.
func (r *row) SetMarked(on bool) {
	if r.marked != on {
		r.marked = on
		r.look()
	}
}

func (r *row) look() {
	switch {
	case r.marked:
		r.ground.SetColor(kit.ColorRaised)
	case r.hovered:
		r.ground.SetColor(kit.ColorSurface)
	default:
		r.ground.SetColor(kit.ColorNone)
	}
	active := r.marked || r.hovered
	if r.sign.Hidden == active {
		r.sign.Hidden, r.number.Hidden = !active, active
		r.sign.Refresh()
	}
}

// Tapped implements fyne.Tappable: the item plays.
func (r *row) Tapped(*fyne.PointEvent) { r.p.playItem(r.item) }

// TappedSecondary implements fyne.SecondaryTappable.
func (r *row) TappedSecondary(e *fyne.PointEvent) { r.p.showItemMenu(e.AbsolutePosition, r.item) }

// MouseIn implements desktop.Hoverable.
func (r *row) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.look() }

// MouseMoved implements desktop.Hoverable.
func (r *row) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *row) MouseOut() { r.hovered = false; r.look() }

// Cursor implements desktop.Cursorable.
func (r *row) Cursor() desktop.Cursor { return desktop.PointerCursor }

// showItemMenu opens what can be done with one item.
func (p *Page) showItemMenu(at fyne.Position, d library.ItemDetails) {
	c := p.canvas()
	if c == nil {
		return
	}
	mark := lang.L("Mark as watched")
	if d.Watched {
		mark = lang.L("Mark as not watched")
	}
	kit.ShowMenu(c, at, []kit.MenuItem{
		{Text: lang.L("Play"), Icon: kit.IconPlay, Do: func() { p.playItem(d) }},
		{Text: mark, Icon: kit.IconEye, Do: func() {
			p.actions.Do(func(ctx context.Context) error {
				return p.backend.SetWatched(ctx, p.id, d.Item.Index, !d.Watched)
			})
		}},
		{Text: lang.L("Open with another player"), Icon: kit.IconMini, Disabled: p.lockOf(d.Item) != "", Do: func() { p.openOutside(d) }},
		{Text: lang.L("Show in folder"), Icon: kit.IconFolder, Disabled: p.details.Bundle.Folder == "", Do: func() { p.showFile(d) }},
	})
}

// openOutside opens an item with another player.
func (p *Page) openOutside(d library.ItemDetails) {
	if p.lockOf(d.Item) == "" {
		p.desk.OpenOutside(p.id, d.Item.Index)
	}
}

// showFile shows the file of an item in its folder.
func (p *Page) showFile(d library.ItemDetails) {
	if folder := p.details.Bundle.Folder; folder != "" {
		p.desk.ShowFile(filepath.Join(folder, filepath.FromSlash(d.Item.Path)))
	}
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	r.sign.Hidden = true
	return &rowRenderer{r}
}

type rowRenderer struct{ r *row }

func (r *rowRenderer) Destroy()           {}
func (r *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(300, rowHeight) }

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	w := r.r
	return []fyne.CanvasObject{w.ground, w.ruler, w.number, w.sign, w.title, w.length, w.seen, w.bar, w.chip, w.state}
}

// Layout gives the title what the columns leave. On a small page the mark of
// what was seen leaves.
func (r *rowRenderer) Layout(size fyne.Size) {
	w, width := r.r, size.Width-rowLeft
	place(w.ground, rowLeft, 0, width, size.Height-1)
	place(w.ruler, rowLeft, size.Height-1, width, 1)
	place(w.number, rowLeft+12, 0, 34, size.Height)
	place(w.sign, rowLeft+9, (size.Height-16)/2, 16, 16)
	right := size.Width - 120
	place(w.chip, right, 0, 116, size.Height)
	place(w.state, right, 0, 116, size.Height)
	narrow := width < 560
	w.seen.Hidden = narrow
	if !narrow {
		seen := min(192, width*0.27)
		right -= seen
		place(w.seen, right, 0, seen-12, size.Height)
		place(w.bar, right, 0, min(110, seen-16), size.Height)
	} else {
		place(w.bar, rowLeft+50, size.Height-8, 110, 4)
	}
	right -= 95
	place(w.length, right, 0, 90, size.Height)
	place(w.title, rowLeft+50, 0, right-rowLeft-62, size.Height)
}

func (r *rowRenderer) Refresh() {
	r.Layout(r.r.Size())
	r.r.look()
}
