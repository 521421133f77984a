package control

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"sync"
	"time"

	"matinee/library"
)

// Client is a Service that another process owns. Its calls follow one another.
type Client struct {
	mu     sync.Mutex
	conn   net.Conn
	r      *bufio.Reader
	broken error // a call was cut off: what comes next would be its answer
}

var _ Service = (*Client)(nil)

// Dial reaches the owner listening on a Unix socket.
func Dial(ctx context.Context, path string) (*Client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, &library.Error{Code: library.CodeNotRunning, Err: err}
	}
	return Over(conn), nil
}

// Over speaks to an owner that was reached, and closes the connection in the end.
func Over(conn net.Conn) *Client { return &Client{conn: conn, r: bufio.NewReader(conn)} }

// Close ends the connection; the owner lives on.
func (c *Client) Close() error { return c.conn.Close() }

// ask sends a command and decodes its result into result, unless that is nil.
func (c *Client) ask(ctx context.Context, do string, args, result any) error {
	return c.follow(ctx, do, args, result, func(int, int) {})
}

// follow is ask for a command that tells of its progress.
func (c *Client) follow(ctx context.Context, do string, args, result any, tell func(done, total int)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	raw, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("%s: %w", do, err)
	}
	var res response
	err = writeLine(c.conn, request{Version: Version, Do: do, Args: raw})
	for err == nil {
		res = response{}
		err = readLine(c.r, maxLine, &res)
		if err != nil || res.Progress == nil {
			break
		}
		tell(res.Progress.Done, res.Progress.Total)
	}
	if err != nil {
		c.broken = &library.Error{Code: library.CodeNotRunning, Err: fmt.Errorf("%s: %w", do, err)}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return c.broken
	}
	return res.read(do, result)
}

// read takes the result of a command out of its answer, unless into is nil.
func (res response) read(do string, into any) error {
	switch {
	case res.Error != nil:
		return res.Error.err()
	case res.Version != Version:
		return otherVersion(res.Version, Version)
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(res.Result, into); err != nil {
		return library.Errorf(library.CodeInternal, "answer to %s: %v", do, err)
	}
	return nil
}

// Add implements Service.
func (c *Client) Add(ctx context.Context, req AddRequest) (id library.BundleID, err error) {
	err = c.ask(ctx, "add", req, &id)
	return id, err
}

// List implements Service.
func (c *Client) List(ctx context.Context) (list []Bundle, err error) {
	err = c.ask(ctx, "list", nil, &list)
	return list, err
}

// Get implements Service.
func (c *Client) Get(ctx context.Context, id string) (b Bundle, err error) {
	err = c.ask(ctx, "get", idArgs{id}, &b)
	return b, err
}

// SetPaused implements Service.
func (c *Client) SetPaused(ctx context.Context, id library.BundleID, paused bool) error {
	return c.ask(ctx, "pause", pauseArgs{id, paused}, nil)
}

// Recheck implements Service.
func (c *Client) Recheck(ctx context.Context, id library.BundleID) error {
	return c.ask(ctx, "recheck", idArgs{string(id)}, nil)
}

// Remove implements Service.
func (c *Client) Remove(ctx context.Context, id library.BundleID, withFiles bool) error {
	return c.ask(ctx, "remove", removeArgs{id, withFiles}, nil)
}

// Import implements Service.
func (c *Client) Import(ctx context.Context, folder string, progress func(done, total int)) (in Imported, err error) {
	err = c.follow(ctx, "import", importArgs{folder}, &in, progress)
	return in, err
}

// Settings implements Service.
func (c *Client) Settings(ctx context.Context) (all map[string]string, err error) {
	err = c.ask(ctx, "settings", nil, &all)
	return all, err
}

// SetSetting implements Service.
func (c *Client) SetSetting(ctx context.Context, key, value string) error {
	return c.ask(ctx, "set", settingArgs{key, value}, nil)
}

// Open implements Service.
func (c *Client) Open(ctx context.Context, req OpenRequest) (o Opened, err error) {
	err = c.ask(ctx, "open", req, &o)
	return o, err
}

// SavePosition implements Service.
func (c *Client) SavePosition(ctx context.Context, p library.Position) error {
	return c.ask(ctx, "position", p, nil)
}

// Raise implements Service.
func (c *Client) Raise(ctx context.Context, req RaiseRequest) error {
	return c.ask(ctx, "raise", req, nil)
}
