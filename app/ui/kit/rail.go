package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Rail is the navigation at the left: the logo, one entry a screen, and a panel
// at the bottom.
type Rail struct {
	widget.BaseWidget
	ground  *Fill
	logo    *canvas.Image
	name    *Label
	entries []*RailEntry
	foot    fyne.CanvasObject
	corner  fyne.CanvasObject // beside the name; nil for none
}

// NewRail makes a rail; foot may be nil.
func NewRail(name string, foot fyne.CanvasObject, entries ...*RailEntry) *Rail {
	r := &Rail{
		ground: NewFill(ColorRail, 0), logo: canvas.NewImageFromResource(IconLogo.Resource()),
		name: NewLabel(name, 20, Bold, ColorText), entries: entries, foot: foot,
	}
	r.ExtendBaseWidget(r)
	return r
}

// Add appends an entry.
func (r *Rail) Add(entry *RailEntry) {
	r.entries = append(r.entries, entry)
	r.Refresh()
}

// SetCorner puts something small beside the name: at the bottom where the rail
// is narrow.
func (r *Rail) SetCorner(o fyne.CanvasObject) {
	r.corner = o
	r.Refresh()
}

// Select marks one entry as the screen that is shown.
func (r *Rail) Select(entry *RailEntry) {
	for _, e := range r.entries {
		e.setSelected(e == entry)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer { return &railRenderer{r} }

type railRenderer struct{ rail *Rail }

// The rail's measures.
const (
	railInset  = 12
	railLogo   = 26
	railTop    = 74
	railEntry  = 37
	railGap    = 4
	railFoot   = 82
	railBottom = 20
	railCorner = 30
)

func (r *railRenderer) Destroy() {}

func (r *railRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.rail.ground, r.rail.logo, r.rail.name}
	for _, e := range r.rail.entries {
		objects = append(objects, e)
	}
	if r.rail.foot != nil {
		objects = append(objects, r.rail.foot)
	}
	if r.rail.corner != nil {
		objects = append(objects, r.rail.corner)
	}
	return objects
}

func (r *railRenderer) MinSize() fyne.Size { return fyne.NewSize(RailNarrow, 240) }

func (r *railRenderer) Layout(size fyne.Size) {
	narrow := size.Width < RailWidth
	r.rail.ground.Resize(size)
	r.rail.logo.Move(fyne.NewPos(24, 24))
	if narrow {
		r.rail.logo.Move(fyne.NewPos((size.Width-railLogo)/2, 24))
	}
	r.rail.name.Hidden = narrow
	r.rail.logo.Resize(fyne.NewSquareSize(railLogo))
	r.rail.name.Move(fyne.NewPos(60, 24))
	r.rail.name.Resize(fyne.NewSize(size.Width-60, railLogo))
	y := float32(railTop)
	for _, e := range r.rail.entries {
		e.Move(fyne.NewPos(railInset, y))
		e.Resize(fyne.NewSize(size.Width-2*railInset, railEntry))
		y += railEntry + railGap
	}
	if r.rail.corner != nil {
		at := fyne.NewPos(size.Width-2*railInset-railCorner+6, 24+(railLogo-railCorner)/2)
		if narrow {
			at = fyne.NewPos((size.Width-railCorner)/2, size.Height-railBottom-railCorner)
		}
		r.rail.corner.Move(at)
		r.rail.corner.Resize(fyne.NewSquareSize(railCorner))
	}
	if r.rail.foot != nil {
		r.rail.foot.Hide()
		if !narrow && size.Height > y+railFoot+railBottom {
			r.rail.foot.Show()
		}
		r.rail.foot.Resize(fyne.NewSize(size.Width-2*railInset, railFoot))
		r.rail.foot.Move(fyne.NewPos(railInset, size.Height-railBottom-railFoot))
	}
}

func (r *railRenderer) Refresh() {
	r.Layout(r.rail.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
