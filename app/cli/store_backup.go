package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/sync/store"
)

type storeBackupCmd struct {
	File       string `arg:"" help:"Where to; a file that is there is not replaced." type:"path"`
	Passphrase string `help:"The passphrase that it is sealed with; - reads it from standard input. A backup holds the store's keys." placeholder:"-" default:"-"`
	Work       int    `help:"How hard it is to guess the passphrase: 2 to the power of this." default:"18" hidden:""`
}

// Run backs a store up, while it is served or not.
func (c *storeBackupCmd) Run(r *run, g *grammar) error {
	pass, err := r.secret(c.Passphrase)
	if err != nil {
		return err
	}
	return g.Store.with(r, func(s *store.Store) error {
		var rows int64
		err := wholeFile(c.File, false, func(w io.Writer) (err error) {
			rows, err = s.Backup(r.ctx, w, store.Passphrase{Text: library.Secret(pass), Work: c.Work})
			return err
		})
		if err != nil {
			return err
		}
		return r.print(rows, func(w io.Writer) {
			fmt.Fprintf(w, "%d rows and the keys are in %s. Any age program opens it with the passphrase.\n", rows, printable(c.File))
		})
	})
}

// wholeFile writes a file that nobody else reads: all of it, or nothing. Over another it
// goes only where that is to be replaced.
func wholeFile(path string, replace bool, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".matinee-*")
	if err != nil {
		return plainError{"It could not be written: " + err.Error() + "."}
	}
	defer os.Remove(file.Name())
	out := &faithful{Writer: file}
	err = write(out)
	if out.err = errors.Join(out.err, file.Sync(), file.Close()); out.err != nil {
		return plainError{"It could not be written: " + out.err.Error() + "."}
	}
	if err != nil {
		return err
	}
	put := os.Link
	if replace {
		put = os.Rename
	}
	switch err := put(file.Name(), path); {
	case errors.Is(err, os.ErrExist):
		return library.Errorf(library.CodeFileExists, "%s", path)
	case err != nil:
		return plainError{"It could not be written: " + err.Error() + "."}
	}
	return nil
}

type storeRestoreCmd struct {
	File       string `arg:"" help:"The backup." type:"path"`
	Passphrase string `help:"Its passphrase; - reads it from standard input." placeholder:"-" default:"-"`
}

// Run makes a store of a backup, where there is none.
func (c *storeRestoreCmd) Run(r *run, g *grammar) error {
	pass, err := r.secret(c.Passphrase)
	if err != nil {
		return err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return plainError{"The file cannot be read: " + err.Error() + "."}
	}
	defer file.Close()
	cfg, err := g.Store.config()
	if err != nil {
		return err
	}
	got, err := store.Unpack(r.ctx, cfg, file, pass)
	if err != nil {
		return err
	}
	return r.print(got, func(w io.Writer) {
		fmt.Fprintf(w, "%d rows are restored, as they stood on %s. What was sold after that is not in the books: the receipts of it tell.\n",
			got.Rows, got.At.Local().Format(time.DateTime))
	})
}

type storeKeyCmd struct {
	Show   storeKeyShowCmd   `cmd:"" default:"1" help:"Show the store's keys, and which of them each channel has certified."`
	Rotate storeKeyRotateCmd `cmd:"" help:"Draw a new key to sign with. The present one goes on for each channel until it certifies the new one."`
	Drop   storeKeyDropCmd   `cmd:"" help:"Sign with a former key no longer."`
}

type storeKeyShowCmd struct{}

// Run shows keys.
func (c *storeKeyShowCmd) Run(r *run, g *grammar) error {
	return g.Store.with(r, func(s *store.Store) error {
		certified, err := s.Certified(r.ctx)
		if err != nil {
			return err
		}
		keys := struct {
			Key       library.Key       `json:"key"`
			Recipient library.Recipient `json:"recipient"`
			Formerly  []library.Key     `json:"formerly"`
			Certified []store.Certified `json:"certified"`
		}{s.Key(), s.Recipient(), s.Formerly(), certified}
		return r.print(keys, func(w io.Writer) {
			fmt.Fprintf(w, "%s  signs\n%s  is consigned to\n", keys.Key, keys.Recipient)
			for _, k := range keys.Formerly {
				fmt.Fprintf(w, "%s  signed before\n", k)
			}
			for _, one := range certified {
				state := "the present key"
				switch {
				case !one.Held:
					state = "a key that the store has no longer: nothing is sold until it certifies the present one"
				case !one.Current:
					state = "a former key: let it certify the present one (matinee licence certify)"
				}
				fmt.Fprintf(w, "Channel %.8s certified %s, until %s.\n", one.Channel, state, one.Until.Format(time.DateOnly))
			}
		})
	})
}

type storeKeyRotateCmd struct{}

// Run draws a new key.
func (c *storeKeyRotateCmd) Run(r *run, g *grammar) error {
	if err := g.Store.with(r, func(*store.Store) error { return nil }); err != nil { // there is a store
		return err
	}
	key, err := store.Rotate(g.Store.Dir)
	if err != nil {
		return err
	}
	return r.print(key, func(w io.Writer) {
		fmt.Fprintf(w, "%s\nStart the store again, and give this key to the creators: each certifies it (matinee licence certify) and hands the certificate over. Until then the store signs for them with the key they know.\n", key)
	})
}

type storeKeyDropCmd struct {
	Key string `arg:"" help:"The former key."`
}

// Run drops a former key.
func (c *storeKeyDropCmd) Run(_ *run, g *grammar) error {
	return store.DropKey(g.Store.Dir, library.Key(c.Key))
}
