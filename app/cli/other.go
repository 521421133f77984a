package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"matinee/app/control"
	"matinee/library"
)

type windowCmd struct {
	Hidden  bool     `help:"Start in the tray; the window stays away until it is opened."`
	Sources []string `arg:"" optional:"" help:"What to add."`
}

// Run opens the window.
func (c *windowCmd) Run(r *run) error {
	start := control.RaiseRequest{Hidden: c.Hidden}
	for _, s := range c.Sources {
		if !plausible(s) {
			return usageError{fmt.Sprintf("there is no command and no file %q. Try matinee --help.", s)}
		}
		start.Sources = append(start.Sources, absolute(s))
	}
	_, err := r.program.Window(r.ctx, r.options, start)
	return err
}

// plausible tells a source from a mistyped command.
func plausible(source string) bool {
	if strings.ContainsAny(source, "/\\:.") {
		return true
	}
	_, notID := library.ParseBundleID(source)
	_, notFile := os.Stat(source)
	return notID == nil || notFile == nil
}

type seedCmd struct{}

// seeds is what seed prints when it is ready.
type seeds struct {
	Bundles int `json:"bundles"`
	Port    int `json:"port"` // for peers; 0 when nobody can reach us
}

// Run keeps the library going until the program is told to end, and tells of
// what goes wrong meanwhile.
func (c *seedCmd) Run(r *run) error {
	return r.with(func(s Session) error {
		if s.Remote() {
			return &library.Error{Code: library.CodeInUse}
		}
		list, err := s.List(r.ctx)
		if err != nil {
			return err
		}
		ready := seeds{Bundles: len(list), Port: s.Port()}
		err = r.print(ready, func(w io.Writer) {
			fmt.Fprintf(w, "%s kept going, port %d for peers. Interrupt to end.\n", bundles(ready.Bundles), ready.Port)
		})
		for ev := range s.Events(r.ctx) {
			switch e := ev.(type) {
			case library.Notice:
				r.tell([]error{e.Err})
			case library.Failed:
				fmt.Fprintf(r.io.Err, "matinee: %s: %s\n", r.titleOf(s, e.About()), sentence(e.Err))
			}
		}
		return err
	})
}

func bundles(n int) string {
	if n == 1 {
		return "1 bundle is"
	}
	return fmt.Sprintf("%d bundles are", n)
}

// titleOf names a bundle by its title, or by its id when it is gone.
func (r *run) titleOf(s Session, id library.BundleID) string {
	b, err := s.Get(r.ctx, string(id))
	if err != nil {
		return string(id)
	}
	return b.Title
}

type settingsCmd struct {
	Key   string  `arg:"" optional:"" help:"The setting."`
	Value *string `arg:"" optional:"" help:"Its new value; - reads it from standard input, so that a password is not seen among the processes."`
}

// Run shows or changes settings.
func (c *settingsCmd) Run(r *run) error {
	return r.quietly(func(s Session) error {
		if c.Value != nil {
			value, err := r.value(*c.Value)
			if err != nil {
				return err
			}
			return s.SetSetting(r.ctx, c.Key, absoluteSetting(c.Key, value))
		}
		all, err := s.Settings(r.ctx)
		if err != nil {
			return err
		}
		if c.Key == "" {
			return r.print(all, func(w io.Writer) { describe(w, all) })
		}
		value, ok := all[c.Key]
		if !ok {
			return library.Errorf(library.CodeBadSetting, "there is no setting %q", c.Key)
		}
		return r.print(map[string]string{c.Key: value}, func(w io.Writer) { fmt.Fprintln(w, value) })
	})
}

// maxValue bounds what is read as a setting's value, in bytes.
const maxValue = 8 << 10

// value is text, or for - the first line of standard input.
func (r *run) value(text string) (string, error) {
	if text != "-" {
		return text, nil
	}
	line, err := bufio.NewReader(io.LimitReader(r.io.In, maxValue)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", plainError{"Standard input cannot be read: " + err.Error() + "."}
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func describe(w io.Writer, all map[string]string) {
	docs := map[string]library.SettingField{}
	for _, f := range library.SettingFields() {
		docs[f.Key] = f
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		unit := docs[key].Unit
		if unit != "" {
			unit = " " + unit
		}
		fmt.Fprintf(w, "%-18s %s%s\n%-18s   %s\n", key, all[key], unit, "", docs[key].Doc)
	}
}

type versionCmd struct{}

// Run prints the version.
func (c *versionCmd) Run(r *run) error {
	return r.print(map[string]string{"version": r.version}, func(w io.Writer) { fmt.Fprintln(w, "matinee", r.version) })
}
