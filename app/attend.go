//go:build cgo

package app

import (
	"context"
	"sync"

	"matinee/app/control"
	"matinee/app/owner"
	"matinee/app/ui"
	"matinee/library"
)

// attendant does in the window what this start and others were given.
type attendant struct {
	own    *owner.Owner
	window ui.Remote
	stage  *stageOf
	around *desk
}

// attend works until ctx ends.
func (a *attendant) attend(ctx context.Context, start control.RaiseRequest, starts <-chan control.RaiseRequest) {
	var tasks sync.WaitGroup
	defer tasks.Wait()
	tasks.Go(func() { a.followProfile(ctx) })
	tasks.Go(func() { a.followSettings(ctx) })
	tasks.Go(func() { a.around.tellNews(ctx) })
	for {
		for _, source := range start.Sources {
			a.window.Add(source)
		}
		if play := start.Play; play != nil {
			tasks.Go(func() { a.play(ctx, *play) })
		}
		select {
		case <-ctx.Done():
			return
		case start = <-starts:
			if !start.Hidden {
				a.window.Show()
			}
		}
	}
}

// followProfile stops what plays when another profile is in use: it may not be
// allowed to see it, and has not begun it.
func (a *attendant) followProfile(ctx context.Context) {
	shelf := a.own.Curator()
	events := shelf.Events(ctx)
	for last := shelf.CurrentProfile(); ; {
		if _, ok := <-events; !ok {
			return
		}
		now := shelf.CurrentProfile()
		if now.ID != last.ID || now.Limit != last.Limit {
			a.stage.Stop()
		}
		last = now
	}
}

// followSettings has player and window do what the settings say, also when a
// command of another process changed them.
func (a *attendant) followSettings(ctx context.Context) {
	changed := a.own.WatchSettings(ctx)
	for {
		a.stage.Theatre.Player().Prefer(preferences(a.own.CurrentSettings()))
		a.window.Obey()
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// play shows an item as soon as the items of its bundle are known.
func (a *attendant) play(ctx context.Context, play control.PlayRequest) {
	if !a.awaitItems(ctx, play.ID) {
		return
	}
	a.window.Play(play.ID, play.Item, func() { a.stage.startAt(play) })
}

// awaitItems waits until a bundle's items are known; false means that they will
// not be.
func (a *attendant) awaitItems(ctx context.Context, id library.BundleID) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	events := a.own.Engine().Events(ctx)
	for {
		b, err := a.own.Bundle(id)
		if err != nil || b.HasInfo() {
			return err == nil
		}
		if _, ok := <-events; !ok {
			return false
		}
	}
}
