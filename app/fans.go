//go:build cgo

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"matinee/app/control"
	"matinee/app/owner"
	"matinee/app/ui/channels"
	"matinee/library"
	"matinee/library/format"
)

// channelsOf is the owner as the screens of channels see it.
type channelsOf struct{ *owner.Owner }

var _ channels.Backend = channelsOf{}

// Events tells what changes in the engine and on the shelves.
func (c channelsOf) Events(ctx context.Context) <-chan library.Event { return c.Changes(ctx) }

// UnfollowChannel implements channels.Backend.
func (c channelsOf) UnfollowChannel(ctx context.Context, root library.Key) error {
	return c.Unfollow(ctx, string(root))
}

// RefreshChannel implements channels.Backend.
func (c channelsOf) RefreshChannel(ctx context.Context, root library.Key) error {
	_, err := c.Refresh(ctx, string(root))
	return err
}

// SetChannelRules implements channels.Backend.
func (c channelsOf) SetChannelRules(ctx context.Context, root library.Key, notify bool, auto library.AutoDownload) error {
	_, err := c.SetRules(ctx, control.RulesRequest{
		Name: string(root), Notify: notify, Download: auto.On, MaxSize: auto.MaxSize, Edition: auto.Edition,
		Language: auto.Language, Night: auto.Night,
	})
	return err
}

// Access implements bundle.Backend.
func (c curatorOf) Access(ctx context.Context, id library.BundleID) (library.Access, error) {
	return c.own.Access(ctx, id)
}

// DeviceKey is to whom licenses for this computer are made.
func (c curatorOf) DeviceKey(ctx context.Context) (string, error) {
	key, err := c.own.DeviceRecipient(ctx)
	return string(key), err
}

// OpenLicense keeps a license that lies in a file.
func (c curatorOf) OpenLicense(ctx context.Context, path string) error {
	return openLicense(ctx, c.own, path)
}

// Complain implements complaint.Backend.
func (c curatorOf) Complain(ctx context.Context, root library.Key, bundle library.Token, why string) (library.Complaint, error) {
	return c.own.Complain(ctx, root, bundle, why)
}

// OpenLicense keeps a license that lies in a file.
func (c channelsOf) OpenLicense(ctx context.Context, path string) error {
	return openLicense(ctx, c.Owner, path)
}

// DeviceKey is to whom licenses for this computer are made.
func (c channelsOf) DeviceKey(ctx context.Context) (string, error) {
	key, err := c.DeviceRecipient(ctx)
	return string(key), err
}

func openLicense(ctx context.Context, own *owner.Owner, source string) error {
	data := []byte(source)
	var err error
	if !format.IsGift(data) {
		data, err = readDocument(source, max(format.MaxLicence, format.MaxGift))
	}
	if err == nil {
		_, err = own.BringLicence(ctx, data)
	}
	return err
}

// readDocument reads a file that is a document of at most so many bytes; of a longer one
// enough to see that.
func readDocument(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, library.Wrap(library.CodeBadDocument, err)
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, library.Wrap(library.CodeBadDocument, fmt.Errorf("read a document: %w", err))
	}
	return data, nil
}

// News are what followed channels listed last.
func (c curatorOf) News(ctx context.Context, most int) ([]library.Listed, error) {
	return c.own.News(ctx, most)
}

// ChannelPicture implements art.Sent.
func (c curatorOf) ChannelPicture(ctx context.Context, root library.Key, d library.Digest, shape library.Shape) (string, error) {
	return c.own.ChannelPicture(ctx, root, d, shape)
}
