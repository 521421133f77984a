package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// times are the times that things may take.
type times struct {
	header, read, write, idle time.Duration
	shutdown                  time.Duration // for what runs when the end comes
	ready                     time.Duration // for the database to say that it is there
	work                      time.Duration // between looks for work at providers, which another process may have left
}

func usual() times {
	return times{
		header: 10 * time.Second, read: 30 * time.Second, write: time.Minute, idle: 2 * time.Minute,
		shutdown: 10 * time.Second, ready: 5 * time.Second, work: 2 * time.Second,
	}
}

// Serve answers on a listener, and works at providers, until ctx ends; requests that run
// then are finished, as far as they do not take too long.
func (s *Store) Serve(ctx context.Context, l net.Listener, log *slog.Logger) error {
	var work sync.WaitGroup
	working, rest := context.WithCancel(ctx)
	work.Go(func() { s.Run(working, log) })
	defer work.Wait()
	defer rest()
	handler, in := s.front(log)
	return s.serve(ctx, &http.Server{Handler: handler, TLSConfig: s.cfg.TLS, ReadHeaderTimeout: s.times.header}, in.Listen(l), log)
}

// ServeMetrics tells Prometheus what the store does. It is nobody else's business: the
// listener should be on loopback.
func (s *Store) ServeMetrics(ctx context.Context, l net.Listener, log *slog.Logger) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", &s.tally.meter)
	return s.serve(ctx, &http.Server{Handler: mux, ReadHeaderTimeout: s.times.header}, l, log)
}

// ServePlain answers by HTTP beside the store's HTTPS.
func (s *Store) ServePlain(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	return s.serve(ctx, &http.Server{Handler: h, ReadHeaderTimeout: s.times.header}, l, log)
}

func (s *Store) serve(ctx context.Context, server *http.Server, l net.Listener, log *slog.Logger) error {
	server.ReadTimeout, server.WriteTimeout, server.IdleTimeout = s.times.read, s.times.write, s.times.idle
	server.MaxHeaderBytes = 16 << 10
	server.ErrorLog = slog.NewLogLogger(quiet{log.Handler()}, slog.LevelDebug)
	ended := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.times.shutdown)
		defer cancel()
		err := server.Shutdown(ending)
		if errors.Is(err, context.DeadlineExceeded) { // who is that slow asks again
			log.Warn("requests that ran too long were cut off")
			err = server.Close()
		}
		ended <- err
	})
	var err error
	if server.TLSConfig != nil {
		err = server.ServeTLS(l, "", "")
	} else {
		err = server.Serve(l)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		stop()
		return fmt.Errorf("serve the store: %w", err)
	}
	return <-ended
}

// quiet drops what net/http logs of connections, because the addresses of who asks are in
// it.
type quiet struct{ slog.Handler }

func (quiet) Handle(context.Context, slog.Record) error { return nil }
func (quiet) Enabled(context.Context, slog.Level) bool  { return false }
