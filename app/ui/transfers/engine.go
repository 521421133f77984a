package transfers

import (
	"context"

	"matinee/library"
)

// Engine is what the screen needs. All calls are made off the main thread; they
// may take their time but must heed their context.
type Engine interface {
	Bundles(ctx context.Context) ([]library.Bundle, error)
	// Transfers gives snapshots with the reasons of the policy.
	Transfers() []library.Transfer
	Traffic() library.Traffic
	// Helped is how many people were helped by all bundles, 0 while unknown.
	Helped() int
	// Events delivers changes of state until ctx ends.
	Events(ctx context.Context) <-chan library.Event
	// Detail tells of a bundle's peers and pieces.
	Detail(id library.BundleID) (library.TransferDetail, error)
	// Add takes a magnet link, an infohash, an http(s) address or a path.
	Add(ctx context.Context, source string) (library.BundleID, error)
	SetPaused(ctx context.Context, id library.BundleID, paused bool) error
	SetAllPaused(ctx context.Context, paused bool) error
	SetPinned(ctx context.Context, id library.BundleID, pinned bool) error
	SetLimits(ctx context.Context, id library.BundleID, l library.Limits) error
	SetPriority(ctx context.Context, id library.BundleID, item int, p library.Priority) error
	Recheck(ctx context.Context, id library.BundleID) error
	// Move puts the files into another folder; until it succeeded the old place
	// stays valid.
	Move(ctx context.Context, id library.BundleID, folder string, progress func(done, total int64)) error
	Remove(ctx context.Context, id library.BundleID, withFiles bool) error
}

// Desk is what the screen asks of the window around it, on the main thread.
type Desk interface {
	// Play opens the watch screen; item -1 means the main one.
	Play(id library.BundleID, item int)
	// OpenFolder shows a folder in the system's file manager.
	OpenFolder(path string)
	// ShowFile shows a file there, selected.
	ShowFile(path string)
	// OpenOutside opens an item with another player; -1 means the main one.
	OpenOutside(id library.BundleID, item int)
	// Copy puts text on the clipboard.
	Copy(text string)
	// ChooseTorrent asks for a .torrent file and calls back with its path.
	ChooseTorrent(chosen func(path string))
	// ChooseFolder asks for a folder and calls back with its path.
	ChooseFolder(chosen func(path string))
}
