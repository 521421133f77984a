package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Dialog is a question or a choice over the window: a title, content, and
// buttons at its lower right.
type Dialog struct {
	widget.BaseWidget
	title   *Label
	content fyne.CanvasObject
	buttons []*Button
	ground  *Fill
	width   float32
	layer   *Layer
}

// The dialog's measures.
const (
	dialogPad   = 24
	dialogWidth = 460
)

// ShowDialog opens a dialog. The first button that is not disabled gets the
// focus; Escape closes.
func ShowDialog(c fyne.Canvas, title string, content fyne.CanvasObject, buttons ...*Button) *Dialog {
	d := &Dialog{
		title:   NewLabel(title, TextSection, SemiBold, ColorText).WithLines(2),
		content: content, buttons: buttons, width: dialogWidth,
		ground: NewFill("overlayBackground", PanelRadius).Raised(),
	}
	d.ExtendBaseWidget(d)
	for _, b := range buttons {
		b.PassKeys(d.TypedKey, nil)
	}
	d.layer = showLayer(c, ColorScrim, newSolid(d), func(window, panel fyne.Size) fyne.Position {
		return fyne.NewPos((window.Width-panel.Width)/2, (window.Height-panel.Height)/2)
	})
	for _, b := range buttons {
		if !b.Disabled() {
			c.Focus(b)
			break
		}
	}
	return d
}

// Wide gives the dialog another width than most have. It returns the dialog.
func (d *Dialog) Wide(width float32) *Dialog {
	d.width = width
	d.layer.Refresh()
	return d
}

// Close takes the dialog away.
func (d *Dialog) Close() { d.layer.Close() }

// OnClosed sets what runs once when the dialog goes away.
func (d *Dialog) OnClosed(f func()) { d.layer.OnClosed(f) }

// HoldWhile keeps the dialog open at a tap beside it while something was filled in:
// its buttons and Escape still close it, which nobody does by mistake.
func (d *Dialog) HoldWhile(filled func() bool) { d.layer.held = filled }

// TypedKey closes on Escape. What lies in the dialog passes its keys here.
func (d *Dialog) TypedKey(e *fyne.KeyEvent) { d.layer.typedKey(e) }

// CreateRenderer implements fyne.Widget.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer { return &dialogRenderer{d} }

type dialogRenderer struct{ d *Dialog }

func (r *dialogRenderer) Destroy() {}

func (r *dialogRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.d.ground, r.d.title, r.d.content}
	for _, b := range r.d.buttons {
		objects = append(objects, b)
	}
	return objects
}

// width is the dialog's, or more when its buttons take more: they are longer in some
// languages.
func (r *dialogRenderer) width() float32 {
	row := float32(2*dialogPad) - 10
	for _, b := range r.d.buttons {
		if b.Visible() {
			row += b.MinSize().Width + 10
		}
	}
	return max(r.d.width, row)
}

func (r *dialogRenderer) titleHeight() float32 {
	height := r.d.title.MinSize().Height
	if r.d.title.Width() > r.width()-2*dialogPad {
		height *= 2
	}
	return height
}

// contentHeight gives a text as many lines as it takes: by itself it asks for one.
func (r *dialogRenderer) contentHeight() float32 {
	height := r.d.content.MinSize().Height
	if text, ok := r.d.content.(*Label); ok {
		height *= float32(max(text.LinesIn(r.width()-2*dialogPad), 1))
	}
	return height
}

func (r *dialogRenderer) MinSize() fyne.Size {
	height := float32(2*dialogPad) + r.titleHeight() + 14 + r.contentHeight() + 22
	return fyne.NewSize(r.width(), height+Plain().Height)
}

func (r *dialogRenderer) Layout(size fyne.Size) {
	r.d.ground.Resize(size)
	inner := size.Width - 2*dialogPad
	r.d.title.Move(fyne.NewPos(dialogPad, dialogPad))
	r.d.title.Resize(fyne.NewSize(inner, r.titleHeight()))
	top := dialogPad + r.titleHeight() + 14
	bottom := size.Height - dialogPad - Plain().Height
	r.d.content.Move(fyne.NewPos(dialogPad, top))
	r.d.content.Resize(fyne.NewSize(inner, bottom-22-top))
	x := size.Width - dialogPad
	for i := len(r.d.buttons) - 1; i >= 0; i-- {
		b := r.d.buttons[i]
		x -= b.MinSize().Width
		b.Move(fyne.NewPos(x, bottom))
		b.Resize(b.MinSize())
		x -= 10
	}
}

func (r *dialogRenderer) Refresh() {
	r.Layout(r.d.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
