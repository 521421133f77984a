package owner

import (
	"context"
	"path/filepath"

	"matinee/app/control"
	"matinee/app/follower"
	"matinee/app/studio"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
	"matinee/sync/publish"
	"matinee/sync/swarm"
)

// creating is what the studio works with.
func (o *Owner) creating() studio.Config {
	return studio.Config{
		Dir: filepath.Join(o.cfg.Dir, "studio"), Channels: ownChannels{o}, Engine: seeder{o}, Prober: o.cfg.Maker,
		Media: o.media, Room: o.roomFor, Logger: o.log, Now: o.cfg.Now,
	}
}

// ownChannels are the channels of one's own as the studio sees them.
type ownChannels struct{ own *Owner }

// Signer implements studio.Channels.
func (c ownChannels) Signer(ctx context.Context, name string) (publish.Signer, error) {
	return c.own.follow.Own(ctx, name)
}

// Publish implements studio.Channels.
func (c ownChannels) Publish(ctx context.Context, root library.Key, change studio.Change) error {
	p := follower.Publication{Withdraw: change.Withdraw, Why: change.Why}
	for _, b := range change.Bundles {
		p.Bundles = append(p.Bundles, channel.Bundle{
			Manifest: b.Manifest, Terms: b.Terms, Torrent: b.Torrent, Infohash: b.Infohash, Poster: b.Poster,
		})
	}
	for _, r := range change.Releases {
		p.Releases = append(p.Releases, r.Envelope)
		c.own.releasing(ctx, r)
	}
	_, err := c.own.follow.Publish(ctx, string(root), p)
	for _, b := range change.Bundles {
		c.own.herald.Changed(b.Infohash)
	}
	return err
}

// seeder shares what was published.
type seeder struct{ own *Owner }

// Seed implements studio.Engine.
func (s seeder) Seed(ctx context.Context, torrent []byte, folder string, made map[string]library.FileStamp) (library.BundleID, error) {
	id, err := s.own.engine.AddTorrent(ctx, torrent, swarm.AddOptions{Folder: folder, Hashed: made})
	if err == nil {
		s.own.govern(ctx)
	}
	return id, err
}

// roomFor refuses what does not fit into the media folder.
func (o *Owner) roomFor(bytes int64) error { return o.room(filepath.Join(o.media(), "new"), bytes) }

// Studio is the owner's studio.
func (o *Owner) Studio() *studio.Studio { return o.studio }

// creator is nil for who may publish: a profile without a limit, where media can be
// looked into.
func (o *Owner) creator() error {
	if err := o.shelf.Unlimited(); err != nil {
		return err
	}
	if o.cfg.Maker == nil {
		return library.Errorf(library.CodeNoMediaTool, "ffprobe")
	}
	return nil
}

// Draft implements control.Studio.
func (o *Owner) Draft(ctx context.Context, folder string) (library.Draft, error) {
	if err := o.creator(); err != nil {
		return library.Draft{}, err
	}
	d, err := o.studio.Draft(ctx, folder)
	if err != nil {
		return library.Draft{}, err
	}
	return *d, nil
}

// DraftOf implements control.Studio.
func (o *Owner) DraftOf(_ context.Context, name string) (library.Draft, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return library.Draft{}, err
	}
	d, err := o.studio.DraftOf(name)
	if err != nil {
		return library.Draft{}, err
	}
	return *d, nil
}

// SaveDraft implements control.Studio.
func (o *Owner) SaveDraft(ctx context.Context, folder string, d library.Draft) error {
	if err := o.creator(); err != nil {
		return err
	}
	return o.studio.SaveDraft(ctx, folder, &d)
}

// Drafts returns the drafts that nothing was made of yet.
func (o *Owner) Drafts(ctx context.Context) ([]library.KeptDraft, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.Drafts(ctx)
}

// ForgetDraft takes a draft out of the list; its file stays.
func (o *Owner) ForgetDraft(ctx context.Context, folder string) error {
	if err := o.shelf.Unlimited(); err != nil {
		return err
	}
	return o.studio.ForgetDraft(ctx, folder)
}

// Frames tells frames of a film that may become its bundle's poster.
func (o *Owner) Frames(ctx context.Context, folder, film string, tell func(at library.Interval, picture []byte)) error {
	if err := o.creator(); err != nil {
		return err
	}
	return o.studio.Frames(ctx, folder, film, tell)
}

