//go:build cgo

package app

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"

	"matinee/app/control"
	"matinee/app/owner"
	"matinee/app/qr"
	"matinee/app/ui/studio"
	"matinee/library"
)

// studioOf is the owner as the studio sees it.
type studioOf struct{ own *owner.Owner }

var _ studio.Backend = studioOf{}

// Channels implements studio.Backend.
func (s studioOf) Channels(ctx context.Context) ([]studio.Channel, error) {
	all, err := s.own.OwnChannels(ctx)
	list := make([]studio.Channel, 0, len(all))
	for _, c := range all {
		list = append(list, ownChannel(c))
	}
	return list, err
}

func ownChannel(c control.OwnChannel) studio.Channel {
	out := studio.Channel{
		Root: c.Root, Name: c.Name, Link: c.Link, Bundles: c.Bundles, Announced: c.Announced, RootHere: c.RootHere,
		Profile: studio.Profile{Name: c.Profile.Name, Description: c.Profile.Description, Domain: c.Profile.Domain, Mirrors: c.Profile.Mirrors},
	}
	for _, l := range c.Profile.Languages {
		out.Profile.Languages = append(out.Profile.Languages, library.Language(l))
	}
	for _, s := range c.Stores {
		out.Stores = append(out.Stores, studio.Store{Name: s.Name, URL: s.URL, Key: s.Key, Recipient: s.Recipient, Until: s.Until})
	}
	return out
}

// NewChannel implements studio.Backend.
func (s studioOf) NewChannel(ctx context.Context, c studio.NewChannel) (studio.MadeChannel, error) {
	made, err := s.own.NewChannel(ctx, control.NewChannelRequest{
		ChannelProfile: control.ChannelProfile{Name: c.Name}, Passphrase: c.Passphrase,
	})
	if err != nil {
		return studio.MadeChannel{}, err
	}
	out := studio.MadeChannel{Channel: ownChannel(made.OwnChannel), RootKey: made.RootKey}
	out.RootFile, err = s.own.CopyRoot(ctx, string(made.Root), c.Copy)
	return out, err
}

// Picture implements studio.Backend.
func (s studioOf) Picture(link string) (image.Image, error) {
	code, err := qr.Encode(link)
	if err != nil {
		return nil, err
	}
	return code.Image(), nil
}

// Productions implements studio.Backend.
func (s studioOf) Productions(ctx context.Context) ([]library.Production, error) {
	return s.own.Productions(ctx)
}

// Transfers implements studio.Backend.
func (s studioOf) Transfers() []library.Transfer { return s.own.Transfers() }

// Draft implements studio.Backend.
func (s studioOf) Draft(ctx context.Context, folder string) (library.Draft, error) {
	return s.own.Draft(ctx, folder)
}

// SaveDraft implements studio.Backend.
func (s studioOf) SaveDraft(ctx context.Context, folder string, d library.Draft) error {
	return s.own.SaveDraft(ctx, folder, d)
}

// Drafts implements studio.Backend.
func (s studioOf) Drafts(ctx context.Context) ([]library.KeptDraft, error) { return s.own.Drafts(ctx) }

// ForgetDraft implements studio.Backend.
func (s studioOf) ForgetDraft(ctx context.Context, folder string) error {
	return s.own.ForgetDraft(ctx, folder)
}

// Frames implements studio.Backend.
func (s studioOf) Frames(ctx context.Context, folder, film string, tell func(studio.Frame)) error {
	return s.own.Frames(ctx, folder, film, func(at library.Interval, picture []byte) {
		if shown, err := jpeg.Decode(bytes.NewReader(picture)); err == nil { // it was made here, and small
			tell(studio.Frame{At: at, Picture: shown})
		}
	})
}

// AddPicture implements studio.Backend.
func (s studioOf) AddPicture(ctx context.Context, folder, picture string) (file string, shown image.Image, err error) {
	file, small, err := s.own.AddPicture(ctx, folder, picture)
	if err == nil {
		shown, err = jpeg.Decode(bytes.NewReader(small))
	}
	return file, shown, err
}

// CheckUp implements studio.Backend.
func (s studioOf) CheckUp(ctx context.Context, folder string, channel library.Key, progress func(done, total int)) ([]library.Remark, error) {
	return s.own.CheckUp(ctx, control.PublishRequest{Folder: folder, Channel: string(channel)}, progress)
}

// Publish implements studio.Backend.
func (s studioOf) Publish(ctx context.Context, folder string, channel library.Key, progress func(done, total int)) (library.Production, error) {
	return s.own.Publish(ctx, control.PublishRequest{Folder: folder, Channel: string(channel)}, progress)
}

// Hold implements studio.Backend.
func (s studioOf) Hold(ctx context.Context, id library.Token, hold bool) error {
	return s.own.HoldPublishing(ctx, id, hold)
}
