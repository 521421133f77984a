package owner

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"matinee/app/books"
	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
	"matinee/sync/store"
)

// Sponsors implements control.Sponsoring. What plays is what the store's own reel says,
// before and after: the word that is kept here is only what was said.
func (o *Owner) Sponsors(ctx context.Context, req control.SponsorsRequest) ([]library.SponsorsAt, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	own, err := o.follow.Own(ctx, req.Channel)
	if err != nil {
		return nil, err
	}
	all, err := o.sellers(own, req.Store)
	if err != nil {
		return nil, err
	}
	out := []library.SponsorsAt{}
	for _, at := range all {
		found, err := o.sponsorsAt(ctx, own, at, req)
		if err != nil && (req.Changes() || ctx.Err() != nil) {
			return nil, err // a word that a store did not hear was not given
		}
		if err != nil {
			away := books.ProblemOf(err)
			found.Away = &away
		}
		out = append(out, found)
	}
	return out, nil
}

// sellers are the stores that a channel names now, or the one that is asked for.
func (o *Owner) sellers(own *channel.Own, wanted library.Key) ([]outlet, error) {
	doc := own.Channel().Doc
	all, err := o.outlets(doc)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(at outlet) bool {
		named := slices.ContainsFunc(doc.Stores, func(s format.Store) bool { return s.Recipient == at.Recipient })
		return !named || wanted != "" && !slices.Contains(at.keys, wanted)
	})
	if wanted != "" && len(all) == 0 {
		return nil, library.Errorf(library.CodeNotFound, "a store that the channel names")
	}
	return all, nil
}

// sponsorsAt gives a store the word that is asked for, and returns whom it has.
func (o *Owner) sponsorsAt(ctx context.Context, own *channel.Own, at outlet, req control.SponsorsRequest) (library.SponsorsAt, error) {
	root := own.Channel().Doc.Channel
	out := library.SponsorsAt{Store: cmp.Or(at.Name, string(at.URL)), Key: at.Key, Sponsors: []library.Sponsor{}}
	word, said, err := o.studio.Word(root, at.Recipient)
	if err != nil {
		return out, err
	}
	// The address is the creator's own word, so that it may be in their own network.
	err = o.ask(ctx, shop{at.Store, true}, func(ctx context.Context, c store.Client) error {
		reel, err := reelBy(ctx, c, at.keys)
		if err != nil || !req.Changes() {
			out.Sponsors = sponsorsOf(reel, root, word)
			return err
		}
		if !said { // it may have been said elsewhere: what it came to is not taken back
			for _, s := range sponsorsOf(reel, root, word) {
				if s.Refused {
					word.Except = append(word.Except, s.Name)
				}
			}
		}
		word, said = changed(word, req), true
		word.Store = reel.Store
		err = o.studio.GiveWord(ctx, root, at.Recipient, word, c.Sponsors)
		if err != nil {
			return err
		}
		if word, _, err = o.studio.Word(root, at.Recipient); err != nil {
			return err
		}
		if reel, err = reelBy(ctx, c, at.keys); err == nil {
			out.Sponsors = sponsorsOf(reel, root, word)
		}
		return err
	})
	if out.Named = word.Named; said {
		out.Said = word.Issued
	}
	return out, err
}

// reelBy asks by the newest key that the store still has.
func reelBy(ctx context.Context, c store.Client, keys []library.Key) (reel format.Reel, err error) {
	for _, key := range keys {
		var found format.Signed[format.Reel]
		if found, err = c.Reel(ctx, key); err == nil {
			return found.Doc, nil
		}
		if library.CodeOf(err) != library.CodeNotFound {
			return reel, err
		}
	}
	return reel, err
}

// changed is a word with what is asked for. Who is named twice is allowed.
func changed(w format.Sponsors, req control.SponsorsRequest) format.Sponsors {
	if req.Named != nil {
		w.Named = *req.Named
	}
	for _, name := range req.Refuse {
		w.Only, w.Except = without(w.Only, name), append(without(w.Except, name), name)
	}
	for _, name := range req.Allow {
		w.Only, w.Except = append(without(w.Only, name), name), without(w.Except, name)
	}
	if !w.Named {
		w.Only = nil // whoever is not refused may play
	}
	return w
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return strings.EqualFold(n, name) })
}

// sponsorsOf are those whose spots a reel has for a channel, and those whom its word names.
func sponsorsOf(reel format.Reel, root library.Key, word format.Sponsors) []library.Sponsor {
	all := []library.Sponsor{}
	campaigns := map[library.Token]bool{}
	of := func(name string) *library.Sponsor {
		i := slices.IndexFunc(all, func(s library.Sponsor) bool { return strings.EqualFold(s.Name, name) })
		if i < 0 {
			i, all = len(all), append(all, library.Sponsor{Name: name, Refused: !word.Wants(name)})
		}
		return &all[i]
	}
	for _, spot := range reel.Spots {
		if len(spot.Channels) > 0 && !slices.Contains(spot.Channels, root) {
			continue // theirs are for others
		}
		s := of(spot.Sponsor)
		s.Refused = slices.Contains(spot.Except, root)
		if !campaigns[spot.Campaign] {
			campaigns[spot.Campaign] = true
			s.Campaigns++
		}
		s.Spots++
		s.MinAge = max(s.MinAge, spot.MinAge)
		if spot.Until.After(s.Until) {
			s.Until = spot.Until
		}
		for _, l := range spot.Languages {
			if !slices.Contains(s.Languages, l) {
				s.Languages = append(s.Languages, l)
			}
		}
	}
	for _, name := range slices.Concat(word.Only, word.Except) {
		of(name)
	}
	slices.SortStableFunc(all, func(a, b library.Sponsor) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return all
}
