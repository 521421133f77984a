package watch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// pad lies over the picture and below the controls: it hears the mouse and
// holds the focus while no control has it.
type pad struct {
	widget.BaseWidget
	stir            func()
	tapped, doubled func()
	margin          func(y float32) bool // a place between the controls
	scrolled        func(up bool)
	key             func(*fyne.KeyEvent)
	typed           func(rune)
	hideCursor      bool
	last            fyne.Position
}

// Tapped implements fyne.Tappable.
func (p *pad) Tapped(e *fyne.PointEvent) {
	if !p.margin(e.Position.Y) {
		p.tapped()
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (p *pad) DoubleTapped(e *fyne.PointEvent) {
	if !p.margin(e.Position.Y) {
		p.doubled()
	}
}

// Scrolled implements fyne.Scrollable.
func (p *pad) Scrolled(e *fyne.ScrollEvent) {
	if e.Scrolled.DY != 0 {
		p.scrolled(e.Scrolled.DY > 0)
	}
}

// MouseIn implements desktop.Hoverable.
func (p *pad) MouseIn(e *desktop.MouseEvent) { p.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable. Moves by nothing, which some systems
// send, do not count.
func (p *pad) MouseMoved(e *desktop.MouseEvent) {
	if e.AbsolutePosition != p.last {
		p.last = e.AbsolutePosition
		p.stir()
	}
}

// MouseOut implements desktop.Hoverable.
func (p *pad) MouseOut() {}

// Cursor implements desktop.Cursorable.
func (p *pad) Cursor() desktop.Cursor {
	if p.hideCursor {
		return desktop.HiddenCursor
	}
	return desktop.DefaultCursor
}

// Voice implements kit.Voiced.
func (p *pad) Voice() kit.Voice {
	return kit.Voice{Kind: kit.KindPicture, Name: lang.L("Picture"), Do: p.tapped}
}

// FocusGained implements fyne.Focusable.
func (p *pad) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (p *pad) FocusLost() {}

// TypedKey implements fyne.Focusable.
func (p *pad) TypedKey(e *fyne.KeyEvent) { p.key(e) }

// TypedRune implements fyne.Focusable.
func (p *pad) TypedRune(r rune) { p.typed(r) }

// CreateRenderer implements fyne.Widget.
func (p *pad) CreateRenderer() fyne.WidgetRenderer { return padRenderer{} }

type padRenderer struct{}

func (padRenderer) Destroy()                     {}
func (padRenderer) Layout(fyne.Size)             {}
func (padRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (padRenderer) Objects() []fyne.CanvasObject { return nil }
func (padRenderer) Refresh()                     {}
