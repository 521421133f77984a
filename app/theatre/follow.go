package theatre

import (
	"context"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/player"
)

// changed follows the player, on its goroutine: work that may wait is done on
// one of the theatre's own.
func (t *Theatre) changed(c player.Change) {
	s := t.player.Status()
	if s.FirstFrame {
		t.mu.Lock()
		t.last = s
		t.mu.Unlock()
	}
	if c.Has(player.ChangedMedia) {
		t.advance(s.Media.ID)
	}
	if c.Has(player.ChangedLength) && s.Duration > 0 {
		t.learn(s)
		t.seekLate(s)
	}
	if c.Has(player.ChangedTime) && s.Duration > 0 && s.Duration-s.Position < preloadBefore {
		t.prepareNext()
	}
}

// advance notes that the player went on to what was made ready.
func (t *Theatre) advance(media string) {
	t.mu.Lock()
	followed := media != "" && media == t.ready && media != t.playing
	if !followed {
		t.mu.Unlock()
		return
	}
	now := Now{Bundle: t.current.Bundle, Creators: t.current.Creators, Names: t.current.Names, Item: t.current.Next, HasPrev: true}
	now.Next, now.HasNext = now.Bundle.Next(now.Item.Index)
	t.current, t.playing, t.ready = now, media, ""
	t.mu.Unlock()
}

// learn stores the duration the player found, once for each media.
func (t *Theatre) learn(s player.Status) {
	t.mu.Lock()
	fresh := s.Media.ID == t.playing && s.Media.ID != t.learned
	if fresh {
		t.learned = s.Media.ID
	}
	known := t.current.Item.Duration == s.Duration
	id, item := t.current.Bundle.ID, t.current.Item.Index
	t.mu.Unlock()
	if !fresh || known {
		return
	}
	t.work("note a duration", func(ctx context.Context) error {
		return t.house.Learned(ctx, id, item, s.Duration)
	})
}

// seekLate goes to the part of the length that was asked for before the length
// was known.
func (t *Theatre) seekLate(s player.Status) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.percent > 0 && s.Media.ID == t.playing {
		t.player.SeekPercent(t.percent)
		t.percent = 0
	}
}

// opening stands for the next item's Media.ID while it is being opened.
const opening = "opening"

// openAgain is how long to wait after the next item could not be opened.
const openAgain = 5 * time.Second

// prepareNext opens the next item and hands it to the player, once.
func (t *Theatre) prepareNext() {
	t.mu.Lock()
	next := t.current
	if t.ready != "" || t.stay || !next.HasNext || t.now().Before(t.again) {
		t.mu.Unlock()
		return
	}
	t.ready = opening
	playing := t.playing
	t.mu.Unlock()
	t.work("make the next item ready", func(ctx context.Context) error {
		media, err := t.open(ctx, control.OpenRequest{ID: next.Bundle.ID, Item: next.Next.Index})
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.playing != playing || t.ready != opening {
			return nil // another item plays by now
		}
		t.ready = ""
		if err != nil {
			t.again = t.now().Add(openAgain)
			return err
		}
		if !t.stay {
			t.ready = media.ID
			t.player.Preload(media)
		}
		return nil
	})
}

// open opens an item for the player.
func (t *Theatre) open(ctx context.Context, req control.OpenRequest) (player.Media, error) {
	o, err := t.house.Open(ctx, req)
	if err != nil {
		return player.Media{}, err
	}
	return t.media(ctx, o)
}

// progress saves how far an item was watched.
func (t *Theatre) progress(p player.Progress) {
	id, item, ok := splitID(p.Media.ID)
	if !ok || p.Duration <= 0 {
		return
	}
	pos := library.Position{Bundle: id, Item: item, At: p.Position, Duration: p.Duration, Updated: t.now().UTC()}
	if p.Ended {
		pos.At = p.Duration
	}
	// It must also be saved while the theatre closes.
	if err := t.house.SavePosition(context.WithoutCancel(t.ctx), pos); err != nil {
		t.log.Warn("save the position", "err", err)
	}
}

// work runs f on a goroutine that ends with the theatre.
func (t *Theatre) work(what string, f func(context.Context) error) {
	if t.ctx.Err() != nil {
		return
	}
	t.tasks.Go(func() {
		if err := f(t.ctx); err != nil && t.ctx.Err() == nil {
			t.log.Warn(what, "err", err)
		}
	})
}
