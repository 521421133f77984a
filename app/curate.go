//go:build cgo

package app

import (
	"context"

	"matinee/app/curator"
	"matinee/app/owner"
	"matinee/app/ui"
	"matinee/library"
)

// curatorOf is the curator as the screens of the library see it: what it does not
// do by itself, because the engine has its part in it, goes through the owner.
type curatorOf struct {
	*curator.Curator
	own *owner.Owner
}

var _ ui.Curator = curatorOf{}

// Remove takes a bundle of either sort out of the library.
func (c curatorOf) Remove(ctx context.Context, id library.BundleID, withFiles bool) error {
	return c.own.Remove(ctx, id, withFiles)
}

// Events tells what changes in the engine, too: bundles come and go there.
func (c curatorOf) Events(ctx context.Context) <-chan library.Event { return c.own.Changes(ctx) }
