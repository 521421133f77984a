package curator

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"matinee/library"
)

// Details returns all that a bundle's page shows. One that the profile in use may
// not see gives library.CodeNotFound.
func (c *Curator) Details(ctx context.Context, id library.BundleID) (library.Details, error) {
	b, err := c.Bundle(id)
	if err != nil {
		return library.Details{}, err
	}
	facts, err := c.db.Facts(ctx, id)
	if err != nil {
		return library.Details{}, err
	}
	helped, err := c.db.HelpedBy(ctx, id)
	if err != nil {
		return library.Details{}, err
	}
	c.mu.Lock()
	d := library.Details{Card: c.card(b), Bundle: b, Synopsis: c.describes(id).Synopsis, Helped: helped}
	o, marks := c.outlineOf(b), maps.Clone(c.marks[id])
	c.mu.Unlock()
	for _, item := range o.playable {
		item = itemOf(b, item.Index)
		d.Items = append(d.Items, itemDetails(item, facts[item.Index], marks[item.Index]))
		d.Voices = union(d.Voices, facts[item.Index].Voices)
		d.Captions = union(d.Captions, facts[item.Index].Subtitles)
	}
	mainFirst(&d)
	if at := d.Card.Begun; at.Bundle != "" {
		d.Card.BegunName = nameOf(itemOf(b, at.Item), facts[at.Item])
	}
	for _, item := range b.Items {
		if f := facts[item.Index]; f.Role == library.RoleCaption && len(f.Voices) > 0 {
			d.Captions = union(d.Captions, f.Voices)
		} else if lang := captionLanguage(item); lang != "" {
			d.Captions = union(d.Captions, []string{lang})
		}
	}
	return d, nil
}

// mainFirst puts what the bundle is in front of its extras and trailers, which are neither
// episodes nor part of how long it lasts.
func mainFirst(d *library.Details) {
	slices.SortStableFunc(d.Items, func(a, b library.ItemDetails) int { return rank(a.Facts.Role) - rank(b.Facts.Role) })
	mains := slices.IndexFunc(d.Items, func(i library.ItemDetails) bool { return i.Beside() })
	if mains <= 0 { // nothing is beside it, or all is
		return
	}
	whole := time.Duration(0)
	for at, i := range d.Items[:mains] {
		length := max(i.Facts.Duration, i.Item.Duration)
		if length <= 0 {
			whole = -1
		}
		if whole >= 0 {
			whole += length
		}
		if i.Item.Index == d.Card.Begun.Item {
			d.Card.BegunPlace = at + 1
		}
	}
	d.Card.Playable, d.Card.Duration = mains, max(whole, 0)
}

func rank(r library.Role) int {
	switch r {
	case library.RoleExtra:
		return 1
	case library.RoleTrailer:
		return 2
	}
	return 0
}

func itemDetails(item library.Item, f library.Facts, m library.Mark) library.ItemDetails {
	return library.ItemDetails{ItemName: nameOf(item, f), Item: item, Facts: f, At: m.Position, Watched: m.Watched}
}

// union adds the texts that are not there yet.
func union(to, more []string) []string {
	for _, s := range more {
		if !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	return to
}

// captionLanguage is the language that the name of a subtitle file ends with, as
// in film.fr.srt; "" when it names none.
func captionLanguage(item library.Item) string {
	if item.Kind() != library.Subtitle {
		return ""
	}
	name := item.Title()
	at := strings.LastIndexAny(name, "._-")
	tag := strings.ToLower(name[at+1:])
	if at < 0 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	if len(tag) == 3 {
		return shortTag(tag)
	}
	if len(tag) != 2 {
		return ""
	}
	return tag
}

// shortTag is the tag of two letters (ISO 639-1) for the common ones of three, in
// both of their forms; "" for others: three letters may be any word.
func shortTag(tag string) string {
	for _, pair := range strings.Fields("eng=en fra=fr fre=fr deu=de ger=de spa=es ita=it por=pt nld=nl dut=nl jpn=ja kor=ko " +
		"zho=zh chi=zh rus=ru ara=ar hin=hi pol=pl swe=sv nor=no dan=da fin=fi tur=tr ces=cs cze=cs ell=el gre=el heb=he ukr=uk ron=ro rum=ro hun=hu") {
		if long, short, _ := strings.Cut(pair, "="); long == tag {
			return short
		}
	}
	return ""
}
