package cli

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"matinee/app/control"
	"matinee/library"
)

type followCmd struct {
	Link  string `arg:"" help:"The channel's link."`
	Local bool   `help:"Allow mirrors in private networks."`
	Whole bool   `help:"Wait until all that it lists was read." default:"true" negatable:""`
}

// Run follows a channel.
func (c *followCmd) Run(r *run) error {
	var err error
	if c.Link, err = handedOver(c.Link); err != nil {
		return err
	}
	return r.with(func(s Session) error {
		got, err := s.Follow(r.ctx, control.FollowRequest{Link: c.Link, LocalOK: c.Local, Whole: c.Whole})
		if err != nil {
			return err
		}
		return r.print(got, func(w io.Writer) { describeChannel(w, got) })
	})
}

// channelArg names a followed channel.
type channelArg struct {
	Channel string `arg:"" help:"The channel's name, its link, or at least four digits of its root key."`
}

type unfollowCmd struct{ channelArg }

// Run follows a channel no longer.
func (c *unfollowCmd) Run(r *run) error {
	return r.quietly(func(s Session) error { return s.Unfollow(r.ctx, c.Channel) })
}

type refreshCmd struct {
	Channel string `arg:"" optional:"" help:"The channel; all without it."`
}

// Run looks for what is new.
func (c *refreshCmd) Run(r *run) error {
	return r.with(func(s Session) error {
		all, err := s.Refresh(r.ctx, c.Channel)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) { channelTable(w, all) })
	})
}

type channelsCmd struct {
	Channel string `arg:"" optional:"" help:"The channel whose bundles are listed."`
}

// Run lists channels, or what one has.
func (c *channelsCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		if c.Channel != "" {
			one, err := s.Listed(r.ctx, c.Channel)
			if err != nil {
				return err
			}
			return r.print(one, func(w io.Writer) { describeChannel(w, one) })
		}
		all, err := s.Following(r.ctx)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) { channelTable(w, all) })
	})
}

func channelTable(w io.Writer, all []control.Channel) {
	if len(all) == 0 {
		fmt.Fprintln(w, "No channel is followed. Follow one with matinee follow LINK.")
		return
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "ROOT\tBUNDLES\tISSUED\tDOMAIN\tNAME")
	for _, c := range all {
		fmt.Fprintf(t, "%.8s\t%d\t%s\t%s\t%s\n", c.Root, c.Bundles, dayOf(c.Issued), domainOf(c), printable(c.Name))
	}
	if err := t.Flush(); err != nil {
		fmt.Fprintln(w, err)
	}
	for _, c := range all {
		if c.Warning != "" {
			fmt.Fprintf(w, "%s: %s\n", printable(c.Name), printable(c.Warning))
		}
	}
}

func describeChannel(w io.Writer, c control.Channel) {
	fmt.Fprintf(w, "%s  %s\n", printable(c.Name), domainOf(c))
	if c.MovedTo != "" {
		fmt.Fprintf(w, "It goes on at %s\n", c.MovedTo)
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, l := range c.Listed {
		size := ""
		if l.Read {
			size = library.Bytes(l.Length)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", l.Infohash[:8], size, printable(l.Name), printable(l.Creators))
	}
	if err := t.Flush(); err != nil {
		fmt.Fprintln(w, err)
	}
	if c.Warning != "" {
		fmt.Fprintln(w, printable(c.Warning))
	}
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format(time.DateOnly)
}

// domainOf shows the domain that names the channel as its own; one that does not is
// nobody's word.
func domainOf(c control.Channel) string {
	if c.Domain == "" || !c.Verified {
		return ""
	}
	return "✓ " + c.Domain
}

type rulesCmd struct {
	channelArg
	Notify   bool   `help:"Tell of new bundles." default:"true" negatable:""`
	Download bool   `help:"Download new bundles."`
	MaxSize  string `help:"Only those of up to this size, for example 5GB." placeholder:"SIZE"`
	Edition  string `help:"Only the items of this edition."`
	Language string `help:"Only those in this language."`
	Night    bool   `help:"At night only."`
}

// Run sets the rules of a channel.
func (c *rulesCmd) Run(r *run) error {
	var most library.Settings // reads sizes as people write them
	if c.MaxSize != "" {
		if err := most.Set("disk.quota", c.MaxSize); err != nil {
			return usageError{"--max-size: " + library.Explain(err).Detail}
		}
	}
	return r.quietly(func(s Session) error {
		got, err := s.SetRules(r.ctx, control.RulesRequest{
			Name: c.Channel, Notify: c.Notify, Download: c.Download, MaxSize: most.DiskQuota,
			Edition: library.EditionID(c.Edition), Language: library.Language(c.Language), Night: c.Night,
		})
		if err != nil {
			return err
		}
		return r.print(got.Rules, func(io.Writer) {})
	})
}
