package stream

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"matinee/library"
)

// Bounds of the HTTP side.
const (
	headerTimeout = 10 * time.Second // for a request's header to arrive
	idleTimeout   = time.Minute      // between two requests of a connection
	maxHeader     = 16 << 10         // bytes of a request's header
	sendBuffer    = 256 << 10        // bytes the system may hold per connection
)

// Defaults of Config.
const (
	defaultPerItem = 8
	defaultGrace   = 250 * time.Millisecond
	retryFirst     = 50 * time.Millisecond
	retryMost      = time.Second
)

// Config holds what a Server may be told. The zero value is good.
type Config struct {
	// OnRead hears, before every read, the offset of the byte that is needed
	// next. It is called on the request's goroutine and must not block.
	OnRead func(bundle library.BundleID, item int, offset int64)
	// PerItem bounds the requests served at once for one item; the oldest is
	// cut off when one more arrives. 0 means 8.
	PerItem int
	// Grace is how long a request whose item was asked for again keeps away
	// from the engine. 0 means 250 ms.
	Grace time.Duration
	// Log receives what goes wrong; nil discards it.
	Log *slog.Logger
}

// Server is the loopback server. Make one with New, Start it, Close it.
type Server struct {
	opener  Opener
	config  Config
	token   string
	active  readers
	buffers buffers

	http     *http.Server
	listener net.Listener
	port     string
	cancel   context.CancelFunc
	served   chan error
}

// New makes a server that reads from opener. It does not listen yet.
func New(opener Opener, config Config) *Server {
	if config.PerItem <= 0 {
		config.PerItem = defaultPerItem
	}
	if config.Grace <= 0 {
		config.Grace = defaultGrace
	}
	if config.OnRead == nil {
		config.OnRead = func(library.BundleID, int, int64) {}
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Server{opener: opener, config: config, token: newToken()}
}

// newToken draws 128 bits; rand.Read never fails.
func newToken() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}

// Start listens on a random port of 127.0.0.1 and serves until Close. When ctx
// ends every request ends too; Close is still needed.
func (s *Server) Start(ctx context.Context) error {
	if s.http != nil {
		return errors.New("start stream server: it was started before")
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start stream server: %w", err)
	}
	base, cancel := context.WithCancel(ctx)
	s.listener, s.cancel, s.served = ln, cancel, make(chan error, 1)
	s.port = strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
	s.http = &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnContext:       boundSendBuffer,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelWarn),
	}
	go func() { s.served <- s.http.Serve(ln) }()
	return nil
}

// boundSendBuffer keeps what the system holds for a paused player small, so that
// the offsets reported are those the player is at.
func boundSendBuffer(ctx context.Context, conn net.Conn) context.Context {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // the system's default serves too
	}
	return ctx
}

// Close ends every request, then the server. Requests that have not ended when
// ctx does are cut off.
func (s *Server) Close(ctx context.Context) error {
	if s.http == nil {
		return nil
	}
	s.cancel()
	err := s.http.Shutdown(ctx)
	if err != nil {
		_ = s.http.Close() // the deadline has passed: Shutdown's error says so
	}
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("close stream server: %w", err)
	}
	return nil
}

// Active lists the requests being served, in the order they came.
func (s *Server) Active() []Reader { return s.active.snapshot() }
