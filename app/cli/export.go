package cli

import (
	"fmt"
	"io"
	"path/filepath"

	"matinee/app/control"
	"matinee/library"
)

type exportCmd struct {
	idArgs
	To   string `arg:"" help:"The file to make, or the folder to make it in; nothing is written over." type:"path"`
	Item int    `help:"The item, by its place in the torrent as matinee list --json shows it; the main one without." default:"-1" placeholder:"N"`
}

// Run saves an item as an ordinary file.
func (c *exportCmd) Run(r *run) error {
	to, err := filepath.Abs(c.To)
	if err != nil {
		return err
	}
	return c.on(r, func(s Session, id library.BundleID) error {
		p := &meter{w: r.io.Err, unit: "bytes"}
		done, err := s.ExportItem(r.ctx, control.ExportRequest{ID: id, Item: c.Item, To: to}, p.tell)
		p.end()
		if err != nil {
			return err
		}
		return r.print(done, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", printable(done.Path), library.Bytes(done.Length)) })
	})
}
