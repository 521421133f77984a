package transfers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// The measures of a row.
const (
	rowHeight    float32 = 50
	rowRuler     float32 = 1 // how far the line stands below a row: the list puts 4 between two
	rowInset     float32 = 12
	rowGap       float32 = 16
	headHeight   float32 = 38
	stateWidth   float32 = 130
	rateWidth    float32 = 92
	ratioWidth   float32 = 64
	peopleWidth  float32 = 84
	actionsWidth float32 = 72
)

// columns is where the parts of a row of some width stand. What has no room is 0;
// narrow means that only the state is left.
type columns struct {
	title, state, progress, bar, down, up, ratio, people, actions float32
	narrow                                                        bool
}

func columnsFor(width float32) columns {
	c := columns{title: rowInset, actions: width - actionsWidth - 4}
	at := c.actions
	if width < 640 {
		c.narrow = true
		c.state = at - stateWidth
		c.progress = at
		return c
	}
	take := func(width float32) float32 { at -= width; return at }
	if width >= 760 {
		c.people = take(peopleWidth)
	}
	if width >= 860 {
		c.ratio = take(ratioWidth)
	}
	c.up = take(rateWidth)
	c.down = take(rateWidth)
	c.bar = min(max((width-560)*0.42, 70), 300)
	c.progress = take(c.bar + 2*rowGap - 8)
	c.state = take(stateWidth)
	return c
}

// header names the columns above the list and sorts by them.
type header struct {
	widget.BaseWidget
	columns []*kit.Column
	ruler   *kit.Fill
}

func newHeader(sort func(key)) *header {
	h := &header{ruler: kit.NewFill(kit.ColorLine, 0)}
	for _, c := range []struct {
		key  key
		text string
	}{
		{byTitle, lang.L("Bundle")},
		{byState, lang.L("State")},
		{byProgress, lang.L("Progress")},
		{byDown, lang.L("Down")},
		{byUp, lang.L("Up")},
		{byRatio, lang.L("Ratio")},
		{byPeople, lang.L("People")},
	} {
		h.columns = append(h.columns, kit.NewColumn(c.text, func() { sort(c.key) }))
	}
	h.ExtendBaseWidget(h)
	return h
}

// show marks the column the list is sorted by.
func (h *header) show(s sorting) {
	for i, c := range h.columns {
		order := kit.Unsorted
		if key(i+1) == s.by {
			order = kit.Ascending
			if s.down {
				order = kit.Descending
			}
		}
		c.Set(order)
	}
}

// CreateRenderer implements fyne.Widget.
func (h *header) CreateRenderer() fyne.WidgetRenderer { return &headerRenderer{h} }

type headerRenderer struct{ header *header }

func (r *headerRenderer) Destroy()           {}
func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(0, headHeight) }

func (r *headerRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.header.ruler}
	for _, c := range r.header.columns {
		objects = append(objects, c)
	}
	return objects
}

// headInset is the room that a head has left of its text.
const headInset = 6

func (r *headerRenderer) Layout(size fyne.Size) {
	c := columnsFor(size.Width)
	for i, x := range []float32{c.title, c.state, c.progress, c.down, c.up, c.ratio, c.people} {
		head := r.header.columns[i]
		head.Hidden = c.narrow && i > 1 || x == 0
		put(head, x-headInset, 5, head.MinSize().Width, 26)
	}
	put(r.header.ruler, 0, size.Height-1, size.Width, 1)
}

func (r *headerRenderer) Refresh() {
	r.Layout(r.header.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
