//go:build cgo

package app

import (
	"context"
	"strings"

	"matinee/app/control"
	"matinee/app/ui/studio"
	"matinee/library"
)

// Describe implements studio.Keys.
func (s studioOf) Describe(ctx context.Context, root library.Key, p studio.Profile) (studio.Channel, error) {
	profile := control.ChannelProfile{Name: p.Name, Description: p.Description, Domain: p.Domain, Mirrors: p.Mirrors}
	for _, l := range p.Languages {
		profile.Languages = append(profile.Languages, string(l))
	}
	return s.published(ctx, control.PublishChannelRequest{Name: string(root), Profile: &profile, Exact: true})
}

// Adopt implements studio.Keys.
func (s studioOf) Adopt(ctx context.Context, root library.Key) (studio.Channel, error) {
	return s.published(ctx, control.PublishChannelRequest{Name: string(root), Adopt: true})
}

// DropStore implements studio.Stores.
func (s studioOf) DropStore(ctx context.Context, root, store library.Key) (studio.Channel, error) {
	return s.published(ctx, control.PublishChannelRequest{Name: string(root), Drop: []library.Key{store}})
}

func (s studioOf) published(ctx context.Context, req control.PublishChannelRequest) (studio.Channel, error) {
	c, err := s.own.PublishChannel(ctx, req)
	return ownChannel(c), err
}

// RootKey implements studio.Keys.
func (s studioOf) RootKey(ctx context.Context, root library.Key, passphrase string) (string, error) {
	return s.own.RootKey(ctx, string(root), passphrase)
}

// SaveRoot implements studio.Keys.
func (s studioOf) SaveRoot(ctx context.Context, root library.Key, folder string) (string, error) {
	return s.own.CopyRoot(ctx, string(root), folder)
}

// rotation is a request that a root key signs: the key itself, or the passphrase of its
// file.
func rotation(root library.Key, secret string) control.RotateRequest {
	if strings.HasPrefix(strings.ToUpper(secret), "MATINEE-ROOT-") {
		return control.RotateRequest{Name: string(root), RootKey: secret}
	}
	return control.RotateRequest{Name: string(root), Passphrase: secret}
}

// Rotate implements studio.Keys.
func (s studioOf) Rotate(ctx context.Context, root library.Key, r studio.Rotation) (studio.Channel, error) {
	req := rotation(root, r.Secret)
	req.Stolen, req.Why = r.Stolen, r.Why
	c, err := s.own.RotateChannel(ctx, req)
	return ownChannel(c), err
}

// Move implements studio.Keys.
func (s studioOf) Move(ctx context.Context, root library.Key, secret, link string) (studio.Channel, error) {
	req := rotation(root, secret)
	req.MoveTo = link
	c, err := s.own.RotateChannel(ctx, req)
	return ownChannel(c), err
}

// Recover implements studio.Keys.
func (s studioOf) Recover(ctx context.Context, l studio.Lost) (studio.Channel, error) {
	c, err := s.own.RecoverChannel(ctx, control.RecoverRequest{Link: l.Link, RootKey: l.RootKey, Passphrase: l.Passphrase})
	return ownChannel(c), err
}

// Certify implements studio.Stores.
func (s studioOf) Certify(ctx context.Context, root library.Key, store studio.Store) ([]byte, studio.Channel, error) {
	raw, err := s.own.CertifyStore(ctx, control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: store.Key, Recipient: store.Recipient},
		Channel:   string(root), Name: store.Name, URL: store.URL, Until: store.Until, Unlisted: store.Unlisted,
	})
	if err != nil {
		return nil, studio.Channel{}, err
	}
	all, err := s.Channels(ctx)
	for _, c := range all {
		if c.Root == root {
			return raw, c, nil
		}
	}
	return raw, studio.Channel{}, err
}

// Consign implements studio.Stores.
func (s studioOf) Consign(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) (bool, []byte, error) {
	return s.own.ConsignTo(ctx, production, edition, store)
}

// TakeBack implements studio.Stores.
func (s studioOf) TakeBack(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) (bool, [][]byte, error) {
	return s.own.TakeBack(ctx, production, edition, store)
}

// Consignments implements studio.Stores.
func (s studioOf) Consignments(ctx context.Context, production library.Token) ([]studio.Consigned, error) {
	all, err := s.own.Consignments(ctx, production)
	list := make([]studio.Consigned, 0, len(all))
	for _, c := range all {
		list = append(list, studio.Consigned(c))
	}
	return list, err
}