// AddPicture has a picture of one's own at hand in the folder of a work.
func (o *Owner) AddPicture(ctx context.Context, folder, picture string) (file string, small []byte, err error) {
	if err := o.creator(); err != nil {
		return "", nil, err
	}
	return o.studio.AddPicture(ctx, folder, picture)
}

// CheckUp implements control.Studio.
func (o *Owner) CheckUp(ctx context.Context, req control.PublishRequest, progress func(done, total int)) ([]library.Remark, error) {
	if err := o.creator(); err != nil {
		return nil, err
	}
	return o.studio.CheckUp(ctx, req.Folder, req.Channel, progress)
}

// Publish implements control.Studio.
func (o *Owner) Publish(ctx context.Context, req control.PublishRequest, progress func(done, total int)) (library.Production, error) {
	if err := o.creator(); err != nil {
		return library.Production{}, err
	}
	return o.studio.Publish(ctx, req.Folder, req.Channel, func(p publish.Progress) { progress(int(p.Done), int(p.Total)) })
}

// HoldPublishing implements control.Studio.
func (o *Owner) HoldPublishing(_ context.Context, id library.Token, hold bool) error {
	return o.studio.SetPaused(id, hold)
}

// Productions implements control.Studio.
func (o *Owner) Productions(ctx context.Context) ([]library.Production, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.Productions(ctx)
}

// ReviseTerms implements control.Studio.
func (o *Owner) ReviseTerms(ctx context.Context, name string, d library.Draft) (library.Production, error) {
	if err := o.creator(); err != nil {
		return library.Production{}, err
	}
	p, err := o.studio.Revise(ctx, name, &d)
	o.remind()
	return p, err
}

// WithdrawBundle implements control.Studio.
func (o *Owner) WithdrawBundle(ctx context.Context, name, why string) (library.Production, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return library.Production{}, err
	}
	return o.studio.Withdraw(ctx, name, why)
}

// IssueLicence implements control.Studio.
func (o *Owner) IssueLicence(ctx context.Context, r control.LicenceRequest) ([]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.Licence(ctx, r.Name, grantOf(r))
}

func grantOf(r control.LicenceRequest) publish.Grant {
	return publish.Grant{Edition: r.Edition, Device: r.Device, Kind: r.Kind, Early: r.Early, Expires: r.Expires, Permits: r.Permits}
}

// IssueGifts implements control.Studio.
func (o *Owner) IssueGifts(ctx context.Context, r control.LicenceRequest, count int) ([]string, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	return o.studio.Gifts(ctx, r.Name, grantOf(r), count)
}

// OwnStore implements control.Studio.
func (o *Owner) OwnStore(context.Context) (control.StoreKeys, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return control.StoreKeys{}, err
	}
	s, err := o.studio.OwnStore()
	return control.StoreKeys{Key: s.Key, Recipient: s.Recipient}, err
}

// CertifyStore implements control.Studio.
func (o *Owner) CertifyStore(ctx context.Context, r control.CertifyRequest) ([]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	own, err := o.follow.Own(ctx, r.Channel)
	if err != nil {
		return nil, err
	}
	list := listingOf(own)
	if r.Unlisted {
		list = publish.Listing{}
	}
	raw, err := o.studio.Certify(ctx, string(own.Root()), format.Store{Name: r.Name, URL: r.URL, Key: r.Key, Recipient: r.Recipient}, list, r.Until)
	if err != nil {
		return nil, err
	}
	c, err := format.Read[format.StoreCertificate](raw)
	if err == nil { // followers see in the channel who may sell
		_, err = o.follow.Publish(ctx, string(c.Doc.Channel), follower.Publication{Stores: []format.Store{c.Doc.Store}})
	}
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// Consign implements control.Studio.
func (o *Owner) Consign(ctx context.Context, r control.ConsignRequest) ([][]byte, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return nil, err
	}
	if r.Back {
		store, err := studio.StoreIn(r.Store)
		if err != nil {
			return nil, err
		}
		return o.studio.TakeBack(ctx, r.Name, r.Edition, store)
	}
	raw, err := o.studio.Consign(ctx, r.Name, r.Edition, r.Store)
	return [][]byte{raw}, err
}
