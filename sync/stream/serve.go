package stream

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"matinee/library"
)

// bufferSize is how much is read from the content at once. Sealed items decrypt
// in chunks of 64 KiB and cache one, so less would open chunks twice.
const bufferSize = 256 << 10

// buffers are shared by the requests of all servers: bytes only, no state.
type buffers struct{ pool sync.Pool }

func (b *buffers) get() *[]byte {
	if buf, ok := b.pool.Get().(*[]byte); ok {
		return buf
	}
	buf := make([]byte, bufferSize)
	return &buf
}

func (b *buffers) put(buf *[]byte) { b.pool.Put(buf) }

// ServeHTTP answers one request. It is exported for the http package only.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	if status := s.guard(r); status != 0 {
		refuse(w, status)
		return
	}
	k, ok := s.parse(r.URL.EscapedPath())
	if !ok {
		refuse(w, http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	if r.ContentLength != 0 {
		// A body left unread would hide the client's leaving from us.
		w.Header().Set("Connection", "close")
		refuse(w, http.StatusBadRequest)
		return
	}
	s.serve(w, r, k)
}

// refuse answers with nothing but a status.
func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(status)
}

// serve answers a request that may be answered.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, k key) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	in := &reader{key: k, since: time.Now(), cancel: cancel, source: &source{
		grace: s.config.Grace,
		open:  func(ctx context.Context) (Content, error) { return s.opener.Open(ctx, k.bundle, k.item) },
	}}
	defer in.source.close()
	if r.Method == http.MethodGet {
		s.active.enter(in, s.config.PerItem)
		defer s.active.leave(in)
	}
	known, err := in.source.learn(ctx)
	if err != nil {
		s.fail(ctx, w, err)
		return
	}
	what := decide(r.Header, known.size, known.etag)
	describe(w.Header(), known, what)
	w.WriteHeader(what.status)
	if r.Method == http.MethodGet && what.status < http.StatusMultipleChoices {
		s.send(ctx, w, in, what.span)
	}
}

// fail answers when the item could not be opened.
func (s *Server) fail(ctx context.Context, w http.ResponseWriter, err error) {
	if ctx.Err() != nil {
		panic(http.ErrAbortHandler) // gone, cut off or closing: nobody to tell
	}
	s.config.Log.WarnContext(ctx, "stream: open failed", "err", err)
	refuse(w, http.StatusNotFound)
}

// describe sets the headers that depend on the item and the answer.
func describe(h http.Header, f facts, a answer) {
	h.Set("Accept-Ranges", "bytes")
	if f.etag != "" {
		h.Set("ETag", f.etag)
	}
	size := strconv.FormatInt(f.size, 10)
	switch a.status {
	case http.StatusPartialContent:
		h.Set("Content-Range", "bytes "+strconv.FormatInt(a.span.From, 10)+"-"+
			strconv.FormatInt(a.span.To-1, 10)+"/"+size)
	case http.StatusRequestedRangeNotSatisfiable:
		h.Set("Content-Range", "bytes */"+size)
	}
	if a.status != http.StatusNotModified {
		h.Set("Content-Type", mediaType(f.name))
		h.Set("Content-Length", strconv.FormatInt(a.span.To-a.span.From, 10))
	}
}

// send copies a span of the item to the client. It cuts the connection when the
// span could not be sent whole, so that no client takes the part for the whole.
func (s *Server) send(ctx context.Context, w http.ResponseWriter, in *reader, span library.Span) {
	rc := http.NewResponseController(w)
	stop := interrupt(ctx, rc)
	err := s.copy(ctx, w, rc, in, span)
	if interrupted := stop(); interrupted || err != nil {
		panic(http.ErrAbortHandler)
	}
}

// copy hands on every piece of the span as soon as it is there.
func (s *Server) copy(ctx context.Context, w http.ResponseWriter, rc *http.ResponseController, in *reader, span library.Span) error {
	// Headers first: the player closes its previous connection on seeing them.
	if err := rc.Flush(); err != nil {
		return err
	}
	buf := s.buffers.get()
	defer s.buffers.put(buf)
	for at := span.From; at < span.To; {
		in.offset.Store(at)
		s.config.OnRead(in.key.bundle, in.key.item, at)
		n, err := in.source.read(ctx, (*buf)[:min(bufferSize, span.To-at)], at)
		if err != nil {
			return err
		}
		if _, err := w.Write((*buf)[:n]); err != nil {
			return err
		}
		if err := rc.Flush(); err != nil {
			return err
		}
		at += int64(n)
		in.sent.Add(int64(n))
		in.offset.Store(at)
	}
	return nil
}

// interrupt makes a write that a quiet client blocks return when ctx ends. The
// caller must stop it before the handler returns; stop reports whether ctx ended
// first, after which the connection is of no use.
func interrupt(ctx context.Context, rc *http.ResponseController) (stop func() bool) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = rc.SetWriteDeadline(time.Unix(1, 0)) // fails on a closed connection only
	})
	return func() bool {
		if cancel() {
			return false
		}
		<-done
		return true
	}
}
