package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Strip is a headed row of cards that shows as many as fit and leafs through the
// rest. Left and Right move a mark, Enter opens what is marked.
type Strip struct {
	widget.BaseWidget
	title      *Label
	less, more *Button
	make       func() *Card
	bind       func(index int, card *Card)
	cards      []*Card
	count      int
	first      int // the entry the first card shows
	at         int
	room       int // cards that fit
	focused    bool

	// OnKey hears what the strip has no use for.
	OnKey  func(*fyne.KeyEvent)
	OnRune func(rune)
	OnOpen func(index int)
	OnMenu func(index int, at fyne.Position)
}

// The strip's measures.
const (
	stripHead float32 = 34
	stripFoot float32 = 15
)

// StripHeight is the height of a strip: its heading and a row of cards.
func StripHeight() float32 { return stripHead + CardHeight(CardWidth) + stripFoot }

// NewStrip makes an empty strip. make builds a card, bind makes it show an entry.
func NewStrip(title string, make func() *Card, bind func(int, *Card)) *Strip {
	s := &Strip{title: NewLabel(title, TextSection, SemiBold, ColorText), make: make, bind: bind}
	look := Quiet()
	look.Height, look.Icon = 28, 16
	s.less = NewIconButton(IconBehind, look, func() { s.leaf(-1) })
	s.more = NewIconButton(IconAhead, look, func() { s.leaf(1) })
	s.ExtendBaseWidget(s)
	return s
}

// Title is the strip's heading.
func (s *Strip) Title() string { return s.title.Text() }

// SetCount changes how many entries there are and shows those in sight anew.
func (s *Strip) SetCount(n int) {
	s.count = n
	s.at = min(s.at, max(n-1, 0))
	s.show(s.first)
}

// Rebind shows the entries in sight anew.
func (s *Strip) Rebind() {
	for i, c := range s.Cards() {
		s.bind(s.first+i, c)
	}
}

// Count is how many entries there are.
func (s *Strip) Count() int { return s.count }

// Cards are the cards in sight, from the left.
func (s *Strip) Cards() []*Card { return s.cards[:min(s.room, max(s.count-s.first, 0), len(s.cards))] }

// PassKeys sends what the buttons have no use for to the screen.
func (s *Strip) PassKeys(key func(*fyne.KeyEvent), r func(rune)) {
	s.OnKey, s.OnRune = key, r
	s.less.PassKeys(key, r)
	s.more.PassKeys(key, r)
}

// leaf shows the next or the previous cards.
func (s *Strip) leaf(by int) {
	s.show(s.first + by*max(s.room, 1))
	s.at = min(max(s.at, s.first), min(s.first+s.room, s.count)-1)
	s.mark()
}

// show makes first the leftmost entry, as far as there are enough.
func (s *Strip) show(first int) {
	s.first = min(max(first, 0), max(s.count-s.room, 0))
	for len(s.cards) < min(s.room, s.count) {
		s.cards = append(s.cards, s.make())
	}
	for i, c := range s.cards {
		if i < s.room && s.first+i < s.count {
			s.bind(s.first+i, c)
			c.Show()
		} else {
			c.Hide()
		}
	}
	s.less.Hidden, s.more.Hidden = s.count <= s.room, s.count <= s.room
	able(s.less, s.first > 0)
	able(s.more, s.first+s.room < s.count)
	s.mark()
	s.Refresh()
}

func able(b *Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

func (s *Strip) mark() {
	for i, c := range s.cards {
		c.SetMarked(s.focused && s.first+i == s.at)
	}
}

// FocusGained implements fyne.Focusable.
func (s *Strip) FocusGained() {
	s.focused = true
	if s.at < s.first || s.at >= s.first+s.room {
		s.at = s.first
	}
	s.mark()
}

// FocusLost implements fyne.Focusable.
func (s *Strip) FocusLost() { s.focused = false; s.mark() }

// TypedRune implements fyne.Focusable.
func (s *Strip) TypedRune(r rune) {
	if r != ' ' && !asksByRune(s, r) && s.OnRune != nil {
		s.OnRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Strip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		s.goTo(s.at - 1)
	case fyne.KeyRight:
		s.goTo(s.at + 1)
	case fyne.KeyHome:
		s.goTo(0)
	case fyne.KeyEnd:
		s.goTo(s.count - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if s.at < s.count && s.OnOpen != nil {
			s.OnOpen(s.at)
		}
	case "Menu", fyne.KeyF10:
		s.menu()
	default:
		if !asksForHelp(s, e.Name) && s.OnKey != nil {
			s.OnKey(e)
		}
	}
}

// goTo marks an entry and brings it into sight.
func (s *Strip) goTo(index int) {
	if s.count == 0 {
		return
	}
	s.at = min(max(index, 0), s.count-1)
	switch {
	case s.at < s.first:
		s.show(s.at)
	case s.at >= s.first+s.room:
		s.show(s.at - s.room + 1)
	default:
		s.mark()
	}
}

func (s *Strip) menu() {
	i := s.at - s.first
	if i < 0 || i >= len(s.cards) || s.OnMenu == nil {
		return
	}
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.cards[i])
	s.OnMenu(s.at, corner.AddXY(s.cards[i].Size().Width/2, 60))
}

// CreateRenderer implements fyne.Widget.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer { return &stripRenderer{s} }

type stripRenderer struct{ s *Strip }

func (r *stripRenderer) Destroy()           {}
func (r *stripRenderer) MinSize() fyne.Size { return fyne.NewSize(CardWidth, StripHeight()) }

func (r *stripRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.s.title, r.s.less, r.s.more}
	for _, c := range r.s.cards {
		objects = append(objects, c)
	}
	return objects
}

func (r *stripRenderer) Layout(size fyne.Size) {
	s := r.s
	if room := max(int((size.Width+CardGap)/(CardWidth+CardGap)), 1); room != s.room {
		s.room = room
		s.show(s.first) // lays out, too
		return
	}
	place(s.title, 0, 0, s.title.Width(), 22)
	place(s.more, size.Width-28, -3, 28, 28)
	place(s.less, size.Width-58, -3, 28, 28)
	for i, c := range s.cards {
		place(c, float32(i)*(CardWidth+CardGap), stripHead, CardWidth, CardHeight(CardWidth))
	}
}

func (r *stripRenderer) Refresh() {
	r.Layout(r.s.Size())
	r.s.title.Refresh()
	r.s.less.Refresh()
	r.s.more.Refresh()
}
