package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/willabides/kongplete"

	"matinee/app/control"
	"matinee/library"
	"matinee/player"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// Options are the choices every command takes.
type Options struct {
	Data string            `help:"Data directory; media then lie in its folder media unless a setting says otherwise." placeholder:"DIR" type:"path"`
	Set  map[string]string `help:"Use a setting for this run only, for example --set net.dht=off; a Matinee that runs already keeps its own." placeholder:"KEY=VALUE" mapsep:"none"`
	JSON bool              `help:"Print JSON."`
	Log  string            `help:"Write a log to this file; - for stderr." placeholder:"FILE"`
}

// Session is a library that can be asked for things, here or in the process that
// owns it.
type Session interface {
	control.Service
	// Remote reports whether another process owns the library. The next three
	// tell nothing then.
	Remote() bool
	// Port is the port peers reach us on; 0 when nobody can.
	Port() int
	// Notices returns, once, what a person should know since the start.
	Notices() []error
	// Events tells what happens, notices included, until ctx ends.
	Events(ctx context.Context) <-chan library.Event
	// Close ends it; an owner in this process stops everything first.
	Close(ctx context.Context) error
}

// Program is what the commands need done.
type Program interface {
	// Connect reaches the owner of the data directory, or becomes it. A quiet one
	// looks and changes, but downloads and seeds nothing.
	Connect(ctx context.Context, o Options, quiet bool) (Session, error)
	// Display is nil when a window can be opened here.
	Display(ctx context.Context) error
	// Window opens the window, or raises the one that is open, until it closes,
	// and tells what was shown in it last.
	Window(ctx context.Context, o Options, start control.RaiseRequest) (Shown, error)
	// Player makes a player without a picture or sound.
	Player(ctx context.Context, o player.Options) (*player.Player, error)
	// Doctor looks for what this machine lacks.
	Doctor(ctx context.Context, o Options) []Finding
	// Problem makes a report of a problem, without secrets.
	Problem(ctx context.Context, o Options) (library.Trouble, error)
}

// Shown is what a window showed last.
type Shown struct {
	Frames   int64   `json:"frames"`
	Dropped  int64   `json:"dropped"`
	Position float64 `json:"position_s"`
}

// Finding is one thing the doctor looked at.
type Finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Needed bool   `json:"needed"` // without it nothing can be played or kept
	Detail string `json:"detail,omitempty"`
	Do     string `json:"do,omitempty"` // the command that mends it
}

