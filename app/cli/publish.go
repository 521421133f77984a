package cli

import (
	"fmt"
	"io"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// publishCmd decides about a folder's draft and publishes it.
type publishCmd struct {
	Folder string `arg:"" help:"The folder with the media; its draft is kept in it." type:"path"`
	aboutArgs
	offerArgs
	Channel string `help:"The channel, by its name or root key; needed when there are several." placeholder:"NAME"`
	Remux   bool   `help:"Move indexes that lie at the end of a file to its front; nothing is encoded anew."`
	Check   bool   `help:"Only look it over and say what is found."`
	NoCheck bool   `help:"Leave out the check-up, which reads every file once."`
}

// Run publishes a folder.
func (c *publishCmd) Run(r *run) error {
	if c.Check && c.NoCheck {
		return usageError{"--check looks it over and --no-check does not"}
	}
	req := control.PublishRequest{Folder: c.Folder, Channel: c.Channel}
	return r.quietly(func(s Session) error {
		d, err := s.Draft(r.ctx, c.Folder)
		if err == nil {
			err = c.decide(&d)
		}
		if err == nil {
			err = s.SaveDraft(r.ctx, c.Folder, d)
		}
		if err != nil {
			return err
		}
		if !c.NoCheck {
			remarks, err := c.look(r, s, req)
			if err != nil || c.Check {
				return err
			}
			if c.Remux {
				if err := c.mend(r, s, &d, remarks); err != nil {
					return err
				}
			}
		}
		return r.publish(s, req)
	})
}

// decide applies what was typed to the draft.
func (c *publishCmd) decide(d *library.Draft) error {
	if err := c.about(d); err != nil {
		return err
	}
	return c.offer(d)
}

// look checks a draft and tells what was found; it fails when something blocks.
func (c *publishCmd) look(r *run, s Session, req control.PublishRequest) ([]library.Remark, error) {
	p := &meter{w: r.io.Err}
	remarks, err := s.CheckUp(r.ctx, req, p.tell)
	p.end()
	if err != nil {
		return nil, err
	}
	blocks := 0
	for _, m := range remarks {
		if m.Blocks {
			blocks++
		}
	}
	if c.Check {
		return remarks, r.print(remarks, func(w io.Writer) { describeRemarks(w, remarks) })
	}
	describeRemarks(r.io.Err, remarks)
	if blocks > 0 {
		return nil, &library.Error{Code: library.CodeNotReady}
	}
	return remarks, nil
}

func describeRemarks(w io.Writer, remarks []library.Remark) {
	if len(remarks) == 0 {
		fmt.Fprintln(w, "Nothing was found that would spoil it.")
	}
	for _, m := range remarks {
		mark := "advice"
		if m.Blocks {
			mark = "must be"
		}
		fmt.Fprintf(w, "%-8s %s\n", mark, printable(m.Explain().String()))
	}
}

// mend has indexes moved to the front.
func (c *publishCmd) mend(r *run, s Session, d *library.Draft, remarks []library.Remark) error {
	for _, m := range remarks {
		if item := d.Item(m.Item); m.Code == library.RemarkIndex && item != nil {
			item.Front = true
		}
	}
	return s.SaveDraft(r.ctx, c.Folder, *d)
}

// publish makes a bundle and tells how far it is.
func (r *run) publish(s Session, req control.PublishRequest) error {
	p := &byteMeter{w: r.io.Err}
	made, err := s.Publish(r.ctx, req, p.tell)
	if err != nil {
		return err
	}
	return r.print(made, func(w io.Writer) {
		fmt.Fprintf(w, "%s  %s is published, in %s.\n", made.Bundle, printable(made.Title), printable(made.Folder))
	})
}

// byteMeter prints now and then how many bytes are done.
type byteMeter struct {
	w    io.Writer
	last time.Time
}

func (m *byteMeter) tell(done, total int) {
	if time.Since(m.last) < meterEvery {
		return
	}
	m.last = time.Now()
	fmt.Fprintf(m.w, "matinee: %s of %s\n", library.Bytes(int64(done)), library.Bytes(int64(total)))
}

// studioCmd are the commands about what one published.
type studioCmd struct {
	List   studioListCmd   `cmd:"" default:"1" help:"List what you published, or began to."`
	Pause  studioPauseCmd  `cmd:"" help:"Have what is being made wait."`
	Resume studioResumeCmd `cmd:"" help:"Let it go on."`
}

type studioListCmd struct{}

// Run lists productions.
func (c *studioListCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		all, err := s.Productions(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, p := range all {
				fmt.Fprintf(w, "%.8s  %-9s  %s", p.ID, p.State, printable(p.Title))
				if p.Total > 0 && p.State != library.ProductionPublished {
					fmt.Fprintf(w, ", %s of %s", library.Bytes(p.Done), library.Bytes(p.Total))
				}
				fmt.Fprintf(w, ", terms %d, %d licenses, with %d stores\n", p.Terms, p.Licences, p.Consigned)
			}
		})
	})
}

// productionArg names a production.
type productionArg struct {
	Name string `arg:"" help:"Its number or infohash, at least four digits of one, or its title."`
}

func (a productionArg) hold(r *run, hold bool) error {
	return r.quietly(func(s Session) error {
		all, err := s.Productions(r.ctx)
		if err != nil {
			return err
		}
		p, err := pick(all, a.Name)
		if err != nil {
			return err
		}
		return s.HoldPublishing(r.ctx, p.ID, hold)
	})
}

type studioPauseCmd struct{ productionArg }

// Run has a production wait.
func (c *studioPauseCmd) Run(r *run) error { return c.hold(r, true) }

type studioResumeCmd struct{ productionArg }

// Run lets a production go on.
func (c *studioResumeCmd) Run(r *run) error { return c.hold(r, false) }

// termsCmd gives a published bundle new terms: those it has, changed by what is typed.
type termsCmd struct {
	productionArg
	offerArgs
}

// Run changes terms.
func (c *termsCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		d, err := s.DraftOf(r.ctx, c.Name)
		if err == nil {
			err = c.offer(&d)
		}
		if err != nil {
			return err
		}
		p, err := s.ReviseTerms(r.ctx, c.Name, d)
		if err != nil {
			return err
		}
		return r.print(p, func(w io.Writer) { fmt.Fprintf(w, "%s has version %d of its terms.\n", printable(p.Title), p.Terms) })
	})
}

type withdrawCmd struct {
	productionArg
	Why string `help:"What followers are told."`
}

// Run withdraws a bundle.
func (c *withdrawCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		p, err := s.WithdrawBundle(r.ctx, c.Name, c.Why)
		if err != nil {
			return err
		}
		return r.print(p, func(w io.Writer) { fmt.Fprintf(w, "%s is withdrawn; who has it keeps it.\n", printable(p.Title)) })
	})
}
