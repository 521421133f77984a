package collection

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/library"
)

// cell builds what shows one bundle in the present view.
func (s *Screen) cell() kit.Cell {
	if s.list {
		return newLine(s)
	}
	v := cards.NewView(s.loader)
	v.OnOpen = func() { s.actions.Open(v.Bundle()) }
	v.OnPlay = func() { s.actions.Play(v.Bundle()) }
	v.OnMenu = func(at fyne.Position) { s.actions.ShowMenu(s.canvas(), at, v.Bundle()) }
	return v
}

// bind makes a cell show the nth bundle.
func (s *Screen) bind(i int, c kit.Cell) {
	s.with(i, func(card library.Card) {
		switch c := c.(type) {
		case *cards.View:
			c.Bind(card, cards.Face(card))
		case *line:
			c.show(card)
		}
	})
}

// loosen gives up what is under way for a cell that is out of sight.
func loosen(c kit.Cell) {
	switch c := c.(type) {
	case *cards.View:
		c.Loose()
	case *line:
		c.loose()
	}
}
