package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/app/qr"
	"matinee/library"
)

// channelCmd are the commands for channels of one's own.
type channelCmd struct {
	New       channelNewCmd       `cmd:"" help:"Make a channel."`
	List      channelListCmd      `cmd:"" help:"List the channels whose keys are here."`
	Link      channelLinkCmd      `cmd:"" help:"Show a channel's link, as a QR code too."`
	Publish   channelPublishCmd   `cmd:"" help:"Publish a channel anew, with changes or without."`
	Export    channelExportCmd    `cmd:"" help:"Write a channel's mirror into a folder for any web server."`
	Rotate    channelRotateCmd    `cmd:"" help:"Replace a channel's key, or move the channel."`
	Statement channelStatementCmd `cmd:"" help:"Recompute what stores took in for a channel, and what its parties are owed."`
	Sponsors  channelSponsorsCmd  `cmd:"" help:"Show whose advertisements stores have for a channel's bundles, and allow or refuse them."`
	Root      channelRootCmd      `cmd:"" help:"Show the root key that is kept here, to be printed."`
	Recover   channelRecoverCmd   `cmd:"" help:"Bring a channel back whose key was lost, by its root key."`
}

// profileArgs say what a channel is.
type profileArgs struct {
	Description string   `help:"What it is about."`
	Language    []string `help:"In which languages it is."`
	Domain      string   `help:"The web site whose /.well-known/matinee.json names it."`
	Mirror      []string `help:"Where its mirror will be found, as an https address."`
}

func (p profileArgs) profile(name string) control.ChannelProfile {
	return control.ChannelProfile{Name: name, Description: p.Description, Languages: p.Language, Domain: p.Domain, Mirrors: p.Mirror}
}

type channelNewCmd struct {
	Name string `arg:"" help:"Its name."`
	profileArgs
	Passphrase string `help:"Keep the root key here under a passphrase; - reads it from standard input." placeholder:"-"`
	To         string `help:"Write its mirror into this folder." placeholder:"DIR" type:"path"`
}

// Run makes a channel.
func (c *channelNewCmd) Run(r *run) error {
	pass, err := r.secret(c.Passphrase)
	if err != nil {
		return err
	}
	return r.with(func(s Session) error {
		made, err := s.NewChannel(r.ctx, control.NewChannelRequest{ChannelProfile: c.profile(c.Name), Passphrase: pass, To: c.To})
		if err != nil {
			return err
		}
		made.OwnChannel = r.announced(s, made.OwnChannel)
		return r.print(made, func(w io.Writer) {
			fmt.Fprintf(w, "%s\n\nIts root key, which is shown this once. Print it and keep it away from this machine: with it, and\nonly with it, a lost or stolen channel is won back.\n\n%s\n\n", made.Link, made.RootKey)
			describeAnnounced(w, made.Announced)
		})
	})
}

// secret reads a passphrase; typed on the command line it would be seen among the
// processes.
func (r *run) secret(from string) (string, error) {
	switch from {
	case "":
		return "", nil
	case "-":
		return r.value("-")
	}
	return "", usageError{"a secret is read from standard input: give - and type it there"}
}

type channelListCmd struct{}

// Run lists one's own channels.
func (c *channelListCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		all, err := s.OwnChannels(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) {
			for _, o := range all {
				fmt.Fprintf(w, "%.8s  %s, %d bundles, seq %d\n", o.Root, printable(o.Name), o.Bundles, o.Seq)
			}
		})
	})
}

// ownArg names a channel of one's own.
type ownArg struct {
	Channel string `arg:"" optional:"" help:"The channel's name, or at least four digits of its root key; needed when there are several."`
}

// ownIn finds the channel that was named.
func (a ownArg) ownIn(r *run, s Session) (control.OwnChannel, error) {
	all, err := s.OwnChannels(r.ctx)
	if err != nil {
		return control.OwnChannel{}, err
	}
	var found []control.OwnChannel
	for _, o := range all {
		if a.Channel == "" || o.Name == a.Channel || len(a.Channel) >= 4 && strings.HasPrefix(string(o.Root), a.Channel) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return control.OwnChannel{}, plainError{fmt.Sprintf("There are %d channels of your own of that name.", len(found))}
	}
	return found[0], nil
}

type channelLinkCmd struct {
	ownArg
	QR  bool   `name:"qr" help:"Show it as a QR code, too."`
	PNG string `name:"png" help:"Write the QR code into this file." placeholder:"FILE" type:"path"`
}

