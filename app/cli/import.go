package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"matinee/app/control"
	"matinee/library"
)

type importCmd struct {
	Folder string `arg:"" help:"The folder; those below it are read too." type:"path"`
}

// Run takes a folder of media into the library.
func (c *importCmd) Run(r *run) error {
	folder, err := filepath.Abs(c.Folder)
	if err != nil {
		return err
	}
	return r.quietly(func(s Session) error {
		p := &meter{w: r.io.Err}
		done, err := s.Import(r.ctx, folder, p.tell)
		p.end()
		if err != nil {
			return err
		}
		return r.print(done, func(w io.Writer) { describeImport(w, done) })
	})
}

func describeImport(w io.Writer, in control.Imported) {
	fmt.Fprintf(w, "%d new items in %d new bundles, %d files known before, %d left out.\n",
		in.Items, in.Bundles, in.Known, len(in.Skipped))
	for _, s := range in.Skipped {
		fmt.Fprintf(w, "  %s: %s\n", printable(s.Path), printable(s.Why))
	}
}

// printable keeps the name of a file from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '?'
		}
		return r
	}, text)
}

// meterEvery is how often a progress is printed.
const meterEvery = time.Second

// meter prints, on a line of its own now and then, how far a command is.
type meter struct {
	w    io.Writer
	last time.Time
	told bool
	unit string // what is counted; "" for files
}

func (m *meter) tell(done, total int) {
	if m.last.IsZero() {
		m.last = time.Now()
	}
	if time.Since(m.last) < meterEvery {
		return
	}
	m.last, m.told = time.Now(), true
	if m.unit != "" {
		fmt.Fprintf(m.w, "matinee: %s of %s\n", library.Bytes(int64(done)), library.Bytes(int64(total)))
		return
	}
	if total == 0 {
		fmt.Fprintf(m.w, "matinee: %d files found\n", done)
		return
	}
	fmt.Fprintf(m.w, "matinee: %d of %d files\n", done, total)
}

func (m *meter) end() {
	if m.told {
		fmt.Fprintln(m.w, "matinee: done")
	}
}
