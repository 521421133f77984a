package curator

import (
	"strings"

	"matinee/library"
)

// card shows a bundle as the profile in use sees it; Curator.mu must be held.
func (c *Curator) card(b library.Bundle) library.Card {
	o, about, marks := c.outlineOf(b), c.describes(b.ID), c.marks[b.ID]
	card := library.Card{
		ID: b.ID, Title: shownTitle(b.Title, about.Creators), Creators: about.Creators, Year: about.Year, Kind: o.kind,
		Playable: len(o.mains), Length: b.Length, Rating: about.Rating,
		Added: b.Added, Finished: b.Finished, Local: b.Local, Pinned: b.Pinned, Artwork: shownVersion(about.Artwork),
	}
	card.Duration, card.AtLeast = o.duration(b)
	card.Watched = len(o.mains) > 0
	for _, item := range o.mains {
		card.Watched = card.Watched && marks[item.Index].Watched
	}
	last := latest(marks)
	card.Played = last.Updated
	if begun, ok := goesOn(b, o, marks, last); ok {
		card.Begun, card.BegunPlace = begun, place(o.mains, begun.Item)
		card.BegunName = nameOf(itemOf(b, begun.Item), library.Facts{})
	}
	return card
}

// shownTitle leaves out of a title whom it begins with: they are named beside it, and a
// card has little room. "Band - Album" is how folders of music are called.
func shownTitle(title, creators string) string {
	rest, ok := strings.CutPrefix(title, creators)
	if !ok || creators == "" {
		return title
	}
	for _, dash := range []string{" - ", " – ", " — "} {
		if album, ok := strings.CutPrefix(rest, dash); ok && strings.TrimSpace(album) != "" {
			return strings.TrimSpace(album)
		}
	}
	return title
}

// latest is the mark that was made last by playing.
func latest(marks map[int]library.Mark) (last library.Mark) {
	for _, m := range marks {
		if m.Updated.After(last.Updated) || m.Updated.Equal(last.Updated) && m.Item < last.Item {
			last = m
		}
	}
	return last
}

// goesOn tells where somebody goes on in a bundle: in the item they left, or, when
// that was seen to its end, with the next one they have not seen.
func goesOn(b library.Bundle, o outline, marks map[int]library.Mark, last library.Mark) (library.Position, bool) {
	at := place(o.playable, last.Item)
	if last.Updated.IsZero() || at == 0 {
		return library.Position{}, false
	}
	if last.Begun() {
		return last.Position, true
	}
	if !last.Watched {
		return library.Position{}, false
	}
	for _, next := range o.playable[at:] {
		if m := marks[next.Index]; !m.Watched {
			item := itemOf(b, next.Index)
			return library.Position{
				Bundle: b.ID, Item: item.Index, At: m.ResumeAt(), Duration: item.Duration, Updated: last.Updated,
			}, true
		}
	}
	return library.Position{}, false
}

// offline reports whether something of a bundle plays without a network.
func (c *Curator) offline(b library.Bundle, t library.Transfer) bool {
	if b.Local {
		return true
	}
	for _, item := range c.outlineOf(b).playable {
		at := item.Index
		if at < len(t.Items) && t.Items[at].Index == at && item.Length > 0 && t.Items[at].Done >= item.Length {
			return true
		}
	}
	return false
}
