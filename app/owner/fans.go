package owner

import (
	"context"
	"errors"
	"image"

	"matinee/app/control"
	"matinee/app/qr"
	"matinee/library"
	"matinee/library/format"
)

// Follows are the followed channels by name, with what is new in them.
func (o *Owner) Follows(ctx context.Context) ([]library.Followed, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	all, err := o.follow.Channels(ctx)
	if err != nil {
		return nil, err
	}
	return o.followed(ctx, all)
}

func (o *Owner) followed(ctx context.Context, all []library.Channel) ([]library.Followed, error) {
	unseen, err := o.follow.Unseen(ctx)
	out := make([]library.Followed, 0, len(all))
	for _, c := range all {
		f := library.Followed{Channel: c, New: unseen[c.Root]}
		if _, here := o.follow.Picture(c.Root, c.Image); here {
			f.Picture = c.Image
		}
		out = append(out, f)
	}
	return out, err
}

// ChannelPage is all that the page of a followed channel shows.
func (o *Owner) ChannelPage(ctx context.Context, root library.Key) (p library.ChannelPage, err error) {
	c, err := o.findChannel(ctx, string(root))
	if err != nil {
		return p, err
	}
	one, err := o.followed(ctx, []library.Channel{c})
	if err != nil {
		return p, err
	}
	p.Followed = one[0]
	if p.Recommends, err = o.follow.RecommendedBy(ctx, root); err != nil {
		return p, err
	}
	all, err := o.follow.Bundles(ctx, root)
	if err != nil {
		return p, err
	}
	p.Listed, err = o.listedAs(ctx, all)
	return p, err
}

// Listing is one bundle that a followed channel lists.
func (o *Owner) Listing(ctx context.Context, root library.Key, bundle library.Token) (library.Listed, error) {
	l, err := o.listing(ctx, root, bundle)
	if err != nil {
		return library.Listed{}, err
	}
	all, err := o.listedAs(ctx, []library.Listing{l})
	if err != nil {
		return library.Listed{}, err
	}
	return all[0], nil
}

func (o *Owner) listing(ctx context.Context, root library.Key, bundle library.Token) (library.Listing, error) {
	all, err := o.follow.Bundles(ctx, root)
	if err != nil {
		return library.Listing{}, err
	}
	limit := o.shelf.CurrentProfile().Limit
	for _, l := range all {
		if l.Bundle == bundle && (limit == 0 || l.Rating >= 0 && l.Rating <= limit) {
			return l, nil
		}
	}
	return library.Listing{}, library.Errorf(library.CodeNotFound, "bundle %s", bundle)
}

// FollowLink follows a channel. Who gives up waiting follows it only if they did before.
func (o *Owner) FollowLink(ctx context.Context, link string, local bool) (library.Key, error) {
	parsed, err := format.ParseLink(link)
	if err != nil {
		return "", err
	}
	_, err = o.findChannel(ctx, string(parsed.Root))
	before := err == nil
	waiting, cancel := context.WithTimeout(ctx, followTime)
	defer cancel()
	_, err = o.Follow(waiting, control.FollowRequest{Link: link, LocalOK: local})
	if ctx.Err() != nil && !before {
		gone := o.follow.Unfollow(context.WithoutCancel(ctx), parsed.Root)
		if library.CodeOf(gone) == library.CodeNoChannel {
			gone = nil
		}
		return "", errors.Join(&library.Error{Code: library.CodeCanceled}, gone)
	}
	return parsed.Root, err
}

// LookedAt notes that a person looked at a channel: nothing in it is new any more.
func (o *Owner) LookedAt(ctx context.Context, root library.Key) error {
	err := o.follow.Opened(ctx, root)
	if err == nil {
		o.shelf.Tell(library.NewChannelChanged(root))
	}
	return err
}

// DownloadListed adds a bundle that a followed channel lists, without what is only of
// other editions than the one named.
func (o *Owner) DownloadListed(ctx context.Context, root library.Key, bundle library.Token, edition library.EditionID) (library.BundleID, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return "", err
	}
	l, err := o.listing(ctx, root, bundle)
	if err != nil {
		return "", err
	}
	if err := o.follow.Download(ctx, l, edition); err != nil {
		return "", err
	}
	o.shelf.Tell(library.NewChannelChanged(root)) // it is here now
	return l.Infohash, nil
}

// DiscoverListed searches what is known of channels.
func (o *Owner) DiscoverListed(ctx context.Context, text string) (found library.Found, err error) {
	if err := o.shelf.Unlimited(); err != nil {
		return found, err
	}
	d, err := o.follow.Discover(ctx, text, 0)
	if err != nil {
		return found, err
	}
	o.browse()
	found.Others, found.Sold = d.Others, d.Sold
	if text == "" {
		if found.Stores, err = o.db.Stores(ctx); err != nil {
			return found, err
		}
	}
	if found.Channels, err = o.followed(ctx, d.Channels); err != nil {
		return found, err
	}
	found.Bundles, err = o.listedAs(ctx, d.Bundles)
	return found, err
}

// ChannelPicture is a picture that a channel sent, as a JPEG file in a shape.
func (o *Owner) ChannelPicture(ctx context.Context, root library.Key, d library.Digest, shape library.Shape) (string, error) {
	path, here := o.follow.Picture(root, d)
	if !here {
		return "", library.Errorf(library.CodeNotFound, "picture %s", d)
	}
	return o.shelf.Picture(ctx, library.BundleID(d[:pictureID]), path, shape)
}

// pictureID is how much of a picture's hash names it: as much as a bundle's id has.
const pictureID = 40

// Code is a link as a QR code.
func (o *Owner) Code(link string) (image.Image, error) {
	code, err := qr.Encode(link)
	if err != nil {
		return nil, err
	}
	return code.Image(), nil
}
