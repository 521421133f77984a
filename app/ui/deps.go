package ui

import (
	"context"
	"sync"

	"matinee/app/ui/art"
	"matinee/app/ui/bundle"
	"matinee/app/ui/cards"
	"matinee/app/ui/channels"
	"matinee/app/ui/collection"
	"matinee/app/ui/home"
	"matinee/app/ui/news"
	"matinee/app/ui/settings"
	"matinee/app/ui/studio"
	"matinee/app/ui/transfers"
	"matinee/app/ui/trouble"
	"matinee/app/ui/watch"
	"matinee/app/ui/welcome"
	"matinee/library"
)

// Deps is what the window needs of the program.
type Deps struct {
	Transfers transfers.Engine
	Curator   Curator
	Channels  channels.Backend // nil: there is no screen of channels
	Theatre   watch.Theatre
	Settings  Settings
	Store     settings.Store // nil: there is no settings screen
	Backends  settings.Backends
	Studio    studio.Backend  // nil: there is no studio
	Messages  *news.Box       // nil: they are not listed
	Welcome   welcome.Backend // nil: nobody is greeted at the first start
	Trouble   trouble.Backend // nil: no fault is told, and no report made
	// Desktop may be nil: then closing the window ends the program.
	Desktop Desktop
	// Words is held while the language changes, by whoever puts texts together off
	// the main thread too; nil where nobody does.
	Words sync.Locker
	// Do runs a function on Fyne's main thread without waiting for it; nil
	// means fyne.Do. Tests hand in their own.
	Do func(func())
}

// Settings reads and stores settings by key, as library.Settings names them.
type Settings interface {
	Get(key string) (string, error)
	Set(key, value string) error
}

// Curator knows the library: what its screens show and do.
type Curator interface {
	home.Backend
	collection.Backend
	bundle.Backend
	cards.Backend
	art.Source
	// Import takes in a folder of media; progress hears of files done and found.
	Import(ctx context.Context, folder string, progress func(done, total int)) (library.Imported, error)
}

// Desktop is what the window asks of the desktop around it.
type Desktop interface {
	// HasTray reports whether a tray shows the program now.
	HasTray() bool
	// Notify shows a message of the desktop's own; it is called off the main
	// thread. An error means that nobody saw it.
	Notify(ctx context.Context, title, text string) error
	// Reveal selects a file in the file manager; it is called off the main thread. An error
	// means that nobody shows it.
	Reveal(ctx context.Context, path string) error
	// Launch has a folder or an address opened as the desktop does, off the main thread.
	Launch(ctx context.Context, what string) error
	// OpenOutside opens an item with another player, off the main thread.
	OpenOutside(ctx context.Context, id library.BundleID, item int) error
	// SetSeen is told, on the main thread, whether the window can be seen.
	SetSeen(on bool)
}
