package follower

import (
	"context"
	"slices"
	"sync"
	"time"

	"matinee/library"
	"matinee/sync/channel"
)

// restMost is the longest that Work sleeps: clocks are set, and downloads wait for the
// night.
const restMost = 10 * time.Minute

// lookMost bounds one look with all that it fetches: what is missing then comes with
// the next one.
const lookMost = 10 * time.Minute

// Work looks for channels as they fall due, at most two a minute, announces one's own,
// and downloads by their rules, until ctx ends.
func (f *Follower) Work(ctx context.Context) {
	var telling sync.WaitGroup
	telling.Go(func() { f.announceAll(ctx) })
	defer telling.Wait()
	f.recall(ctx)
	f.rejoin(ctx)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-f.wakeup:
		}
		timer.Reset(f.step(ctx))
	}
}

// step does what is due and tells when to look again.
func (f *Follower) step(ctx context.Context) time.Duration {
	now := f.cfg.Now()
	due, next, err := f.cfg.Store.DueChannels(ctx, now, 1)
	if err != nil {
		f.log.Warn("read which channels are due", "err", err)
		return restMost
	}
	for _, root := range due {
		within, cancel := context.WithTimeout(ctx, lookMost)
		err := f.look(within, root, whole)
		cancel()
		if err != nil && ctx.Err() == nil {
			f.log.Warn("look for a channel", "root", root, "err", err)
			f.later(ctx, root)
		}
	}
	if err := f.download(ctx); err != nil && ctx.Err() == nil {
		f.log.Warn("download by the rules of channels", "err", err)
	}
	wait := restMost
	switch {
	case len(due) > 0:
		wait = channel.LookPause
	case !next.IsZero():
		wait = min(restMost, max(next.Sub(now), time.Second))
	}
	return wait
}

// later keeps a channel that cannot be looked for from being tried over and over.
func (f *Follower) later(ctx context.Context, root library.Key) {
	err := f.cfg.Store.UpdateChannel(ctx, root, func(_ *library.Channel, h *library.HeldChannel) {
		h.Due = channel.NextLook(f.cfg.Now(), false, f.cfg.Random)
	})
	if err != nil && ctx.Err() == nil {
		f.log.Warn("put a channel off", "root", root, "err", err)
	}
}

// rejoin shares the catalogues again that changed last.
func (f *Follower) rejoin(ctx context.Context) {
	all, err := f.cfg.Store.Channels(ctx)
	if err != nil {
		f.log.Warn("read the channels", "err", err)
		return
	}
	for _, c := range newest(all, maxSeeds) {
		_, h, err := f.cfg.Store.Channel(ctx, c.Root)
		if err != nil || h.Catalogue == "" {
			continue
		}
		folder := f.folder(c.Root)
		raw := folder.Torrent(h.Catalogue)
		if raw == nil {
			continue // the next look joins it
		}
		files, err := f.cfg.Swarm.Join(ctx, h.Catalogue, raw, folder)
		if err != nil {
			f.log.Debug("join a catalogue again", "root", c.Root, "err", err)
			continue
		}
		f.seeds.keep(c.Root, h.Catalogue, files)
	}
}

// newest are the channels that changed last, the last one last.
func newest(all []library.Channel, most int) []library.Channel {
	slices.SortFunc(all, func(a, b library.Channel) int { return a.Issued.Compare(b.Issued) })
	return all[max(0, len(all)-most):]
}
