package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"matinee/library"
)

// Server answers the commands of other processes.
type Server struct {
	service  Service
	listener net.Listener
	tasks    sync.WaitGroup
	cancel   context.CancelFunc

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	ended bool
}

// Serve answers on l, which it owns from then on, until Close.
func Serve(ctx context.Context, l net.Listener, service Service) *Server {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{service: service, listener: l, cancel: cancel, conns: map[net.Conn]struct{}{}}
	s.tasks.Go(func() { s.accept(ctx) })
	return s
}

// Close stops answering and waits for the commands under way to end.
func (s *Server) Close() error {
	s.cancel()
	err := s.listener.Close()
	s.mu.Lock()
	s.ended = true
	for c := range s.conns {
		err = errors.Join(err, c.Close())
	}
	s.mu.Unlock()
	s.tasks.Wait()
	return err
}

// acceptPause is how long to wait after a connection could not be taken.
const acceptPause = 100 * time.Millisecond

func (s *Server) accept(ctx context.Context) {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, for example: commands must work again after it
			select {
			case <-ctx.Done():
				return
			case <-time.After(acceptPause):
				continue
			}
		}
		s.mu.Lock()
		if s.ended {
			s.mu.Unlock()
			_ = conn.Close()
			return
		}
		s.conns[conn] = struct{}{}
		s.tasks.Go(func() { s.serve(ctx, conn) })
		s.mu.Unlock()
	}
}

func (s *Server) serve(ctx context.Context, conn net.Conn) {
	defer func() {
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
		_ = conn.Close() // closing twice is harmless
	}()
	r := bufio.NewReader(conn)
	for {
		var req request
		if err := readLine(r, maxLine, &req); err != nil {
			if errors.Is(err, errNonsense) {
				_ = writeLine(conn, response{Version: Version, Error: toFailure(err)}) // then it is hung up on
			}
			return
		}
		if err := writeLine(conn, s.answer(ctx, req, conn)); err != nil {
			return
		}
	}
}

func (s *Server) answer(ctx context.Context, req request, conn io.Writer) response {
	res := response{Version: Version}
	if req.Version != Version {
		res.Error = toFailure(otherVersion(Version, req.Version))
		return res
	}
	result, err := s.do(ctx, req, conn)
	if err == nil {
		res.Result, err = json.Marshal(result)
	}
	if err != nil {
		res.Result, res.Error = nil, toFailure(err)
	}
	return res
}

// do carries out one command.
func (s *Server) do(ctx context.Context, req request, conn io.Writer) (any, error) {
	switch req.Do {
	case "add":
		return call(req, func(a AddRequest) (any, error) { return s.service.Add(ctx, a) })
	case "list":
		return s.service.List(ctx)
	case "get":
		return call(req, func(a idArgs) (any, error) { return s.service.Get(ctx, a.ID) })
	case "pause":
		return call(req, func(a pauseArgs) (any, error) { return nil, s.service.SetPaused(ctx, a.ID, a.Paused) })
	case "recheck":
		return call(req, func(a idArgs) (any, error) { return nil, s.service.Recheck(ctx, library.BundleID(a.ID)) })
	case "remove":
		return call(req, func(a removeArgs) (any, error) { return nil, s.service.Remove(ctx, a.ID, a.Files) })
	case "import":
		return call(req, func(a importArgs) (any, error) {
			return reporting(ctx, conn, func(ctx context.Context, tell func(done, total int)) (Imported, error) {
				return s.service.Import(ctx, a.Folder, tell)
			})
		})
	case "settings":
		return s.service.Settings(ctx)
	case "set":
		return call(req, func(a settingArgs) (any, error) { return nil, s.service.SetSetting(ctx, a.Key, a.Value) })
	case "open":
		return call(req, func(a OpenRequest) (any, error) { return s.service.Open(ctx, a) })
	case "position":
		return call(req, func(a library.Position) (any, error) { return nil, s.service.SavePosition(ctx, a) })
	case "raise":
		return call(req, func(a RaiseRequest) (any, error) { return nil, s.service.Raise(ctx, a) })
	}
	if result, known, err := s.doChannels(ctx, req); known {
		return result, err
	}
	if result, known, err := s.doStudio(ctx, req, conn); known {
		return result, err
	}
	if result, known, err := s.doAdvertising(ctx, req); known {
		return result, err
	}
	if result, known, err := s.doBuying(ctx, req); known {
		return result, err
	}
	if result, known, err := s.doLicences(ctx, req, conn); known {
		return result, err
	}
	return nil, library.Errorf(library.CodeInternal, "unknown command %.40q", req.Do)
}

// progressEvery is how often a command that takes long tells of its progress.
const progressEvery = 100 * time.Millisecond

// reporting carries out a command that takes long and tells of its progress. When the
// one who asked is gone, it ends.
func reporting[R any](ctx context.Context, conn io.Writer, do func(ctx context.Context, tell func(done, total int)) (R, error)) (R, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var told time.Time
	return do(ctx, func(done, total int) {
		if time.Since(told) < progressEvery {
			return
		}
		told = time.Now()
		if err := writeLine(conn, response{Version: Version, Progress: &progress{done, total}}); err != nil {
			cancel()
		}
	})
}

// call decodes the arguments of a command for f.
func call[A any](req request, f func(A) (any, error)) (any, error) {
	var args A
	if err := json.Unmarshal(req.Args, &args); err != nil {
		return nil, library.Errorf(library.CodeInternal, "arguments of %s: %v", req.Do, err)
	}
	return f(args)
}
