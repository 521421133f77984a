package bundle

import (
	"context"

	"fyne.io/fyne/v2"

	"matinee/app/ui/buying"
	"matinee/app/ui/complaint"
	"matinee/library"
)

// Backend is what the page needs to know of the library. All calls are made off
// the main thread; they must heed their context.
type Backend interface {
	Details(ctx context.Context, id library.BundleID) (library.Details, error)
	// Access is what the bundle's signed documents say, and what of it opens here; one
	// without them is not signed.
	Access(ctx context.Context, id library.BundleID) (library.Access, error)
	// OpenLicense keeps a license that lies in a file, or that is the text of a gift.
	OpenLicense(ctx context.Context, source string) error
	// DeviceKey is to whom licenses for this computer are made.
	DeviceKey(ctx context.Context) (string, error)
	complaint.Backend
	buying.Backend
	// SetWatched marks an item; -1 means all of them.
	SetWatched(ctx context.Context, id library.BundleID, item int, watched bool) error
	// Events delivers changes of state until ctx ends.
	Events(ctx context.Context) <-chan library.Event
}

// Engine tells of the bundle's traffic, off the main thread.
type Engine interface {
	Transfers() []library.Transfer
	// StreamStatus tells what reading an item at a byte offset waits for.
	StreamStatus(id library.BundleID, item int, offset int64) library.StreamStatus
}

// Desk is what the page asks of the window around it, on the main thread.
type Desk interface {
	// Play opens the watch screen on an item.
	Play(id library.BundleID, item int)
	// Back leaves the page.
	Back()
	// OpenFolder shows a folder in the system's file manager.
	OpenFolder(path string)
	// ShowFile shows a file there, selected.
	ShowFile(path string)
	// OpenOutside opens an item with another player.
	OpenOutside(id library.BundleID, item int)
	// OpenChannel shows the page of a followed channel.
	OpenChannel(root library.Key)
	// ChooseLicense asks for the file of a license, or the text of a gift.
	ChooseLicense(chosen func(source string))
	complaint.Desk
	buying.Desk
	// PlaySoon plays a bundle as soon as its items are known.
	PlaySoon(id library.BundleID)
	// Focus gives a widget the keys, unless something lies over the page.
	Focus(o fyne.Focusable)
}
