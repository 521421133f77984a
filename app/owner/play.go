package owner

import (
	"context"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// Open implements control.Service. A complete item is a path; any other is read
// through the stream server, and its bundle runs.
func (o *Owner) Open(ctx context.Context, req control.OpenRequest) (control.Opened, error) {
	b, err := o.shelf.Bundle(req.ID)
	if err != nil {
		return control.Opened{}, err
	}
	if !b.HasInfo() {
		return control.Opened{}, library.Errorf(library.CodeNoPeers, "%s", b.Title)
	}
	item, err := chooseItem(b, req.Item)
	if err != nil {
		return control.Opened{}, err
	}
	names, err := o.shelf.Names(ctx, b.ID)
	if err != nil {
		return control.Opened{}, err
	}
	opened := control.Opened{
		ID: b.ID, Item: item.Index, Title: names.Of(item).Title, Bundle: b.Title,
		Length: item.Length, Audio: item.Kind() == library.Audio,
	}
	var complete bool
	if item.Sealed() { // its manifest may have to arrive first
		if err := o.played(ctx, b, item, false); err != nil {
			return control.Opened{}, err
		}
		o.renewAds(ctx, b, item.Index)
		if err := o.checkSealed(ctx, b, item); err != nil {
			return control.Opened{}, err
		}
	}
	opened.URL, complete, err = o.address(b, item)
	if err != nil {
		return control.Opened{}, err
	}
	for _, sub := range b.Subtitles(item) {
		url, _, err := o.address(b, sub)
		if err != nil && b.Local {
			continue // somebody took it away; the film plays without
		}
		if err != nil {
			return control.Opened{}, err
		}
		opened.Subtitles = append(opened.Subtitles, url)
	}
	opened.Resume = o.shelf.Position(b.ID, item.Index).ResumeAt()
	return opened, o.played(ctx, b, item, complete)
}

func chooseItem(b library.Bundle, index int) (library.Item, error) {
	if index < 0 {
		item, ok := b.MainItem()
		if !ok {
			return item, library.Errorf(library.CodeNothingToPlay, "%s", b.Title)
		}
		return item, nil
	}
	item, ok := b.Item(index)
	if !ok {
		return item, library.Errorf(library.CodeItemNotFound, "%d", index)
	}
	return item, nil
}

// address is a file's path when it is whole, else its place on the server, which
// also opens what is sealed.
func (o *Owner) address(b library.Bundle, item library.Item) (url string, complete bool, err error) {
	if b.Local {
		path, err := o.shelf.LocalFile(b, item)
		return path, true, err
	}
	path, complete, err := o.engine.ItemPath(b.ID, item.Index)
	if err != nil || complete && !item.Sealed() {
		return path, complete, err
	}
	return o.stream.URL(b.ID, item.Index, item.Plain()), complete, nil
}

// played notes that an item is played and makes an incomplete one arrive: it is
// wanted even if it was deselected, and the bundle runs even if it was paused.
func (o *Owner) played(ctx context.Context, b library.Bundle, item library.Item, complete bool) error {
	err := o.shelf.Opened(ctx, b.ID)
	if err != nil || complete {
		return err
	}
	err = o.engine.Change(ctx, b.ID, func(b *library.Bundle) {
		b.Paused = false
		for i := range b.Items {
			if b.Items[i].Index == item.Index && b.Items[i].Priority == library.Skip {
				b.Items[i].Priority = library.Normal
			}
		}
	})
	if err != nil {
		return err
	}
	if d := item.Duration; d > 0 {
		err = o.engine.SetPace(b.ID, item.Index, library.BitRate(item.Length, d))
	}
	if err == nil {
		o.gov.plays.note(b.ID, o.now())
		err = o.engine.Run(ctx, b.ID)
	}
	return err
}

// SavePosition implements control.Service.
func (o *Owner) SavePosition(ctx context.Context, p library.Position) error {
	return o.shelf.SavePosition(ctx, p)
}

// StreamStatus tells what reading an item waits for.
func (o *Owner) StreamStatus(id library.BundleID, item int, offset int64) (library.StreamStatus, error) {
	if b, local := o.shelf.Local(id); local {
		i, _ := b.Item(item)
		return library.StreamStatus{
			Offset: offset, Have: []library.Span{{To: i.Length}}, Ahead: max(i.Length-offset, 0), Complete: true,
		}, nil
	}
	return o.engine.StreamStatus(id, item, offset, urgentWindow)
}

// urgentWindow is how many bytes behind the picture count as what a start or a
// stall waits for.
const urgentWindow = 2 << 20

// Names are what people call the items of a bundle, by index.
func (o *Owner) Names(ctx context.Context, id library.BundleID) (library.ItemNames, error) {
	return o.shelf.Names(ctx, id)
}

// Bundle returns one bundle that the profile in use may see.
func (o *Owner) Bundle(id library.BundleID) (library.Bundle, error) { return o.shelf.Bundle(id) }

// Creators are who made a bundle, as far as that is known.
func (o *Owner) Creators(id library.BundleID) string { return o.shelf.Creators(id) }

// Learned stores an item's duration and lets read-ahead be counted in seconds
// of it.
func (o *Owner) Learned(ctx context.Context, id library.BundleID, item int, duration time.Duration) error {
	if err := o.shelf.Learned(ctx, id, item, duration); err != nil {
		return err
	}
	b, err := o.engine.Bundle(id)
	if err != nil {
		return nil //nolint:nilerr // local media need no pace: nothing of them arrives
	}
	i, _ := b.Item(item)
	return o.engine.SetPace(id, item, library.BitRate(i.Length, duration))
}
