package channel

import (
	"context"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// A pointer may lead to a catalogue that nobody has any more, since the channel was
// published again meanwhile. So the DHT is asked anew while a catalogue does not come,
// and what is newer is fetched beside it.
const (
	askAgainSoonest = 3 * time.Second
	maxAskAgain     = 4 // 3, 6, 12 and 24 s after one another
)

// fetching is a catalogue that is on its way.
type fetching struct {
	seq    int64
	cancel context.CancelFunc
	came   chan struct{} // closed when it has come, or will not
	given  bool          // given up, for what is newer
}

// after tells when some time has passed.
func (f *Finder) after(d time.Duration) <-chan time.Time {
	if f.After != nil {
		return f.After(d)
	}
	return time.After(d)
}

// askCatalogue fetches the channel out of the catalogue that a pointer leads to, once.
func (l *look) askCatalogue(ctx context.Context, from offer, id library.BundleID) {
	if l.catalogues[id] {
		return
	}
	l.catalogues[id] = true
	within, cancel := context.WithCancel(ctx)
	f := &fetching{seq: from.item.Item.Seq, cancel: cancel, came: make(chan struct{})}
	l.fetches[id] = f
	l.begin(func() offer {
		o := offer{from: fromDHT, kind: catalogueChannel, catalogue: id}
		o.files, o.err = l.finder.Swarm.Join(within, id, nil, l.sought.Folder)
		if o.err == nil {
			o.body, o.err = o.files.Read(within, channelFile, format.MaxChannel)
		}
		return o
	})
	l.askAgain(ctx, from.key, f, 0)
}

// askAgain looks for the pointer anew after a while, unless the catalogue has come then.
func (l *look) askAgain(ctx context.Context, key library.Key, f *fetching, times int) {
	if times == maxAskAgain {
		return
	}
	l.begin(func() offer {
		select {
		case <-l.finder.after(askAgainSoonest << times):
		case <-f.came:
			return offer{kind: nothing}
		case <-ctx.Done():
			return offer{kind: nothing}
		}
		found, err := l.finder.DHT.GetItem(ctx, key, l.sought.Link.Salt)
		if err != nil || !found.OK() {
			found = library.FoundMutable{} // what was found before counts
		}
		return offer{from: fromDHT, kind: pointerAgain, key: key, item: found, fetch: f, times: times + 1}
	})
}

// judgeAgain goes on to what is newer, and asks once more if nothing is.
func (l *look) judgeAgain(ctx context.Context, o offer) {
	if o.item.OK() && o.item.Item.Seq > o.fetch.seq {
		l.judgePointer(ctx, o)
		return
	}
	l.askAgain(ctx, o.key, o.fetch, o.times)
}

// fetched notes that a catalogue came or will not come, and tells whether it had been
// given up.
func (l *look) fetched(o offer) bool {
	f := l.fetches[o.catalogue]
	f.cancel()
	if f.given {
		o.close()
		return true
	}
	close(f.came)
	if o.err != nil {
		l.missed = max(l.missed, f.seq)
	}
	return false
}

// giveUpBefore ends the fetching of catalogues that are older than what is held.
func (l *look) giveUpBefore(seq int64) {
	for _, f := range l.fetches {
		if f.seq < seq && !f.given {
			f.given = true
			f.cancel()
			select {
			case <-f.came:
			default:
				close(f.came)
			}
		}
	}
}
