package follower

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Bounds of asking servers for the time.
const (
	dateWait = 10 * time.Second
	maxDates = 6 // servers, each of another site
)

// Hurry has a channel looked for at once by Work.
func (f *Follower) Hurry(ctx context.Context, root library.Key) {
	err := f.cfg.Store.UpdateChannel(ctx, root, func(_ *library.Channel, h *library.HeldChannel) { h.Due = time.Time{} })
	if err != nil {
		f.log.Warn("hurry a channel", "channel", root, "err", err)
		return
	}
	f.wake()
}

// Proven is the latest time that is proven, whatever this machine's clock says: when the
// channel was signed that is held, or, when that is before at, what two servers of
// different sites say. The zero time when nothing proves any.
func (f *Follower) Proven(ctx context.Context, root library.Key, at time.Time) time.Time {
	var signed time.Time
	var doc *format.Channel
	c, held, err := f.cfg.Store.Channel(ctx, root)
	if err == nil && held.Seq > 0 {
		if doc = documentOf(f.folder(root), root, held); doc != nil {
			signed = doc.Issued
		}
	}
	if f.cfg.Dates == nil || !signed.Before(at) {
		return signed
	}
	if said := f.twoSay(ctx, f.timekeepers(ctx, c, doc)); said.After(signed) {
		return said
	}
	return signed
}

// timekeepers are servers to ask for the time, one of each site: the channel's mirrors,
// stores and domain, and the mirrors of other channels.
func (f *Follower) timekeepers(ctx context.Context, c library.Channel, doc *format.Channel) (ask []string) {
	all := slices.Clone(c.Mirrors)
	if c.Domain != "" {
		all = append(all, library.WebURL("https://"+string(c.Domain)+"/"))
	}
	if doc != nil {
		for _, s := range doc.Stores {
			all = append(all, s.URL)
		}
	}
	if others, err := f.cfg.Store.Channels(ctx); err == nil {
		for _, o := range others {
			all = append(all, o.Mirrors...)
		}
	}
	seen := map[string]bool{}
	for _, address := range all {
		site, ok := siteOf(address)
		if ok && !seen[site] && len(ask) < maxDates {
			seen[site] = true
			ask = append(ask, string(address))
		}
	}
	return ask
}

// siteOf is the part of a host's name that its owner has registered, or less of it: hosts
// with the same are not independent. Only HTTPS shows who answers.
func siteOf(address library.WebURL) (string, bool) {
	u, err := url.Parse(string(address))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return "", false
	}
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), ".")
	return strings.Join(labels[max(0, len(labels)-2):], "."), true
}

// twoSay is the latest time that at least two of the servers say has come.
func (f *Follower) twoSay(ctx context.Context, ask []string) time.Time {
	if len(ask) < 2 {
		return time.Time{}
	}
	ctx, cancel := context.WithTimeout(ctx, dateWait)
	defer cancel()
	var mu sync.Mutex
	var said []time.Time
	var work sync.WaitGroup
	for _, address := range ask {
		work.Go(func() {
			at, err := f.cfg.Dates.WebDate(ctx, address)
			if err != nil {
				f.log.Debug("ask a server for the time", "err", err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			said = append(said, at)
		})
	}
	work.Wait()
	if len(said) < 2 {
		return time.Time{}
	}
	slices.SortFunc(said, func(a, b time.Time) int { return b.Compare(a) })
	return said[1]
}
