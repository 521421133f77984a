package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anacrolix/torrent"

	"matinee/library"
)

// Content reads one item while it arrives: a Read waits for verified bytes, also
// while the bundle is paused or has no peer, until the context ends. Only bytes
// whose piece hash was checked are ever returned. It is for one goroutine.
type Content struct {
	e     *Engine
	en    *entry
	ctx   context.Context
	item  library.Item
	ahead atomic.Int64

	mu     sync.Mutex
	t      *torrent.Torrent
	r      torrent.Reader
	rahead int64 // what r was told
	pos    int64
	at     atomic.Int64 // pos, for who does not hold mu
	asked  atomic.Bool  // it was read from
	begun  time.Time
	opened bool
}

// Open begins reading an item at its start. The reader lives until Close or the
// end of ctx; the download does not depend on it.
func (e *Engine) Open(ctx context.Context, id library.BundleID, index int) (*Content, error) {
	c, err := e.newContent(ctx, id, index)
	if err == nil {
		e.refocus(c.en)
	}
	return c, err
}

// newContent makes a reader and enters it among the bundle's.
func (e *Engine) newContent(ctx context.Context, id library.BundleID, index int) (*Content, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	en, err := e.find(id)
	if err != nil {
		return nil, err
	}
	item, ok := en.bundle.Item(index)
	if !ok {
		return nil, library.Errorf(library.CodeItemNotFound, "%d", index)
	}
	c := &Content{e: e, en: en, ctx: ctx, item: item, opened: true, begun: e.cfg.Now()}
	c.ahead.Store(en.readAhead(index, e.choice.ReadAhead))
	en.reads[c] = struct{}{}
	return c, nil
}

// Size is the item's length in bytes.
func (c *Content) Size() int64 { return c.item.Length }

// Name is the item's path in the bundle.
func (c *Content) Name() string { return c.item.Path }

// ETag names this content: a torrent's bytes never change.
func (c *Content) ETag() string { return fmt.Sprintf(`"%s-%d"`, c.en.id, c.item.Index) }

// Seek sets the place of the next Read; it fetches nothing by itself.
func (c *Content) Seek(offset int64, whence int) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch whence {
	case io.SeekCurrent:
		offset += c.pos
	case io.SeekEnd:
		offset += c.item.Length
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek to %d: %w", offset, os.ErrInvalid)
	}
	c.pos = offset
	return offset, nil
}

// Read waits for verified bytes at the reading point. It fails only when the
// context ends, the content is closed or the bundle is removed.
func (c *Content) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c.asked.Store(true)
	for {
		n, changed, err := c.try(p)
		if n > 0 || err != nil {
			return n, err
		}
		select {
		case <-changed:
		case <-c.ctx.Done():
			return 0, c.ctx.Err()
		case <-c.e.ctx.Done():
			return 0, errClosed()
		}
	}
}

// try reads once. With no byte and no error it says what to wait for.
func (c *Content) try(p []byte) (n int, changed <-chan struct{}, err error) {
	c.e.mu.Lock()
	t, opened, changed := c.en.t, c.en.opened, c.en.changed
	known := c.e.entries[c.en.id] == c.en
	c.e.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.opened:
		return 0, nil, os.ErrClosed
	case !known:
		return 0, nil, library.Errorf(library.CodeNotFound, "%s", c.en.id)
	case c.pos >= c.item.Length:
		return 0, nil, io.EOF
	case t == nil || !opened:
		return 0, changed, nil
	}
	if err := c.reach(t); err != nil {
		return 0, nil, err
	}
	c.at.Store(c.pos)
	n, err = c.r.Read(p)
	c.pos += int64(n)
	c.at.Store(c.pos)
	if n > 0 || c.ctx.Err() != nil {
		return n, nil, c.ctx.Err()
	}
	return c.recover(changed, err)
}

// reach makes the client's reader stand where the next Read is.
func (c *Content) reach(t *torrent.Torrent) error {
	if c.t != t {
		c.dropReader()
		files := t.Files()
		if c.item.Index >= len(files) {
			return library.Errorf(library.CodeItemNotFound, "%d", c.item.Index)
		}
		c.t, c.r = t, files[c.item.Index].NewReader()
		c.r.SetContext(c.ctx)
		c.rahead = 0
	}
	if ahead := c.ahead.Load(); ahead != c.rahead {
		c.r.SetReadahead(ahead)
		c.rahead = ahead
	}
	_, err := c.r.Seek(c.pos, io.SeekStart)
	return err
}

// recover decides what an error of the client means: data that is not there
// yet, or files that were changed behind our back, in which case the pieces are
// fetched again and reading goes on. The player never sees either.
func (c *Content) recover(changed <-chan struct{}, err error) (int, <-chan struct{}, error) {
	piece := c.piece()
	c.dropReader()
	c.e.log.Debug("a read waits", "bundle", c.en.id, "item", c.item.Index, "offset", c.pos, "err", err)
	if !errors.Is(err, io.EOF) {
		c.e.suspect(c.en, piece)
	}
	return 0, changed, nil
}

func (c *Content) piece() int {
	if c.t == nil {
		return 0
	}
	return int((c.t.Files()[c.item.Index].Offset() + c.pos) / c.t.Info().PieceLength)
}

func (c *Content) dropReader() {
	if c.r != nil {
		if err := c.r.Close(); err != nil {
			c.e.log.Debug("close a reader", "err", err)
		}
	}
	c.r, c.t = nil, nil
}

// Close ends reading; it is safe to call twice.
func (c *Content) Close() error {
	c.e.mu.Lock()
	delete(c.en.reads, c)
	c.en.quiet = c.e.cfg.Now()
	c.e.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = false
	c.dropReader()
	return nil
}

// ItemPath is where an item lies on disk, and whether all of it is verified
// there, so that a player can open it as a file.
func (e *Engine) ItemPath(id library.BundleID, index int) (path string, complete bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	en, err := e.find(id)
	if err != nil {
		return "", false, err
	}
	for i, item := range en.bundle.Items {
		if item.Index != index {
			continue
		}
		path = filepath.Join(en.bundle.Folder, filepath.FromSlash(item.Path))
		done := e.itemsDone(en)[i].Done
		st, serr := os.Stat(path)
		return path, done >= item.Length && serr == nil && st.Size() == item.Length, nil
	}
	return "", false, library.Errorf(library.CodeItemNotFound, "%d", index)
}
