package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// sourceArgs name something to add.
type sourceArgs struct {
	Peer   []string `help:"Connect to this address straight away." placeholder:"HOST:PORT"`
	Folder string   `help:"Where the files lie or go." placeholder:"DIR" type:"path"`
	Local  bool     `help:"Allow trackers and webseeds in private networks."`
}

func (a sourceArgs) request(source string) control.AddRequest {
	return control.AddRequest{Source: absolute(source), Peers: a.Peer, Folder: a.Folder, LocalOK: a.Local}
}

// absolute makes a path independent of this process's directory, since another
// process may open it.
func absolute(source string) string {
	info, err := os.Stat(source)
	file := err == nil && info.Mode().IsRegular()
	if file || (strings.HasSuffix(source, ".torrent") && !strings.Contains(source, "://")) {
		if abs, err := filepath.Abs(source); err == nil {
			return abs
		}
	}
	return source
}

type addCmd struct {
	Source string `arg:"" help:"A .torrent file, magnet link, infohash, address of a .torrent, or a matinee: link. The link of a channel is followed."`
	sourceArgs
	Paused bool `help:"Do not start it."`
	Wait   bool `help:"Wait until everything wanted is here."`
}

// Run adds a bundle.
func (c *addCmd) Run(r *run) error {
	if c.Wait && c.Paused {
		return usageError{"--wait waits for ever with --paused"}
	}
	var err error
	if c.Source, err = handedOver(c.Source); err != nil {
		return err
	}
	if isChannel(c.Source) {
		return c.follow(r)
	}
	session := r.quietly
	if c.Wait {
		session = r.with
	}
	return session(func(s Session) error {
		req := c.request(c.Source)
		req.Paused = c.Paused
		id, err := s.Add(r.ctx, req)
		if err != nil {
			return err
		}
		b, err := s.Get(r.ctx, string(id))
		if err == nil && c.Wait && b.State == library.Paused { // it was in the library, paused
			err = s.SetPaused(r.ctx, id, false)
		}
		if err == nil && c.Wait {
			b, err = await(r.ctx, s, id, func(b control.Bundle) bool { return b.OnDisk && settled(b) })
		}
		if err != nil {
			return err
		}
		return r.print(b, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", b.ID, b.Title) })
	})
}

// settled reports whether a complete bundle has been told apart from one that is
// still being checked.
func settled(b control.Bundle) bool {
	return b.State == library.Seeding || b.State == library.Finished || b.State == library.Paused
}

// pollEvery is how often a command that waits looks again.
const pollEvery = 50 * time.Millisecond

// await polls a bundle until it is as wanted, or stopped by a problem: a script
// wants to know of that, though the bundle may go on by itself later.
func await(ctx context.Context, s Session, id library.BundleID, ok func(control.Bundle) bool) (control.Bundle, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		b, err := s.Get(ctx, string(id))
		if err != nil || ok(b) {
			return b, err
		}
		if b.State == library.Stopped {
			return b, &library.Error{Code: b.Code, Detail: b.Detail}
		}
		select {
		case <-ctx.Done():
			return b, ctx.Err()
		case <-tick.C:
		}
	}
}

type listCmd struct{}

// Run lists the bundles.
func (c *listCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		list, err := s.List(r.ctx)
		if err != nil {
			return err
		}
		return r.print(list, func(w io.Writer) { table(w, list) })
	})
}

func table(w io.Writer, list []control.Bundle) {
	if len(list) == 0 {
		fmt.Fprintln(w, "The library is empty. Add something with matinee add.")
		return
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tSTATE\tDONE\tDOWN\tUP\tPEERS\tTITLE")
	for _, b := range list {
		fmt.Fprintf(t, "%s\t%s\t%.0f %%\t%s/s\t%s/s\t%d\t%s\n", b.ID[:8], b.State, 100*b.Progress,
			library.Bytes(b.DownRate), library.Bytes(b.UpRate), b.Peers, b.Title)
	}
	if err := t.Flush(); err != nil {
		fmt.Fprintln(w, err)
	}
	for _, b := range list {
		if b.Problem != "" {
			fmt.Fprintf(w, "%s: %s\n", b.Title, b.Problem)
		}
	}
}

// idArgs name a bundle: its id, at least four digits of it, or its title.
type idArgs struct {
	ID string `arg:"" help:"The bundle's id, at least four digits of it, or its title."`
}

// on calls f with the bundle that was named, quietly.
func (a idArgs) on(r *run, f func(Session, library.BundleID) error) error {
	return a.in(r, r.quietly, f)
}

// in calls f with the bundle that was named, in one kind of session.
func (a idArgs) in(r *run, session func(func(Session) error) error, f func(Session, library.BundleID) error) error {
	return session(func(s Session) error {
		b, err := s.Get(r.ctx, strings.TrimSpace(a.ID))
		if err != nil {
			return err
		}
		return f(s, b.ID)
	})
}

type pauseCmd struct{ idArgs }

// Run pauses a bundle.
func (c *pauseCmd) Run(r *run) error {
	return c.on(r, func(s Session, id library.BundleID) error { return s.SetPaused(r.ctx, id, true) })
}

type resumeCmd struct{ idArgs }

// Run lets a bundle go on.
func (c *resumeCmd) Run(r *run) error {
	return c.on(r, func(s Session, id library.BundleID) error { return s.SetPaused(r.ctx, id, false) })
}

type recheckCmd struct {
	idArgs
	Wait bool `help:"Wait until it is checked." default:"true" negatable:""`
}

// Run hashes a bundle again. Without an owner to go on with it, the command
// itself must stay until it is done, and serve others meanwhile.
func (c *recheckCmd) Run(r *run) error {
	return c.in(r, r.with, func(s Session, id library.BundleID) error {
		if err := s.Recheck(r.ctx, id); err != nil || !c.Wait {
			return err
		}
		b, err := await(r.ctx, s, id, func(b control.Bundle) bool { return b.State != library.Checking })
		if err != nil {
			return err
		}
		return r.print(b, func(w io.Writer) {
			fmt.Fprintf(w, "%s of %s are here.\n", library.Bytes(b.Done), library.Bytes(b.Wanted))
		})
	})
}

type removeCmd struct {
	idArgs
	Files bool `help:"Delete its files too."`
}

// Run removes a bundle.
func (c *removeCmd) Run(r *run) error {
	return c.on(r, func(s Session, id library.BundleID) error { return s.Remove(r.ctx, id, c.Files) })
}
