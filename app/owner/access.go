package owner

import (
	"context"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Access is what a bundle's signed documents say about watching it, and what of it opens
// here. One without documents gives none, and no error.
func (o *Owner) Access(ctx context.Context, id library.BundleID) (library.Access, error) {
	if !o.shelf.Sees(id) {
		return library.Access{}, library.Errorf(library.CodeNotFound, "%s", id)
	}
	kept, err := o.db.Editions(ctx, id)
	if err != nil || len(kept.Manifest) == 0 {
		return library.Access{}, err
	}
	m, err := format.Read[format.Manifest](kept.Manifest)
	if err != nil {
		return library.Access{}, err
	}
	var terms format.Terms
	if len(kept.Terms) > 0 {
		if t, err := format.Read[format.Terms](kept.Terms); err == nil && t.Doc.Fits(m.Doc) == nil {
			terms = t.Doc
		}
	}
	return o.accessTo(ctx, id, m.Doc, terms, o.channelNames(ctx))
}

// channelNames are the followed channels by their roots.
func (o *Owner) channelNames(ctx context.Context) map[library.Key]library.Channel {
	all, err := o.follow.Channels(ctx)
	if err != nil {
		o.log.Warn("read the channels", "err", err)
	}
	named := make(map[library.Key]library.Channel, len(all))
	for _, c := range all {
		named[c.Root] = c
	}
	return named
}

// accessTo reads two documents of a bundle and looks what of it opens.
func (o *Owner) accessTo(ctx context.Context, id library.BundleID, m format.Manifest, t format.Terms, names map[library.Key]library.Channel) (library.Access, error) {
	by := names[m.Channel]
	a := library.Access{
		Bundle: m.ID, Channel: m.Channel, By: by.Name, Domain: proved(by), Version: t.Version, Fee: t.Fee,
		Name: library.CleanLine(m.Name, library.MaxTitle), Creators: makers(m), Synopsis: library.CleanText(m.Description, library.MaxSynopsis),
		Languages: m.Languages, Rating: library.NoRating, License: m.License, Rights: library.CleanText(m.Rights, library.MaxSynopsis),
	}
	if m.MinAge != nil {
		a.Rating = int(*m.MinAge)
	}
	var err error
	if a.Items, err = o.itemAccess(ctx, m); err != nil {
		return a, err
	}
	fetching := o.fetched(id)
	for _, e := range m.Editions {
		edition, err := o.editionAccess(ctx, m, t, e, a.Items)
		if err != nil {
			return a, err
		}
		edition.Standing.Fetching = fetching
		a.Editions = append(a.Editions, edition)
	}
	return a, nil
}

// proved is the domain of a channel that its site confirmed.
func proved(c library.Channel) library.Domain {
	if c.Verified.IsZero() {
		return ""
	}
	return c.Domain
}

func makers(m format.Manifest) string {
	var names []string
	for _, by := range m.Creators {
		names = append(names, by.Name)
	}
	return library.CleanLine(strings.Join(names, ", "), library.MaxCreators)
}

// fetched reports whether a bundle's data come, or are here.
func (o *Owner) fetched(id library.BundleID) bool {
	b, err := o.engine.Bundle(id)
	return err == nil && (!b.Paused || !b.Finished.IsZero())
}

// itemAccess asks what opens each item. Items of the same editions open alike, and are
// asked for once.
func (o *Owner) itemAccess(ctx context.Context, m format.Manifest) ([]library.ItemAccess, error) {
	asked := map[string]library.Code{}
	items := make([]library.ItemAccess, 0, len(m.Items))
	for _, i := range m.Items {
		item := library.ItemAccess{
			Path: i.Path, Role: i.Role, Title: titleOf(i), Season: int(i.Season), Episode: int(i.Episode),
			Duration: i.Duration, Length: carriedBytes(i), Editions: i.Editions, Sealed: i.Sealed != nil,
		}
		if item.Sealed {
			key := ""
			for _, e := range i.Editions {
				key += string(e) + "\n"
			}
			why, known := asked[key]
			if !known {
				if err := o.vault.Check(ctx, m, i); err != nil {
					why = library.CodeOf(err)
				}
				asked[key] = why
			}
			item.Why = why
		}
		items = append(items, item)
	}
	return items, ctx.Err()
}

func (o *Owner) editionAccess(ctx context.Context, m format.Manifest, t format.Terms, e format.Edition, items []library.ItemAccess) (library.EditionAccess, error) {
	terms, _ := t.Edition(e.ID)
	standing, err := o.vault.Standing(ctx, m, t, e.ID)
	if err != nil {
		return library.EditionAccess{}, err
	}
	out := library.EditionAccess{
		ID: e.ID, Name: library.CleanLine(e.Name, library.MaxTitle), Offers: terms.Offers, Standing: standing,
	}
	if out.Financed, err = o.financed(ctx, m, e); err != nil {
		return out, err
	}
	for _, s := range terms.Splits {
		s.Party = library.CleanLine(s.Party, library.MaxTitle)
		out.Splits = append(out.Splits, s)
	}
	for at, i := range m.Items {
		if len(i.Editions) > 0 && !slices.Contains(i.Editions, e.ID) {
			continue
		}
		out.Length += carriedBytes(i)
		if i.Role == library.RoleMain || i.Role == library.RoleExtra {
			out.Items++
			out.Duration += i.Duration
		}
		if items[at].Sealed {
			out.Sealed = true
			if out.Why == "" {
				out.Why = items[at].Why
			}
		}
	}
	return out, nil
}

// titleOf is what the manifest calls an item, else what its file is called.
func titleOf(i format.Item) string {
	if title := library.CleanLine(i.Name, library.MaxTitle); title != "" {
		return title
	}
	return library.Item{Path: string(i.Path)}.Title()
}

// carriedBytes is how much of an item the torrent carries.
func carriedBytes(i format.Item) int64 {
	if i.Sealed != nil {
		return i.Sealed.Length
	}
	return i.Plain.Length
}

// listedAs are listings with all that is known of them here.
func (o *Owner) listedAs(ctx context.Context, all []library.Listing) ([]library.Listed, error) {
	names, docs := o.channelNames(ctx), o.follow.DocumentsOf(ctx, all)
	out := make([]library.Listed, 0, len(all))
	for i, l := range all {
		by := names[l.Channel]
		listed := library.Listed{Listing: l, By: by.Name, Domain: proved(by), New: l.Seen.After(by.Opened)}
		if _, here := o.follow.Picture(l.Channel, l.Poster); here {
			listed.Picture = l.Poster
		}
		_, err := o.engine.Bundle(l.Infohash)
		listed.Here = err == nil && o.shelf.Sees(l.Infohash)
		if docs[i].Err == nil {
			if listed.Access, err = o.accessTo(ctx, l.Infohash, docs[i].Manifest, docs[i].Terms, names); err != nil {
				return nil, err
			}
		}
		out = append(out, listed)
	}
	return out, ctx.Err()
}

// News are the bundles that were found last in followed channels, the newest first. A
// limited profile gets those that it may see.
func (o *Owner) News(ctx context.Context, most int) ([]library.Listed, error) {
	all, err := o.follow.News(ctx, o.shelf.CurrentProfile().Limit, most)
	if err != nil {
		return nil, err
	}
	return o.listedAs(ctx, all)
}

// followTime bounds how long somebody waits for a channel that nobody may have.
const followTime = time.Minute
