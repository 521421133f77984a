package cli

import (
	"fmt"
	"io"
	"strings"

	"matinee/app/control"
)

type reportCmd struct {
	Bundle string `arg:"" help:"A bundle that a followed channel lists: its title, or at least four digits of its infohash or number."`
	Why    string `help:"What is wrong with it." placeholder:"TEXT"`
}

// Run makes a message to whoever answers for a bundle. A person sends it.
func (c *reportCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		m, err := s.ReportBundle(r.ctx, control.ReportRequest{Name: c.Bundle, Why: c.Why})
		if err != nil {
			return err
		}
		return r.print(m, func(w io.Writer) {
			fmt.Fprintf(w, "Nothing was sent. Write to %s, or open this in a mail program:\n%s\n", printable(strings.Join(m.To, ", ")), printable(m.Link))
		})
	})
}
