package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Notice tells of a problem in a strip of its own until it is closed, by its button or
// by Escape on that.
type Notice struct {
	widget.BaseWidget
	ground *Fill
	icon   *Picture
	label  *Label
	close  *Button

	changed func()
}

// NewNotice makes a hidden notice; changed runs when it comes or goes, so that
// the layout around it can follow.
func NewNotice(changed func()) *Notice {
	n := &Notice{
		ground: NewFill(ColorDangerBack, 10), icon: NewPicture(IconWarning, ColorDanger),
		label: NewLabel("", TextBody, Medium, ColorText).WithLines(2),
	}
	look := Quiet()
	look.Height, look.Icon = 30, 14
	n.changed = changed
	n.close = NewIconButton(IconClose, look, n.dismiss)
	n.close.PassKeys(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			n.dismiss()
		}
	}, nil)
	n.ExtendBaseWidget(n)
	n.Hide()
	return n
}

// dismiss closes the notice. The keys do not stay with a button that is gone.
func (n *Notice) dismiss() {
	if c := CanvasOf(n); c != nil && c.Focused() == fyne.Focusable(n.close) {
		c.Unfocus()
	}
	n.Tell("")
	n.changed()
}

// Tell shows a text; "" hides the notice.
func (n *Notice) Tell(text string) {
	n.label.SetText(text)
	if text == "" {
		n.Hide()
	} else {
		n.Show()
	}
}

// Text is what the notice says.
func (n *Notice) Text() string { return n.label.Text() }

// NoticeHeight is the room a notice takes.
const NoticeHeight = 52

// CreateRenderer implements fyne.Widget.
func (n *Notice) CreateRenderer() fyne.WidgetRenderer { return &noticeRenderer{n} }

type noticeRenderer struct{ n *Notice }

func (r *noticeRenderer) Destroy()           {}
func (r *noticeRenderer) MinSize() fyne.Size { return fyne.NewSize(200, NoticeHeight) }

func (r *noticeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.n.ground, r.n.icon, r.n.label, r.n.close}
}

func (r *noticeRenderer) Layout(size fyne.Size) {
	place(r.n.ground, 0, 0, size.Width, size.Height)
	place(r.n.icon, 16, (size.Height-18)/2, 18, 18)
	place(r.n.label, 46, 4, size.Width-46-48, size.Height-8)
	place(r.n.close, size.Width-40, (size.Height-30)/2, 30, 30)
}

func (r *noticeRenderer) Refresh() {
	r.Layout(r.n.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
