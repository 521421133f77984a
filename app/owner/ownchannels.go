package owner

import (
	"context"
	"fmt"

	"matinee/app/control"
	"matinee/app/follower"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// NewChannel implements control.Channels.
func (o *Owner) NewChannel(ctx context.Context, req control.NewChannelRequest) (control.NewChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.NewChannel{}, err
	}
	made, root, err := o.follow.NewChannel(ctx, follower.NewOwn{Profile: profileOf(req.ChannelProfile), Passphrase: req.Passphrase})
	if err != nil {
		return control.NewChannel{}, err
	}
	if req.To != "" { // it is made, and without its mirror, too
		if _, err := o.follow.Export(ctx, string(made.Root), req.To); err != nil {
			o.log.Warn("write the mirror of a new channel", "err", err)
		}
	}
	return control.NewChannel{OwnChannel: viewOwn(made), RootKey: root}, nil
}

func profileOf(p control.ChannelProfile) channel.Profile {
	out := channel.Profile{Name: p.Name, Description: p.Description, Domain: library.Domain(p.Domain)}
	for _, l := range p.Languages {
		out.Languages = append(out.Languages, library.Language(l))
	}
	for _, m := range p.Mirrors {
		out.Mirrors = append(out.Mirrors, library.WebURL(m))
	}
	return out
}

func viewOwn(c follower.OwnChannel) control.OwnChannel {
	out := control.OwnChannel{
		Root: c.Root, Link: c.Link, Name: c.Name, Seq: c.Seq, Bundles: c.Bundles, Folder: c.Folder, Announced: c.Announced, RootHere: c.RootHere,
		Profile: control.ChannelProfile{Name: c.Profile.Name, Description: c.Profile.Description, Domain: string(c.Profile.Domain)},
	}
	for _, l := range c.Profile.Languages {
		out.Profile.Languages = append(out.Profile.Languages, string(l))
	}
	for _, m := range c.Profile.Mirrors {
		out.Profile.Mirrors = append(out.Profile.Mirrors, string(m))
	}
	for _, s := range c.Stores {
		out.Stores = append(out.Stores, control.Certified{
			StoreKeys: control.StoreKeys{Key: s.Key, Recipient: s.Recipient}, Name: s.Name, URL: s.URL, From: s.From, Until: s.Until,
		})
	}
	return out
}

// OwnChannels implements control.Channels.
func (o *Owner) OwnChannels(ctx context.Context) ([]control.OwnChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	all, err := o.follow.OwnChannels(ctx)
	views := make([]control.OwnChannel, 0, len(all))
	for _, c := range all {
		views = append(views, viewOwn(c))
	}
	return views, err
}

// AwaitAnnounced implements control.Channels.
func (o *Owner) AwaitAnnounced(ctx context.Context, name string) (control.OwnChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.OwnChannel{}, err
	}
	c, err := o.follow.Announced(ctx, name)
	return viewOwn(c), err
}

// PublishChannel implements control.Channels.
func (o *Owner) PublishChannel(ctx context.Context, req control.PublishChannelRequest) (control.OwnChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.OwnChannel{}, err
	}
	p := follower.Publication{To: req.To, Adopt: req.Adopt, Why: req.Why, Drop: req.Drop}
	for _, w := range req.Withdraw {
		p.Withdraw = append(p.Withdraw, library.Token(w))
	}
	for _, r := range req.Recommend {
		p.Recommend = append(p.Recommend, format.Recommendation{Link: r.Link, Name: r.Name, Why: r.Why})
	}
	if req.Profile != nil {
		own, err := o.follow.Own(ctx, req.Name)
		if err != nil {
			return control.OwnChannel{}, err
		}
		profile := profileOf(*req.Profile)
		if !req.Exact {
			profile = merged(own.Channel().Doc, *req.Profile)
		}
		p.Profile = &profile
	}
	c, err := o.follow.Publish(ctx, req.Name, p)
	return viewOwn(c), err
}

// merged is a channel's profile with what a request names.
func merged(c format.Channel, p control.ChannelProfile) channel.Profile {
	out, now := profileOf(p), channel.Profile{Name: c.Name, Description: c.Description, Languages: c.Languages, Domain: c.Domain, Mirrors: c.Mirrors}
	if out.Name != "" {
		now.Name = out.Name
	}
	if out.Description != "" {
		now.Description = out.Description
	}
	if out.Domain != "" {
		now.Domain = out.Domain
	}
	if len(out.Languages) > 0 {
		now.Languages = out.Languages
	}
	if len(out.Mirrors) > 0 {
		now.Mirrors = out.Mirrors
	}
	return now
}

// ExportChannel implements control.Channels.
func (o *Owner) ExportChannel(ctx context.Context, name, to string) (control.OwnChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.OwnChannel{}, err
	}
	c, err := o.follow.Export(ctx, name, to)
	return viewOwn(c), err
}

// RotateChannel implements control.Channels.
func (o *Owner) RotateChannel(ctx context.Context, req control.RotateRequest) (control.OwnChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.OwnChannel{}, err
	}
	r := follower.Rotation{RootText: req.RootKey, Passphrase: req.Passphrase, Stolen: req.Stolen, Why: req.Why}
	var c follower.OwnChannel
	var err error
	if req.MoveTo != "" {
		c, err = o.follow.Move(ctx, req.Name, req.MoveTo, r)
	} else {
		c, err = o.follow.Rotate(ctx, req.Name, r)
	}
	if err == nil && req.To != "" {
		_, err = o.follow.Export(ctx, req.Name, req.To)
	}
	if err != nil {
		return control.OwnChannel{}, fmt.Errorf("rotate: %w", err)
	}
	return viewOwn(c), nil
}

// RootKey implements control.Channels.
func (o *Owner) RootKey(ctx context.Context, name, passphrase string) (string, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return "", err
	}
	return o.follow.RootText(ctx, name, passphrase)
}

// RecoverChannel implements control.Channels.
func (o *Owner) RecoverChannel(ctx context.Context, r control.RecoverRequest) (control.OwnChannel, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.OwnChannel{}, err
	}
	c, err := o.follow.Recover(ctx, follower.Lost{Link: r.Link, RootText: r.RootKey, Passphrase: r.Passphrase, LocalOK: r.LocalOK})
	if err != nil {
		return control.OwnChannel{}, err
	}
	return viewOwn(c), nil
}
