package studio

import (
	"context"
	"image"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// Channel is a channel whose key is here.
type Channel struct {
	Root    library.Key
	Name    string
	Link    string
	Bundles int

	Announced library.Announcement
	Profile   Profile
	Stores    []Store // that may sell what it publishes
	RootHere  bool    // its root key lies here, under a passphrase
}

// NewChannel says what a new channel is to be.
type NewChannel struct {
	Name       string
	Passphrase string // its root key is kept under it
	Copy       string // folder in which a copy of the root key's file is put; "" for none
}

// MadeChannel is a channel that was made.
type MadeChannel struct {
	Channel
	RootKey  string // told this once
	RootFile string // where the root key lies, under the passphrase
}

// Frame is what a film shows at a place; 0 stands for where it shows most.
type Frame struct {
	At      library.Interval
	Picture image.Image
}

// Backend is what the studio works with. A production is named by its number, a
// channel by its root. All calls are made off the main thread; they must heed their
// context.
type Backend interface {
	Channels(ctx context.Context) ([]Channel, error)
	NewChannel(ctx context.Context, c NewChannel) (MadeChannel, error)
	// Picture draws a link as a QR code.
	Picture(link string) (image.Image, error)

	Productions(ctx context.Context) ([]library.Production, error)
	Transfers() []library.Transfer

	// Draft returns the draft that is kept in a folder, or suggests one.
	Draft(ctx context.Context, folder string) (library.Draft, error)
	SaveDraft(ctx context.Context, folder string, d library.Draft) error
	// Drafts returns the drafts that nothing was made of yet, those that changed last
	// first; ForgetDraft takes one out of that list and leaves its file.
	Drafts(ctx context.Context) ([]library.KeptDraft, error)
	ForgetDraft(ctx context.Context, folder string) error
	// Frames tells frames of a film in a folder that may become a poster, as they are
	// found.
	Frames(ctx context.Context, folder, film string, tell func(Frame)) error
	// AddPicture has a picture at hand in a folder, and copies one from elsewhere; it
	// returns its file in there, and the picture small.
	AddPicture(ctx context.Context, folder, picture string) (file string, shown image.Image, err error)
	// CheckUp looks over a folder's draft and its files; progress counts items.
	CheckUp(ctx context.Context, folder string, channel library.Key, progress func(done, total int)) ([]library.Remark, error)
	// Publish makes the bundle of a folder's draft and lists it; progress counts bytes.
	// What was cut off goes on.
	Publish(ctx context.Context, folder string, channel library.Key, progress func(done, total int)) (library.Production, error)
	// DraftOf returns the draft that a production has its terms from.
	DraftOf(ctx context.Context, id library.Token) (library.Draft, error)
	// Revise gives a published bundle the terms of a draft's editions.
	Revise(ctx context.Context, id library.Token, d library.Draft) (library.Production, error)
	// Withdraw takes a bundle out of its channel.
	Withdraw(ctx context.Context, id library.Token, why string) (library.Production, error)
	// Licence makes a licence with one's own key and returns the document.
	Licence(ctx context.Context, l Licence) ([]byte, error)
	// Gifts makes gift codes with one's own key; Device, Kind and Early are not used.
	Gifts(ctx context.Context, l Licence, count int) ([]string, error)
	// CodeSheet makes a page of codes that are printed and cut.
	CodeSheet(ctx context.Context, s library.CodeSheet) ([]byte, error)
	Deals
	Keys
	Stores
	Accounts
	Sponsors
	// Hold has what is made right now wait, or go on.
	Hold(ctx context.Context, id library.Token, hold bool) error
}

// Page is a page on top of the screen.
type Page interface {
	fyne.CanvasObject
	SetVisible(on bool)
}

// Desk is what the studio asks of the window around it, on the main thread.
type Desk interface {
	// Push shows a page on top of what is shown; Back leaves it.
	Push(p Page)
	Back()
	// OpenBundle shows a bundle in the library.
	OpenBundle(id library.BundleID)
	// ChooseFolder asks for a folder and calls back with its path.
	ChooseFolder(chosen func(path string))
	// ChooseFile asks for a file and calls back with its path.
	ChooseFile(chosen func(path string))
	// SaveFile asks where a document goes, suggesting a name, and writes it.
	SaveFile(name string, document []byte)
	// OpenFolder shows a folder in the system's file manager.
	OpenFolder(path string)
	// Copy puts text on the clipboard.
	Copy(text string)
	// Tell shows a problem; nil takes the one before away.
	Tell(err error)
	// Focus gives a widget the keys, unless something lies over the page.
	Focus(o fyne.Focusable)
}
