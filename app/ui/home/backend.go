package home

import (
	"context"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// Backend is what the screen needs to know. All calls are made off the main
// thread; they must heed their context.
type Backend interface {
	Shelf(ctx context.Context, q library.ShelfQuery) ([]library.Card, error)
	// Continue lists what was begun, last played first.
	Continue(ctx context.Context, limit int) ([]library.Card, error)
	Details(ctx context.Context, id library.BundleID) (library.Details, error)
	Search(ctx context.Context, text string, limit int) ([]library.Hit, error)
	// CurrentProfile is the one whose limit holds.
	CurrentProfile() library.Profile
	// Access is what a bundle's signed documents say, and what of it opens here.
	Access(ctx context.Context, id library.BundleID) (library.Access, error)
	// News are the bundles that followed channels listed last.
	News(ctx context.Context, most int) ([]library.Listed, error)
	// Events delivers changes of state until ctx ends.
	Events(ctx context.Context) <-chan library.Event
}

// Desk is what the screen asks of the window around it, on the main thread.
type Desk interface {
	// Play opens the watch screen; item -1 means the main one.
	Play(id library.BundleID, item int)
	// OpenBundle shows a bundle's page.
	OpenBundle(id library.BundleID)
	// OpenListed shows a bundle that a channel lists.
	OpenListed(l library.Listed)
	// ShowAdd asks what to add; ImportFolder which folder of media to take in.
	ShowAdd()
	ImportFolder()
	// Tell shows a problem; nil takes the one before away.
	Tell(err error)
	// Focus gives a widget the keys, unless something lies over the screen.
	Focus(o fyne.Focusable)
}
