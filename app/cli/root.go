package cli

import (
	"fmt"
	"io"

	"matinee/app/control"
)

type channelRootCmd struct {
	ownArg
	Passphrase string `help:"The passphrase of its file; - reads it from standard input." placeholder:"-" default:"-"`
}

// Run shows a root key.
func (c *channelRootCmd) Run(r *run) error {
	pass, err := r.secret(c.Passphrase)
	if err != nil {
		return err
	}
	return r.quietly(func(s Session) error {
		own, err := c.ownIn(r, s)
		if err != nil {
			return err
		}
		text, err := s.RootKey(r.ctx, string(own.Root), pass)
		if err != nil {
			return err
		}
		return r.print(text, func(w io.Writer) { fmt.Fprintln(w, text) })
	})
}

type channelRecoverCmd struct {
	Link  string `arg:"" help:"The channel's link."`
	Root  string `help:"The root key, as it was printed; - reads it from standard input." placeholder:"-" default:"-"`
	Local bool   `help:"Its mirrors may lie in private networks."`
}

// Run brings a channel back.
func (c *channelRecoverCmd) Run(r *run) error {
	root, err := r.secret(c.Root)
	if err != nil {
		return err
	}
	return r.with(func(s Session) error {
		own, err := s.RecoverChannel(r.ctx, control.RecoverRequest{Link: c.Link, RootKey: root, LocalOK: c.Local})
		if err != nil {
			return err
		}
		return r.printOwn(s, own)
	})
}
