package owner

import (
	"context"
	"strings"

	"matinee/app/curator"
	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
)

// introduce hands the shelves what the manifests of bundles say, until ctx ends: what was
// kept before, and every manifest as it arrives.
func (o *Owner) introduce(ctx context.Context) {
	events := o.engine.Events(ctx)
	if err := o.learn(ctx); err != nil && ctx.Err() == nil {
		o.log.Warn("read the manifests that are here", "err", err)
	}
	for ev := range events {
		switch ev := ev.(type) {
		case library.Added, library.GotInfo:
			o.welcome(ctx, ev.About())
		case library.ItemDone:
			if b, err := o.engine.Bundle(ev.ID); err == nil {
				if item, has := manifestItem(b); has && item.Index == ev.Item {
					o.meet(ctx, b)
				}
			}
		}
	}
}

// welcome tells what is known of a bundle that has just come, or fetches what would
// tell it before the rest.
func (o *Owner) welcome(ctx context.Context, id library.BundleID) {
	b, err := o.engine.Bundle(id)
	if err != nil || !b.HasInfo() {
		return
	}
	if kept, err := o.db.Editions(ctx, id); err == nil && len(kept.Manifest) > 0 {
		o.tellKept(ctx, id)
		return
	}
	item, has := manifestItem(b)
	if !has || item.Length > format.MaxManifest {
		return
	}
	if _, whole, err := o.engine.ItemPath(id, item.Index); err == nil && whole {
		o.meet(ctx, b)
	} else if item.Priority == library.Normal || item.Priority == library.Low {
		if err := o.engine.SetPriority(ctx, id, item.Index, library.High); err != nil && ctx.Err() == nil {
			o.log.Info("fetch a manifest first", "bundle", id, "err", err)
		}
	}
}

// learn reads the manifests that are here and not kept yet, and tells the shelves what
// they have not heard.
func (o *Owner) learn(ctx context.Context) error {
	held, err := o.db.HeldEditions(ctx)
	if err != nil {
		return err
	}
	for _, b := range o.engine.Bundles() {
		told, kept := held[b.ID]
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case kept && !told:
			o.tellKept(ctx, b.ID)
		case !kept:
			o.meet(ctx, b)
		}
	}
	return ctx.Err()
}

// meet keeps the manifest inside a bundle, if it is here. It stands in the torrent, so
// it is in front of one that another channel's list brought for the same torrent.
func (o *Owner) meet(ctx context.Context, b library.Bundle) {
	item, has := manifestItem(b)
	if !has {
		return
	}
	if _, whole, err := o.engine.ItemPath(b.ID, item.Index); err != nil || !whole {
		return // gone meanwhile, or not here yet
	}
	if _, err := o.fetchManifest(ctx, b); err != nil && ctx.Err() == nil {
		o.log.Warn("read a manifest", "bundle", b.ID, "err", err)
	}
}

// keepManifest keeps a manifest that was found in its bundle, and tells the shelves.
func (o *Owner) keepManifest(ctx context.Context, id library.BundleID, signed format.Signed[format.Manifest]) error {
	kept, err := o.db.Editions(ctx, id)
	if err != nil {
		return err
	}
	before, unread := format.Read[format.Manifest](kept.Manifest)
	same := unread == nil && before.Doc.ID == signed.Doc.ID && before.Doc.Channel == signed.Doc.Channel
	if !same || before.Doc.Version < signed.Doc.Version {
		e := db.Editions{ID: id, Bundle: signed.Doc.ID, Manifest: signed.Bytes()}
		if same {
			e.Terms = kept.Terms
		}
		if err := o.db.SaveEditions(ctx, e); err != nil {
			return err
		}
	}
	o.tellKept(ctx, id)
	return nil
}

// tellKept tells the shelves what the manifest of a bundle says that is kept.
func (o *Owner) tellKept(ctx context.Context, id library.BundleID) {
	err := o.tellManifest(ctx, id)
	if err != nil && ctx.Err() == nil && library.CodeOf(err) != library.CodeNotFound {
		o.log.Warn("tell what a manifest says", "bundle", id, "err", err)
	}
}

func (o *Owner) tellManifest(ctx context.Context, id library.BundleID) error {
	b, err := o.engine.Bundle(id)
	if err != nil {
		return err
	}
	if !b.HasInfo() {
		return nil // its items are not known; that will be told
	}
	kept, err := o.db.Editions(ctx, id)
	if err != nil || len(kept.Manifest) == 0 {
		return err
	}
	signed, err := format.Read[format.Manifest](kept.Manifest)
	if err != nil {
		return err
	}
	told := toldOf(signed.Doc, b)
	if !o.follows(ctx, signed.Doc.Channel) {
		told.Rating = library.NoRating // anybody can sign a manifest
	}
	return o.shelf.Told(ctx, id, told)
}

// follows reports whether a person chose to follow a channel.
func (o *Owner) follows(ctx context.Context, root library.Key) bool {
	_, _, err := o.db.Channel(ctx, root)
	return err == nil
}

// toldOf is what a manifest says of a bundle, and of the items that are what it says
// they are.
func toldOf(m format.Manifest, b library.Bundle) curator.Told {
	t := curator.Told{
		Title: m.Name, Synopsis: m.Description, Year: m.Published.Year(), Rating: library.NoRating, Items: map[int]library.Facts{},
	}
	if m.MinAge != nil {
		t.Rating = int(*m.MinAge)
	}
	var makers []string
	for _, by := range m.Creators {
		makers = append(makers, by.Name)
	}
	t.Creators = strings.Join(makers, ", ")
	for _, in := range b.Items {
		item, listed := m.Item(library.ItemPath(in.Path))
		if !listed || in.Length != lengthOf(item) {
			continue
		}
		f := library.Facts{
			Told: true, Title: item.Name, Role: item.Role, Season: int(item.Season), Episode: int(item.Episode), Duration: item.Duration,
			Width: int(item.Width), Height: int(item.Height),
		}
		languages := item.Languages
		if len(languages) == 0 && (item.Role == library.RoleMain || item.Role == library.RoleExtra) {
			languages = m.Languages
		}
		for _, l := range languages {
			f.Voices = append(f.Voices, string(l))
		}
		t.Items[in.Index] = f
	}
	return t
}

// lengthOf is how long an item is as the torrent carries it.
func lengthOf(i format.Item) int64 {
	if i.Sealed != nil {
		return i.Sealed.Length
	}
	return i.Plain.Length
}

// posterOf is the picture that a followed channel shows a bundle with.
func (o *Owner) posterOf(ctx context.Context, id library.BundleID) string {
	l, err := o.db.ListingOf(ctx, id)
	if err != nil {
		return ""
	}
	return o.follow.PosterPath(l)
}