// grammar is what may be typed.
type grammar struct {
	Options

	Window   windowCmd   `cmd:"" default:"withargs" hidden:"" help:"Open the window."`
	Add      addCmd      `cmd:"" help:"Add a .torrent file, a magnet link, an infohash or the address of a .torrent."`
	List     listCmd     `cmd:"" help:"List the bundles."`
	Play     playCmd     `cmd:"" help:"Play an item while it downloads."`
	Seed     seedCmd     `cmd:"" help:"Download and seed without a window until interrupted."`
	Pause    pauseCmd    `cmd:"" help:"Pause a bundle."`
	Resume   resumeCmd   `cmd:"" help:"Let a paused or stopped bundle go on."`
	Recheck  recheckCmd  `cmd:"" help:"Hash again what a bundle has on disk."`
	Remove   removeCmd   `cmd:"" help:"Remove a bundle; its files stay unless --files is given."`
	Import   importCmd   `cmd:"" help:"Take a folder of media into the library; its files stay where they are."`
	Export   exportCmd   `cmd:"" help:"Save an item as an ordinary file, as far as its license or its terms allow."`
	Follow   followCmd   `cmd:"" help:"Follow the channel that a link leads to."`
	Unfollow unfollowCmd `cmd:"" help:"Follow a channel no longer; its bundles stay."`
	Refresh  refreshCmd  `cmd:"" help:"Look for what is new in the channels that are followed."`
	Channels channelsCmd `cmd:"" help:"List the channels that are followed, or what one of them has."`
	Rules    rulesCmd    `cmd:"" help:"Say what is told and downloaded of a channel's new bundles."`
	Report   reportCmd   `cmd:"" help:"Make a message about a bundle to its channel and to the stores that sell it."`
	Channel  channelCmd  `cmd:"" help:"Make and publish channels of your own."`
	Publish  publishCmd  `cmd:"" help:"Publish the media in a folder in a channel of your own."`
	Studio   studioCmd   `cmd:"" help:"List what you published, or pause what is being made."`
	Terms    termsCmd    `cmd:"" help:"Change the prices and terms of what you published."`
	Withdraw withdrawCmd `cmd:"" help:"Take a bundle out of your channel; who has it keeps it."`
	Buy      buyCmd      `cmd:"" help:"Buy an edition that a followed channel lists, from a store that the channel names."`
	Orders   ordersCmd   `cmd:"" help:"List what was bought, save receipts, or restore a license with one."`
	Licence  licenceCmd  `cmd:"" help:"Bring licenses, issue them with your own key, and hand editions to stores."`
	Deal     dealCmd     `cmd:"" help:"Make, sign, keep and export deals."`
	Store    storeCmd    `cmd:"" help:"Run a store: sell what creators consign, and keep the books."`
	Settings settingsCmd `cmd:"" help:"Show or change settings."`
	Doctor   doctorCmd   `cmd:"" help:"Tell what is missing on this machine and how to install it."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
	Man      manCmd      `cmd:"" hidden:"" help:"Print the manual page."`
}

// run is what a command is given.
type run struct {
	ctx     context.Context
	program Program
	options Options
	io      IO
	version string
}

// IO is what the commands read from and write to.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
}

// Run carries out one command line and returns the exit code: 0 done, 1 failed
// with one sentence on stderr, 2 wrong usage.
func Run(ctx context.Context, program Program, std IO, version string, args []string) int {
	var g grammar
	code := -1
	parser, err := kong.New(&g, kong.Name("matinee"),
		kong.Description("Watch films while they download, keep them, and give them back."),
		kong.Writers(std.Out, std.Err), kong.Exit(func(c int) { code = c }))
	if err != nil {
		fmt.Fprintln(std.Err, err)
		return exitUsage
	}
	kongplete.Complete(parser) // answers a shell that asks how a line may go on
	if code >= 0 {
		return code
	}
	parsed, err := parser.Parse(args)
	if code >= 0 { // --help was printed
		return code
	}
	if err == nil {
		err = g.Options.prepare()
	}
	if err != nil {
		fmt.Fprintf(std.Err, "matinee: %v. Try matinee --help.\n", err)
		return exitUsage
	}
	err = parsed.Run(parser, &run{ctx: ctx, program: program, options: g.Options, io: std, version: version}, &g)
	return report(err, std.Err)
}

// prepare checks the settings of this run.
func (o *Options) prepare() error {
	s := library.DefaultSettings()
	for key, value := range o.Set {
		value = absoluteSetting(key, value)
		if err := s.Set(key, value); err != nil {
			return fmt.Errorf("--set %s: %s", key, library.Explain(err).Detail)
		}
		o.Set[key] = value
	}
	return nil
}

// absoluteSetting makes the paths among the settings independent of this
// process's directory.
func absoluteSetting(key, value string) string {
	if value == "" || !slices.Contains([]string{"media.folder", "watch.folder", "net.blocklist"}, key) {
		return value
	}
	if abs, err := filepath.Abs(value); err == nil {
		return abs
	}
	return value
}

// usageError is a mistake in what was typed that the grammar cannot see.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// plainError is a failure that is a sentence already.
type plainError struct{ text string }

func (e plainError) Error() string { return e.text }

// report says what failed in one line.
func report(err error, stderr io.Writer) int {
	var usage usageError
	var plain plainError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "matinee: %s\n", usage.text)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "Canceled.")
	case errors.As(err, &plain):
		fmt.Fprintln(stderr, plain.text)
	default:
		fmt.Fprintln(stderr, sentence(err))
	}
	return exitFailed
}

// sentence is an error in one line.
func sentence(err error) string {
	return strings.Join(strings.FieldsFunc(library.Explain(err).String(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

// closeWait bounds how long ending a session may take.
const closeWait = 20 * time.Second

// maxTries bounds how often a command is begun anew because the process that
// carried it out ended.
const maxTries = 5

// with runs f on a session that downloads and seeds meanwhile.
func (r *run) with(f func(Session) error) error { return r.session(false, f) }

// quietly runs f on a session that only looks and changes.
func (r *run) quietly(f func(Session) error) error { return r.session(true, f) }

// session runs f on a session and closes it.
func (r *run) session(quiet bool, f func(Session) error) error {
	for try := 1; ; try++ {
		s, err := r.program.Connect(r.ctx, r.options, quiet)
		if err != nil {
			return err
		}
		err = r.use(s, f)
		if !s.Remote() || library.CodeOf(err) != library.CodeNotRunning || try == maxTries || r.ctx.Err() != nil {
			return err
		}
	}
}

func (r *run) use(s Session, f func(Session) error) error {
	err := f(s)
	r.tell(s.Notices())
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), closeWait)
	defer cancel()
	closed := s.Close(ctx)
	if s.Remote() {
		return err // what was asked for is done or not; hanging up cannot change that
	}
	return errors.Join(err, closed)
}

// tell prints what a person should know though it did not stop the command.
func (r *run) tell(notices []error) {
	for _, n := range notices {
		fmt.Fprintln(r.io.Err, "matinee:", sentence(n))
	}
}

// print writes v as JSON when that was asked for, else calls text.
func (r *run) print(v any, text func(io.Writer)) error {
	if !r.options.JSON {
		text(r.io.Out)
		return nil
	}
	if err := json.NewEncoder(r.io.Out).Encode(v); err != nil {
		return plainError{"The answer could not be written: " + err.Error() + "."}
	}
	return nil
}
