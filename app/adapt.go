//go:build cgo

package app

import (
	"context"
	"net"
	"sync"

	"matinee/app/control"
	"matinee/app/owner"
	"matinee/app/theatre"
	"matinee/app/ui/settings"
	"matinee/app/ui/transfers"
	"matinee/app/ui/watch"
	"matinee/library"
	"matinee/player"
)

// stageOf is the theatre as the watch screen sees it.
type stageOf struct {
	*theatre.Theatre
	*projector

	mu   sync.Mutex
	next control.PlayRequest // where the next Play of its item starts
}

var _ watch.Theatre = (*stageOf)(nil)

func (s *stageOf) Now() watch.Now        { return watch.Now(s.Theatre.Now()) }
func (s *stageOf) Player() watch.Player  { return s.Theatre.Player() }
func (s *stageOf) Frames() player.Frames { return s.Theatre.Player().Frames() }

// startAt keeps where the next Play of an item starts.
func (s *stageOf) startAt(play control.PlayRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = play
}

// Play implements watch.Theatre.
func (s *stageOf) Play(ctx context.Context, id library.BundleID, item int) error {
	s.mu.Lock()
	next := s.next
	s.next = control.PlayRequest{}
	s.mu.Unlock()
	if next.ID != id || next.Item != item {
		return s.Theatre.Play(ctx, id, item)
	}
	return s.PlayAt(ctx, id, item, theatre.Start{At: next.At, Percent: next.Percent})
}

// transfersOf is the owner as the transfers screen sees it.
type transfersOf struct{ own *owner.Owner }

var _ transfers.Engine = transfersOf{}

func (s transfersOf) Bundles(context.Context) ([]library.Bundle, error) {
	return s.own.Curator().Shared(), nil
}
func (s transfersOf) Transfers() []library.Transfer { return s.own.Transfers() }
func (s transfersOf) Traffic() library.Traffic      { return s.own.Traffic() }

// Helped is how many distinct peers took at least 1 % of an item from here.
func (s transfersOf) Helped() int { return s.own.Engine().Helped() }

func (s transfersOf) Detail(id library.BundleID) (library.TransferDetail, error) {
	if !s.own.Curator().Sees(id) {
		return library.TransferDetail{}, library.Errorf(library.CodeNotFound, "%s", id)
	}
	return s.own.Engine().Detail(id)
}

// Events tells the notices of the start, too.
func (s transfersOf) Events(ctx context.Context) <-chan library.Event { return s.own.Events(ctx) }

func (s transfersOf) Add(ctx context.Context, source string) (library.BundleID, error) {
	return s.own.Add(ctx, control.AddRequest{Source: source})
}

func (s transfersOf) SetPaused(ctx context.Context, id library.BundleID, paused bool) error {
	return s.own.SetPaused(ctx, id, paused)
}

func (s transfersOf) SetAllPaused(ctx context.Context, paused bool) error {
	return s.own.SetAllPaused(ctx, paused)
}

func (s transfersOf) SetPinned(ctx context.Context, id library.BundleID, pinned bool) error {
	return s.own.Engine().Change(ctx, id, func(b *library.Bundle) { b.Pinned = pinned })
}

func (s transfersOf) SetLimits(ctx context.Context, id library.BundleID, l library.Limits) error {
	return s.own.Engine().SetLimits(ctx, id, l)
}

func (s transfersOf) Move(ctx context.Context, id library.BundleID, folder string, progress func(done, total int64)) error {
	return s.own.Engine().Move(ctx, id, folder, progress)
}

func (s transfersOf) Recheck(ctx context.Context, id library.BundleID) error {
	return s.own.Recheck(ctx, id)
}

func (s transfersOf) Remove(ctx context.Context, id library.BundleID, withFiles bool) error {
	return s.own.Remove(ctx, id, withFiles)
}

func (s transfersOf) SetPriority(ctx context.Context, id library.BundleID, item int, p library.Priority) error {
	return s.own.Engine().SetPriority(ctx, id, item, p)
}

// settingsOf is the owner's settings as the window sees them.
type settingsOf struct{ own *owner.Owner }

func (s settingsOf) Get(key string) (string, error) {
	all := s.own.CurrentSettings()
	return all.Get(key)
}

func (s settingsOf) Set(key, value string) error {
	return s.own.SetSetting(context.Background(), key, value)
}

// storeOf is the owner's settings as the settings screen sees them.
type storeOf struct{ own *owner.Owner }

var _ settings.Store = storeOf{}

func (s storeOf) Values() map[string]string {
	values, err := s.own.Settings(context.Background())
	if err != nil { // only a setting without a text form could do that
		return map[string]string{}
	}
	return values
}

func (s storeOf) Unusable() map[string]error { return s.own.UnusableSettings() }
func (s storeOf) MediaFolder() string        { return s.own.MediaFolder() }

func (s storeOf) Set(ctx context.Context, key, value string) error {
	return s.own.SetSetting(ctx, key, value)
}

func (s storeOf) SetProxy(ctx context.Context, form library.ProxyForm) error {
	value, err := form.Apply(s.own.CurrentSettings().Proxy)
	if err != nil {
		return err
	}
	return s.own.SetSetting(ctx, "net.proxy", value)
}

func (s storeOf) Interfaces() []string {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var names []string
	for _, i := range all {
		if i.Flags&net.FlagUp != 0 {
			names = append(names, i.Name)
		}
	}
	return names
}