// Run shows a channel's link.
func (c *channelLinkCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		own, err := c.ownIn(r, s)
		if err != nil {
			return err
		}
		code, err := qr.Encode(own.Link)
		if err != nil {
			return err
		}
		if c.PNG != "" {
			image, err := code.PNG()
			if err == nil {
				err = os.WriteFile(c.PNG, image, 0o644)
			}
			if err != nil {
				return plainError{"The picture could not be written: " + err.Error() + "."}
			}
		}
		return r.print(own, func(w io.Writer) {
			fmt.Fprintln(w, own.Link)
			if c.QR {
				fmt.Fprint(w, code.Text())
			}
		})
	})
}

type channelPublishCmd struct {
	ownArg
	profileArgs
	Name      string   `help:"Its new name."`
	Withdraw  []string `help:"Take this bundle out, by its identifier." placeholder:"ID"`
	Why       string   `help:"Why it is taken out, or recommended."`
	Recommend []string `help:"Recommend another channel." placeholder:"NAME=LINK"`
	DropStore []string `help:"Let this store sell no longer, by its key." placeholder:"KEY"`
	Adopt     bool     `help:"Go on from what another program published with the same key."`
	To        string   `help:"Write its mirror into this folder." placeholder:"DIR" type:"path"`
}

// Run publishes a channel.
func (c *channelPublishCmd) Run(r *run) error {
	req := control.PublishChannelRequest{Withdraw: c.Withdraw, Why: c.Why, Adopt: c.Adopt, To: c.To}
	for _, key := range c.DropStore {
		if err := library.Key(key).Valid(); err != nil {
			return usageError{"the store's key " + err.Error()}
		}
		req.Drop = append(req.Drop, library.Key(key))
	}
	for _, text := range c.Recommend {
		name, link, ok := strings.Cut(text, "=")
		if !ok {
			return usageError{"--recommend takes NAME=LINK"}
		}
		req.Recommend = append(req.Recommend, control.Recommended{Name: name, Link: link, Why: c.Why})
	}
	profile := c.profile(c.Name)
	req.Profile = &profile
	return r.with(func(s Session) error {
		own, err := c.ownIn(r, s)
		if err != nil {
			return err
		}
		req.Name = string(own.Root)
		own, err = s.PublishChannel(r.ctx, req)
		if err != nil {
			return err
		}
		return r.printOwn(s, own)
	})
}

type channelExportCmd struct {
	To      string `arg:"" help:"The folder." type:"path"`
	Channel string `help:"The channel; needed when there are several."`
}

// Run writes a mirror.
func (c *channelExportCmd) Run(r *run) error {
	to, err := filepath.Abs(c.To)
	if err != nil {
		return err
	}
	return r.quietly(func(s Session) error {
		own, err := ownArg{c.Channel}.ownIn(r, s)
		if err == nil {
			own, err = s.ExportChannel(r.ctx, string(own.Root), to)
		}
		if err != nil {
			return err
		}
		return r.print(own, func(w io.Writer) { fmt.Fprintf(w, "%s, seq %d, is in %s\n", printable(own.Name), own.Seq, to) })
	})
}

type channelRotateCmd struct {
	ownArg
	Root       string `help:"The root key, as it was printed; - reads it from standard input." placeholder:"-"`
	Passphrase string `help:"Use the root key that is kept here; - reads its passphrase from standard input." placeholder:"-"`
	Stolen     string `help:"Since when the old key is in wrong hands, as 2026-01-31 or 2026-01-31T18:00:00Z." placeholder:"TIME"`
	Why        string `help:"What happened."`
	Move       string `help:"Do not replace the key, but tell that the channel goes on at this link." placeholder:"LINK"`
	To         string `help:"Write its mirror into this folder." placeholder:"DIR" type:"path"`
}

// Run replaces a channel's key.
func (c *channelRotateCmd) Run(r *run) error {
	if (c.Root == "") == (c.Passphrase == "") {
		return usageError{"give --root - or --passphrase -"}
	}
	stolen, err := parseDay(c.Stolen)
	if err != nil {
		return err
	}
	root, err := r.secret(c.Root)
	if err != nil {
		return err
	}
	pass, err := r.secret(c.Passphrase)
	if err != nil {
		return err
	}
	return r.with(func(s Session) error {
		own, err := c.ownIn(r, s)
		if err == nil {
			own, err = s.RotateChannel(r.ctx, control.RotateRequest{
				Name: string(own.Root), RootKey: root, Passphrase: pass, Stolen: stolen, Why: c.Why, MoveTo: c.Move, To: c.To,
			})
		}
		if err != nil {
			return err
		}
		return r.printOwn(s, own)
	})
}

func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usageError{"--stolen takes a day or a time, for example 2026-01-31"}
}
