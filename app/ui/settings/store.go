package settings

import (
	"context"

	"matinee/library"
)

// Store is where settings are read and changed. All calls but the last two, which
// answer at once, are made off the main thread.
type Store interface {
	// Values tells every setting by its key, passwords left out.
	Values() map[string]string
	// Unusable tells, by key, of stored values that could not be used, so that
	// the default is in force.
	Unusable() map[string]error
	// Set changes a setting, at once where that can be.
	Set(ctx context.Context, key, value string) error
	// SetProxy changes the proxy without its password being read by anybody.
	SetProxy(ctx context.Context, form library.ProxyForm) error
	// MediaFolder is where bundles are kept now.
	MediaFolder() string
	// Interfaces names the machine's network interfaces.
	Interfaces() []string
}

// Desk is what the screen asks of the window around it, on the main thread.
type Desk interface {
	// ChooseFolder asks for a folder and calls back with its path.
	ChooseFolder(chosen func(path string))
	// ChooseFile asks for a file and calls back with its path.
	ChooseFile(chosen func(path string))
	// SaveFile asks where to keep a document.
	SaveFile(name string, document []byte)
	// OpenPage shows a page of a store in the system's browser.
	OpenPage(address string)
}
