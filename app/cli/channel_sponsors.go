package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/library"
)

type channelSponsorsCmd struct {
	ownArg
	Refuse []string `help:"Have nothing of this sponsor played with your bundles." placeholder:"NAME"`
	Allow  []string `help:"Have this sponsor's advertisements played." placeholder:"NAME"`
	Named  bool     `help:"From now on, only sponsors that you allow by name." xor:"who"`
	Every  bool     `help:"From now on, every sponsor that you do not refuse." xor:"who"`
	Store  string   `help:"Say it to this store alone, by its key." placeholder:"KEY"`
}

// Run shows whose advertisements may play with a channel's bundles, and says what is to
// change of that.
func (c *channelSponsorsCmd) Run(r *run) error {
	req := control.SponsorsRequest{Store: library.Key(c.Store), Refuse: c.Refuse, Allow: c.Allow}
	if c.Named || c.Every {
		req.Named = &c.Named
	}
	return r.with(func(s Session) error {
		own, err := c.ownIn(r, s)
		if err != nil {
			return err
		}
		req.Channel = string(own.Root)
		all, err := s.Sponsors(r.ctx, req)
		if err != nil {
			return err
		}
		return r.print(all, func(w io.Writer) { describeSponsors(w, all) })
	})
}

func describeSponsors(w io.Writer, all []library.SponsorsAt) {
	if len(all) == 0 {
		fmt.Fprintln(w, "No store sells for this channel.")
	}
	for _, at := range all {
		rule := "Every sponsor may play that you do not refuse."
		if at.Named {
			rule = "Only sponsors play that you allow by name."
		}
		fmt.Fprintf(w, "%s: %s\n", printable(at.Store), rule)
		if at.Away != nil {
			fmt.Fprintf(w, "  %s\n", printable(library.Explain(at.Away.Err()).String()))
			continue
		}
		if len(at.Sponsors) == 0 {
			fmt.Fprintln(w, "  It has no sponsors for you.")
		}
		for _, s := range at.Sponsors {
			state := "plays"
			if s.Refused {
				state = "refused"
			}
			fmt.Fprintf(w, "  %-8s %s", state, printable(s.Name))
			if s.Spots > 0 {
				fmt.Fprintf(w, ", %d spots until %s", s.Spots, s.Until.Format(time.DateOnly))
			}
			if s.MinAge > 0 {
				fmt.Fprintf(w, ", some from %d years on", s.MinAge)
			}
			if len(s.Languages) > 0 {
				fmt.Fprintf(w, ", in %s", strings.Join(texts(s.Languages), " "))
			}
			fmt.Fprintln(w)
		}
	}
}

// texts are names as plain words.
func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = printable(string(one))
	}
	return out
}
