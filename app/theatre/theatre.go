// Package theatre brings items of the library into the player: it opens them
// where they were left, remembers how far they were watched, and has the next
// one ready before the present one ends. It must not know the engine, the
// database or any screen.
package theatre

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/ads"
	"matinee/player"
)

// House is what the theatre needs of the library.
type House interface {
	Open(ctx context.Context, req control.OpenRequest) (control.Opened, error)
	Bundle(id library.BundleID) (library.Bundle, error)
	// Creators are who made it, as far as that is known.
	Creators(id library.BundleID) string
	// Names are what people call its items, by index.
	Names(ctx context.Context, id library.BundleID) (library.ItemNames, error)
	SavePosition(ctx context.Context, p library.Position) error
	// Learned notes an item's duration, which the player found out.
	Learned(ctx context.Context, id library.BundleID, item int, duration time.Duration) error
	StreamStatus(id library.BundleID, item int, offset int64) (library.StreamStatus, error)
	// Programme is what interrupts an item; the zero one for what nothing does.
	Programme(ctx context.Context, id library.BundleID, item int) (ads.Programme, error)
	// Watched notes how far a spot was watched.
	Watched(ctx context.Context, w ads.Watched) error
}

// preloadBefore is how long before the end the next item is made ready: long
// enough for a slow swarm to bring its beginning.
const preloadBefore = 2 * time.Minute

// Now is what plays, and its neighbours.
type Now struct {
	Bundle   library.Bundle
	Creators string            // of the bundle
	Names    library.ItemNames // of its items, by index
	Item     library.Item
	Next     library.Item
	HasNext  bool
	HasPrev  bool
}

// Theatre plays items of a house on a player. Make one with New, end it with
// Close.
type Theatre struct {
	house  House
	player *player.Player
	log    *slog.Logger
	now    func() time.Time

	ctx    context.Context
	cancel context.CancelFunc
	tasks  sync.WaitGroup
	unsub  func()

	mu      sync.Mutex // held while the player is told, so that both agree on the order
	current Now
	last    player.Status // of what was shown last, also after it was closed
	playing string        // Media.ID of what plays
	stay    bool          // the next item must not start by itself
	ready   string        // Media.ID of the next item once it is being made ready
	again   time.Time     // when to try to make it ready again after that failed
	learned string        // Media.ID whose duration was noted
	percent float64       // where to go once the duration is known; 0 for nowhere
}

// Start is where to begin an item; the zero value is where it was left.
type Start struct {
	At      time.Duration
	Percent float64 // of the length, when At is 0
}

// New makes a theatre on a backend, which it owns. volume is in percent.
func New(house House, backend player.Backend, volume float64, log *slog.Logger) *Theatre {
	t := &Theatre{house: house, log: log, now: time.Now}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	t.player = player.New(backend, player.Options{OnProgress: t.progress, OnSpot: t.watched, Volume: volume, Now: t.now})
	t.unsub = t.player.Subscribe(t.changed)
	return t
}

// Close stops playing and ends the player; the last position is saved.
func (t *Theatre) Close(ctx context.Context) error {
	t.unsub()
	t.cancel()
	err := t.player.Close(ctx)
	t.tasks.Wait()
	return err
}

// Player is the player of this theatre.
func (t *Theatre) Player() *player.Player { return t.player }

// Now tells what plays. It is cheap.
func (t *Theatre) Now() Now {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current
}

// Play opens an item where it was left; an item below 0 means the main one.
func (t *Theatre) Play(ctx context.Context, id library.BundleID, item int) error {
	return t.PlayAt(ctx, id, item, Start{})
}

// PlayAt is Play with a place to start from.
func (t *Theatre) PlayAt(ctx context.Context, id library.BundleID, item int, from Start) error {
	opened, err := t.house.Open(ctx, control.OpenRequest{ID: id, Item: item})
	if err != nil {
		return err
	}
	now, err := t.describe(ctx, opened)
	if err != nil {
		return err
	}
	switch {
	case from.At > 0:
		opened.Resume, from.Percent = from.At, 0
	case from.Percent > 0 && now.Item.Duration > 0:
		opened.Resume = time.Duration(from.Percent / 100 * float64(now.Item.Duration))
		from.Percent = 0
	}
	media, err := t.media(ctx, opened)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current, t.playing, t.percent = now, media.ID, from.Percent
	t.stay, t.ready, t.again = false, "", time.Time{}
	t.player.Open(media)
	return nil
}

// Media is an opened item as the player wants it.
func Media(o control.Opened) player.Media {
	return player.Media{
		ID: mediaID(o), URL: o.URL, Title: o.Title, Start: o.Resume,
		Subtitles: o.Subtitles, Audio: o.Audio, Length: o.Length,
	}
}

func mediaID(o control.Opened) string { return fmt.Sprintf("%s/%d", o.ID, o.Item) }

func (t *Theatre) describe(ctx context.Context, o control.Opened) (Now, error) {
	b, err := t.house.Bundle(o.ID)
	if err != nil {
		return Now{}, err
	}
	names, err := t.house.Names(ctx, o.ID)
	if err != nil {
		return Now{}, err
	}
	n := Now{Bundle: b, Creators: t.house.Creators(o.ID), Names: names}
	n.Item, _ = b.Item(o.Item)
	n.Next, n.HasNext = b.Next(o.Item)
	_, n.HasPrev = previous(b, o.Item)
	return n, nil
}

// previous is the item before index in playing order.
func previous(b library.Bundle, index int) (library.Item, bool) {
	playable := b.Playable()
	for i := 1; i < len(playable); i++ {
		if playable[i].Index == index {
			return playable[i-1], true
		}
	}
	return library.Item{}, false
}

// Last is what the player told of what it showed last.
func (t *Theatre) Last() player.Status {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// Next goes to the item that follows.
func (t *Theatre) Next(ctx context.Context) error {
	n := t.Now()
	if !n.HasNext {
		return nil
	}
	return t.Play(ctx, n.Bundle.ID, n.Next.Index)
}

// Previous goes to the item before.
func (t *Theatre) Previous(ctx context.Context) error {
	n := t.Now()
	item, ok := previous(n.Bundle, n.Item.Index)
	if !ok {
		return nil
	}
	return t.Play(ctx, n.Bundle.ID, item.Index)
}

// StayAtEnd keeps the next item from starting by itself.
func (t *Theatre) StayAtEnd() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stay = true
	t.player.Preload(player.Media{})
}

// Stop closes what plays; its download goes on.
func (t *Theatre) Stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current, t.playing, t.ready, t.percent = Now{}, "", "", 0
	t.player.Stop()
}

// StreamStatus tells what reading an item waits for.
func (t *Theatre) StreamStatus(id library.BundleID, item int, offset int64) library.StreamStatus {
	s, err := t.house.StreamStatus(id, item, offset)
	if err != nil {
		return library.StreamStatus{}
	}
	return s
}
