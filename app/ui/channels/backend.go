package channels

import (
	"context"
	"image"

	"fyne.io/fyne/v2"

	"matinee/app/ui/buying"
	"matinee/app/ui/complaint"
	"matinee/library"
)

// Backend is what the screens need to know of channels. All calls are made off the main
// thread; they must heed their context.
type Backend interface {
	Follows(ctx context.Context) ([]library.Followed, error)
	ChannelPage(ctx context.Context, root library.Key) (library.ChannelPage, error)
	// Listing is one bundle that a channel lists.
	Listing(ctx context.Context, root library.Key, bundle library.Token) (library.Listed, error)
	// DiscoverListed searches what is known of channels; "" finds those that others
	// recommend.
	DiscoverListed(ctx context.Context, text string) (library.Found, error)

	// AddStore looks through a store's list from now on, by its address; local allows one in
	// a private network.
	AddStore(ctx context.Context, address string, local bool) (library.StoreList, error)
	ForgetStore(ctx context.Context, address library.WebURL) error

	// FollowLink follows a channel; local allows its mirrors in private networks.
	// library.CodeNobodyHasIt means that it is followed, and nobody has it now.
	FollowLink(ctx context.Context, link string, local bool) (library.Key, error)
	UnfollowChannel(ctx context.Context, root library.Key) error
	// RefreshChannel looks for a channel now; "" for all.
	RefreshChannel(ctx context.Context, root library.Key) error
	SetChannelRules(ctx context.Context, root library.Key, notify bool, auto library.AutoDownload) error
	// LookedAt tells that a person looked at a channel.
	LookedAt(ctx context.Context, root library.Key) error
	// DownloadListed adds a bundle, without what is only of other editions; "" takes
	// all.
	DownloadListed(ctx context.Context, root library.Key, bundle library.Token, edition library.EditionID) (library.BundleID, error)
	// OpenLicense keeps a license that lies in a file, or that is the text of a gift.
	OpenLicense(ctx context.Context, source string) error
	// DeviceKey is to whom licenses for this computer are made.
	DeviceKey(ctx context.Context) (string, error)
	complaint.Backend
	buying.Backend
	// Code is a link as a QR code.
	Code(link string) (image.Image, error)
	// Events delivers changes of state until ctx ends.
	Events(ctx context.Context) <-chan library.Event
}

// Desk is what the screens ask of the window around them, on the main thread.
type Desk interface {
	OpenChannel(root library.Key)
	// OpenListed shows a listed bundle: its page in the library if it is there.
	OpenListed(l library.Listed)
	OpenBundle(id library.BundleID)
	// PlaySoon plays a bundle as soon as its items are known.
	PlaySoon(id library.BundleID)
	// Back leaves the page on top.
	Back()
	// ChooseLicense asks for the file of a license, or the text of a gift.
	ChooseLicense(chosen func(source string))
	complaint.Desk
	buying.Desk
	// Focus gives a widget the keys, unless something lies over the screen.
	Focus(o fyne.Focusable)
}
