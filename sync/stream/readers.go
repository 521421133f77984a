package stream

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"matinee/library"
)

// Reader is a snapshot of one request being served.
type Reader struct {
	Bundle library.BundleID
	Item   int
	Offset int64     // of the byte that is sent next
	Sent   int64     // bytes handed to the connection so far
	Since  time.Time // when the request came
}

// reader is one request being served.
type reader struct {
	key    key
	since  time.Time
	offset atomic.Int64
	sent   atomic.Int64
	cancel context.CancelFunc
	source *source
}

// readers are the requests being served, in the order they came.
type readers struct {
	mu   sync.Mutex
	list []*reader
}

// enter adds a request. The others of the same item let go of the engine before
// it returns, and the oldest are cut off when there are more than most.
func (rs *readers) enter(r *reader, most int) {
	for _, old := range rs.add(r, most) {
		old.source.yield()
	}
}

// add appends r, cuts off the oldest surplus and returns r's older siblings.
func (rs *readers) add(r *reader, most int) []*reader {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	var older []*reader
	for _, old := range rs.list {
		if old.key == r.key {
			older = append(older, old)
		}
	}
	for i := 0; i <= len(older)-most; i++ {
		older[i].cancel()
	}
	rs.list = append(rs.list, r)
	return older
}

func (rs *readers) leave(r *reader) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for i, other := range rs.list {
		if other == r {
			rs.list = append(rs.list[:i], rs.list[i+1:]...)
			return
		}
	}
}

func (rs *readers) snapshot() []Reader {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	out := make([]Reader, 0, len(rs.list))
	for _, r := range rs.list {
		out = append(out, Reader{
			Bundle: r.key.bundle, Item: r.key.item,
			Offset: r.offset.Load(), Sent: r.sent.Load(), Since: r.since,
		})
	}
	return out
}
