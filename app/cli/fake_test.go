package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"matinee/app/control"
	"matinee/library"
	"matinee/player"
)

const film = library.BundleID("abcdef0123456789012345678901234567890123")

// desk is a Program, and its Session, that does what a test says.
type desk struct {
	control.Service // nil: what a test does not expect panics

	bundles  []control.Bundle // what Get tells, one after the other; the last one stays
	settings map[string]string
	notices  []error
	remote   bool
	findings []Finding

	connects int
	quiet    []bool
	err      error // of every command
	fails    int   // how many commands fail with err; 0 for all
	done     []string
	start    control.RaiseRequest
	display  error
	events   chan library.Event
}

func (d *desk) Connect(_ context.Context, _ Options, quiet bool) (Session, error) {
	d.connects++
	d.quiet = append(d.quiet, quiet)
	return d, nil
}
func (d *desk) Display(context.Context) error { return d.display }
func (d *desk) Window(_ context.Context, _ Options, start control.RaiseRequest) (Shown, error) {
	d.start = start
	return Shown{Frames: 300, Dropped: 1}, d.err
}

func (d *desk) Player(_ context.Context, o player.Options) (*player.Player, error) {
	return nil, &library.Error{Code: library.CodeNoPlayer}
}
func (d *desk) Doctor(context.Context, Options) []Finding { return d.findings }
func (d *desk) Problem(context.Context, Options) (library.Trouble, error) {
	return library.Trouble{Name: "x.zip", Text: "all of it\n", File: []byte("zipped")}, d.err
}

func (d *desk) Remote() bool                                { return d.remote }
func (d *desk) Port() int                                   { return 4711 }
func (d *desk) Notices() []error                            { n := d.notices; d.notices = nil; return n }
func (d *desk) Events(context.Context) <-chan library.Event { return d.events }
func (d *desk) Close(context.Context) error                 { return nil }

func (d *desk) do(what ...string) error {
	d.done = append(d.done, strings.Join(what, " "))
	if d.err != nil && (d.fails == 0 || len(d.done) <= d.fails) {
		return d.err
	}
	return nil
}

func (d *desk) Add(_ context.Context, q control.AddRequest) (library.BundleID, error) {
	return film, d.do("add", q.Source, strings.Join(q.Peers, ","))
}
func (d *desk) List(context.Context) ([]control.Bundle, error) { return d.bundles, d.do("list") }
func (d *desk) Get(_ context.Context, id string) (control.Bundle, error) {
	if len(d.bundles) == 0 {
		return control.Bundle{}, library.Errorf(library.CodeNotFound, "%s", id)
	}
	b := d.bundles[0]
	if len(d.bundles) > 1 {
		d.bundles = d.bundles[1:]
	}
	return b, nil
}

func (d *desk) SetPaused(_ context.Context, id library.BundleID, on bool) error {
	return d.do("pause", string(id[:4]), map[bool]string{true: "on", false: "off"}[on])
}

func (d *desk) Recheck(_ context.Context, id library.BundleID) error {
	return d.do("recheck", string(id[:4]))
}

func (d *desk) Remove(_ context.Context, id library.BundleID, files bool) error {
	return d.do("remove", string(id[:4]), map[bool]string{true: "files", false: "entry"}[files])
}

func (d *desk) Import(_ context.Context, folder string, progress func(done, total int)) (control.Imported, error) {
	progress(1, 0)
	return control.Imported{Bundles: 1, Items: 2, Skipped: []control.Skipped{{Path: "a\x1b[2J", Why: "it is empty"}}}, d.do("import", folder)
}

func (d *desk) Settings(context.Context) (map[string]string, error) {
	return d.settings, d.do("settings")
}

func (d *desk) SetSetting(_ context.Context, key, value string) error {
	return d.do("set", key, value)
}

// outcome is what a command line left behind.
type outcome struct {
	code     int
	out, err string
}

// typed runs a command line on d, with input on its standard input.
func typed(t *testing.T, d *desk, input string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(t.Context(), d, IO{In: strings.NewReader(input), Out: &out, Err: &errs}, "1.2.3", args)
	return outcome{code, out.String(), errs.String()}
}

func bundle(state library.State) control.Bundle {
	return control.Bundle{
		ID: film, Title: "Film", State: state, Wanted: 2_000_000, Done: 1_000_000, Progress: 0.5,
		DownRate: 300_000, Peers: 3,
	}
}

func whole() control.Bundle {
	b := bundle(library.Seeding)
	b.Done, b.Progress, b.OnDisk = b.Wanted, 1, true
	return b
}

var errPlain = errors.New("first line\nsecond line")
