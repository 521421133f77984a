package follower

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"matinee/library"
	"matinee/sync/channel"
)

// A creator's program puts the items of its channels into the DHT again before the nodes
// forget them, after two hours. Where nobody could be reached it tries again soon, and
// then less and less often.
const (
	announceEvery = time.Hour
	retrySoonest  = 30 * time.Second
	retryLatest   = 10 * time.Minute
	lostEvery     = 30 * time.Second // how often it is looked whether a catalogue left its swarm
)

// announcements are how the world is told of one's own channels. That is no part of a
// publication, which stands when its file does: without a network it would wait for as
// long as nobody answers.
type announcements struct {
	wakeup chan struct{}
	mu     sync.Mutex
	all    map[library.Key]*announcing
}

// announcing is the telling of one channel.
type announcing struct {
	library.Announcement
	asked int           // grows with every publication
	told  int           // what was asked when the last try began
	fails int           // tries since somebody was reached
	done  chan struct{} // closed when a try of what is asked has ended
}

func newAnnouncements() *announcements {
	return &announcements{wakeup: make(chan struct{}, 1), all: map[library.Key]*announcing{}}
}

// of is the telling of a channel, which was asked for once if nobody did. The lock is held.
func (a *announcements) of(root library.Key) *announcing {
	one, ok := a.all[root]
	if !ok {
		one = &announcing{asked: 1, done: make(chan struct{}), Announcement: library.Announcement{State: library.AnnouncementWaiting}}
		a.all[root] = one
	}
	return one
}

// ask has a channel told of as it is now.
func (a *announcements) ask(root library.Key) {
	a.mu.Lock()
	one := a.of(root)
	if one.told == one.asked {
		one.done = make(chan struct{})
	}
	one.asked++
	one.State, one.Next = library.AnnouncementWaiting, time.Time{}
	a.mu.Unlock()
	select {
	case a.wakeup <- struct{}{}:
	default:
	}
}

// now is how far a channel was told of.
func (a *announcements) now(root library.Key) library.Announcement {
	a.mu.Lock()
	defer a.mu.Unlock()
	if one, ok := a.all[root]; ok {
		return one.Announcement
	}
	return library.Announcement{State: library.AnnouncementWaiting}
}

// begin tells whether a channel is due, and which asking is answered by telling it now.
func (a *announcements) begin(root library.Key, now time.Time, lost bool) (asked int, due bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(root)
	return one.asked, lost || one.told != one.asked || !now.Before(one.Next)
}

// end notes what a try came to.
func (a *announcements) end(root library.Key, asked int, now time.Time, nodes int, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.of(root)
	next := library.Announcement{State: library.AnnouncementReached, Nodes: nodes, At: now, Next: now.Add(announceEvery)}
	switch code := library.CodeOf(err); {
	case err == nil:
		one.fails = 0
	case code == library.CodeForked || code == library.CodeRolledBack:
		next.State, next.Nodes = library.AnnouncementRival, 0
	default:
		next.State, next.Nodes = library.AnnouncementNobody, 0
		next.Next = now.Add(min(retryLatest, retrySoonest<<min(one.fails, 10)))
		one.fails++
	}
	if one.asked != asked { // something newer waits to be told
		next.State, next.Next = library.AnnouncementWaiting, time.Time{}
		one.Announcement = next
		return
	}
	one.Announcement = next
	if one.told != asked {
		one.told = asked
		close(one.done)
	}
}

// wait is how long nothing is due.
func (a *announcements) wait(now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	wait := restMost
	for _, one := range a.all {
		wait = min(wait, lostEvery, one.Next.Sub(now))
	}
	return max(wait, time.Second)
}

// Announced waits until it was tried to tell the DHT of a channel as it was published
// last, and returns what came of it. Something must be at work: see Work.
func (f *Follower) Announced(ctx context.Context, name string) (OwnChannel, error) {
	o, err := f.own.find(name)
	if err != nil {
		return OwnChannel{}, err
	}
	f.announced.mu.Lock()
	done := f.announced.of(o.Root()).done
	f.announced.mu.Unlock()
	select {
	case <-done:
		return f.viewOwn(o), nil
	case <-ctx.Done():
		return OwnChannel{}, ctx.Err()
	}
}

// announceAll tells of one's own channels when it is due, until ctx ends.
func (f *Follower) announceAll(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-f.announced.wakeup:
		}
		timer.Reset(f.announceDue(ctx))
	}
}

// announceDue tells of the channels that are due, and returns how long none is.
func (f *Follower) announceDue(ctx context.Context) time.Duration {
	all, err := f.own.open()
	if err != nil {
		f.log.Warn("open one's own channels", "err", err)
	}
	lost := f.seeds.lost()
	for _, o := range all {
		asked, due := f.announced.begin(o.Root(), f.cfg.Now(), lost)
		if !due {
			continue
		}
		nodes, err := f.announce(ctx, o.Root())
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			f.log.Info("announce a channel", "root", o.Root(), "err", err)
		}
		f.announced.end(o.Root(), asked, f.cfg.Now(), nodes, err)
	}
	return f.announced.wait(f.cfg.Now())
}

// announce puts a channel's items into the DHT, as it is when its turn comes, and tells
// how many nodes took the pointer. Nothing waits for it meanwhile.
func (f *Follower) announce(ctx context.Context, root library.Key) (nodes int, err error) {
	items, err := f.seeded(ctx, root)
	if err != nil {
		return 0, fmt.Errorf("announce: %w", err)
	}
	taken, errs := make([]int, len(items)), make([]error, len(items))
	var puts sync.WaitGroup
	for i, item := range items {
		puts.Go(func() { taken[i], errs[i] = f.cfg.DHT.PutItem(ctx, item) })
	}
	puts.Wait()
	if err := errors.Join(errs...); err != nil {
		return 0, fmt.Errorf("announce: %w", err)
	}
	return taken[0], nil
}

// seeded sees to it that a channel's catalogue is seeded, and returns its items.
func (f *Follower) seeded(ctx context.Context, root library.Key) ([]library.Mutable, error) {
	f.own.mu.Lock()
	defer f.own.mu.Unlock()
	o, err := f.own.find(string(root))
	if err == nil {
		err = f.seed(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	return o.Items()
}

// seed shares a channel's catalogue, and for a while those before it.
func (f *Follower) seed(ctx context.Context, o *channel.Own) error {
	made, err := o.Catalogue()
	if err != nil {
		return err
	}
	if !f.seeds.has(o.Root(), made.Infohash) {
		files, err := f.cfg.Swarm.Join(ctx, made.Infohash, made.Torrent, o.Folder)
		if err != nil {
			return err
		}
		f.seeds.keepOwn(o.Root(), made.Infohash, files)
	}
	f.seedReplaced(ctx, o)
	return nil
}

// seedReplaced shares what somebody may still be led to. Without it a channel stands all
// the same.
func (f *Follower) seedReplaced(ctx context.Context, o *channel.Own) {
	for _, id := range f.seeds.settle(o.Root(), o.Replaced(f.cfg.Now())) {
		made, err := o.ReplacedCatalogue(id)
		if err == nil {
			var files channel.Files
			if files, err = f.cfg.Swarm.Join(ctx, id, made.Torrent, o.Folder); err == nil {
				f.seeds.keepReplaced(o.Root(), id, files)
			}
		}
		if err != nil {
			f.log.Info("share an earlier catalogue", "catalogue", id, "err", err)
		}
	}
}
