package home

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// maxHits is how many things found are shown.
const maxHits = 8

// search is the field over the page and what was found for it. Up and Down move
// among the hits while one types, Enter opens, Escape ends it.
type search struct {
	s     *Screen
	field *kit.Field
	panel *results
	shade *shade

	asked string // what the hits shown, or under way, are for
	busy  bool
	eager bool // Enter was pressed before the hits were there
}

func newSearch(s *Screen) *search {
	f := &search{s: s, field: kit.NewField(lang.L("Search your library"), kit.IconSearch)}
	f.panel = newResults(s.loader, f.open)
	f.shade = newShade(f.end)
	f.field.OnChanged = func(string) { f.eager = false; f.ask() }
	f.field.OnSubmitted = func(string) { f.submit() }
	f.field.OnKey, f.field.OnMarked = f.key, f.panel.marked
	return f
}

// begin gives the field the keys; what was typed already goes into it.
func (f *search) begin(typed string) {
	f.s.scroll.ScrollToTop()
	f.s.desk.Focus(f.field)
	for _, r := range typed {
		f.field.TypedRune(r)
	}
}

// end empties the field and takes the hits away.
func (f *search) end() {
	f.field.SetText("")
	f.hide()
}

func (f *search) hide() {
	f.panel.Hide()
	f.shade.Hide()
}

func (f *search) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		if f.panel.Visible() {
			f.panel.step(1)
		} else {
			f.s.canvas().FocusNext()
		}
	case fyne.KeyUp:
		f.panel.step(-1)
	case fyne.KeyEscape:
		if f.field.Text == "" {
			f.s.canvas().Unfocus()
		}
		f.end()
	default:
		return false
	}
	return true
}

// ask looks for what the field says now. While one search is under way the next
// waits, and only the last of them is made.
func (f *search) ask() {
	text := strings.TrimSpace(f.field.Text)
	if text == "" {
		f.asked = ""
		f.hide()
		return
	}
	if f.busy || text == f.asked {
		return
	}
	f.busy, f.asked = true, text
	var hits []library.Hit
	f.s.loop.Work(func(ctx context.Context) (err error) {
		hits, err = f.s.backend.Search(ctx, text, maxHits)
		return err
	}, func(err error) {
		f.busy = false
		now := strings.TrimSpace(f.field.Text)
		switch {
		case now == "":
			f.hide()
		case err != nil:
			f.s.desk.Tell(err)
		default:
			f.panel.show(hits)
			f.shade.Show()
			f.follow()
		}
		switch {
		case now != text:
			f.ask()
		case f.eager && err == nil:
			f.eager = false
			f.open(0)
		}
	})
}

// submit opens the marked hit: of what the field says, not of what it said a moment
// ago, so that typing and pressing Enter at once leads to the right one.
func (f *search) submit() {
	if f.eager = f.busy; !f.eager {
		f.open(f.panel.at)
	}
}

// open goes to a hit: to the page of a bundle, or straight into an item.
func (f *search) open(index int) {
	if index < 0 || index >= len(f.panel.hits) || !f.panel.Visible() {
		return
	}
	hit := f.panel.hits[index]
	f.end()
	f.s.canvas().Unfocus()
	if hit.Item >= 0 {
		f.s.desk.Play(hit.Card.ID, hit.Item)
	} else {
		f.s.desk.OpenBundle(hit.Card.ID)
	}
}

// follow keeps the hits below the field.
func (f *search) follow() {
	y := barTop + kit.FieldHeight + 6 - f.s.scroll.Offset.Y
	width := min(f.s.Size().Width-2*kit.PageMargin, 480)
	height := min(f.panel.MinSize().Height, max(f.s.Size().Height-y-12, 0))
	put(f.panel, kit.PageMargin, y, width, height)
}

// words are the two lines of a hit.
func words(h library.Hit) (title, caption string) {
	if h.Item >= 0 {
		return say.Item(h.Name), h.Card.Title
	}
	return h.Card.Title, cards.Caption(h.Card)
}
