// Package app is the composition root: it puts the library, the engine, the
// player and the window together, and owns the context and the order in which
// they end. No other package knows them all.
package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"matinee/app/cli"
	"matinee/app/control"
	"matinee/app/crash"
	"matinee/app/desktop/autostart"
	"matinee/app/desktop/power"
	_ "matinee/app/locale" // before the window toolkit reads it
	"matinee/app/logbook"
	"matinee/app/owner"
	"matinee/assets"
	"matinee/library"
	"matinee/library/media"
	"matinee/player"
	"matinee/player/mpv"
	"matinee/sync/release"
	"matinee/sync/swarm"
)

// appID names the program to the desktop.
const appID = "org.matinee.Matinee"

// Version is the program's version.
const Version = "0.1.0"

// Main carries out one command line until it is done or the process is told to
// end, and returns the exit code. Told a second time, it ends at once.
func Main(args []string, stdout, stderr io.Writer) int {
	swarm.Quiet()
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	stdout, stderr = terminal(stdout, stderr, stop)
	p := &program{stderr: stderr}
	code := cli.Run(ctx, p, cli.IO{In: os.Stdin, Out: stdout, Err: stderr}, Version, args)
	if err := p.close(); err != nil {
		fmt.Fprintln(stderr, library.Explain(err))
	}
	return code
}

// program carries out what the commands ask for.
type program struct {
	stderr  io.Writer
	logFile io.Closer
	book    *logbook.Book // the log in the data folder; nil where another was asked for
	log     *slog.Logger
	watch   *crash.Watch // nil while no data folder is owned

	windowed bool // what a person is to know is said in a window
}

// Connect implements cli.Program.
func (p *program) Connect(ctx context.Context, o cli.Options, quiet bool) (cli.Session, error) {
	config, err := p.config(o)
	if err != nil {
		return nil, err
	}
	config.Quiet = quiet
	own, client, err := p.open(ctx, config)
	switch {
	case err != nil:
		return nil, err
	case own != nil:
		return local{own}, nil
	}
	return remote{client}, nil
}

// The time another process that starts may take until it answers, or that ends
// until it is gone.
const (
	reachWait = 10 * time.Second
	reachTick = 50 * time.Millisecond
)

// open takes the data directory or, if another process has it, talks to that.
func (p *program) open(ctx context.Context, config owner.Config) (*owner.Owner, *control.Client, error) {
	deadline := time.NewTimer(reachWait)
	defer deadline.Stop()
	tick := time.NewTicker(reachTick)
	defer tick.Stop()
	for {
		own, err := owner.Open(ctx, config)
		if err == nil {
			p.begin(own, config.Dir)
		}
		if err == nil || library.CodeOf(err) != library.CodeInUse {
			return own, nil, err
		}
		client, dialErr := owner.Reach(ctx, config.Dir)
		if dialErr == nil {
			return nil, client, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-deadline.C:
			return nil, nil, err
		case <-tick.C:
		}
	}
}

// config says what to own.
func (p *program) config(o cli.Options) (c owner.Config, err error) {
	if c.Dir, err = dataDir(o); err != nil {
		return c, err
	}
	if c.MediaDir, err = mediaDir(o, c.Dir); err != nil {
		return c, err
	}
	c.Override = o.Set
	c.Version = Version
	if c.Release, err = releases(assets.Release); err != nil {
		return c, err
	}
	look := media.New(media.Config{Cache: filepath.Join(c.Dir, "pictures"), Tools: media.FindTools(), Player: factsByPlayer})
	c.Prober, c.Artist, c.Maker = look, look, look
	if c.Logger, err = p.logger(o); err != nil {
		return c, err
	}
	p.around(&c, o)
	return c, nil
}

// releases are where the maker of this copy tells of newer ones.
func releases(raw []byte) (from release.Origin, err error) {
	if err = json.Unmarshal(raw, &from); err != nil {
		return from, fmt.Errorf("read where releases are told of: %w", err)
	}
	return from, nil
}

// around says what the desktop and the system around the program are good for.
func (p *program) around(c *owner.Config, o cli.Options) {
	if withWindow && runtime.GOOS != "darwin" && os.Getenv("FLATPAK_ID") == "" { // which start nothing by such a file
		login := autostart.Entry{ID: appID, Title: "Matinee", Args: []string{"--hidden"}}
		if o.Data != "" { // it is this library's window that is to wait in the tray
			login.Args = append(login.Args, "--data="+c.Dir)
		}
		c.Login = login
	}
	if runtime.GOOS != "darwin" {
		log := c.Logger
		c.Supply = func(ctx context.Context, told func(library.Supply), woke func()) {
			power.Watch(ctx, power.Options{Told: told, Woke: woke, Log: log})
		}
	}
}

// Player implements cli.Program.
func (p *program) Player(_ context.Context, o player.Options) (*player.Player, error) {
	backend, err := mpv.New(mpv.Options{Surface: mpv.Headless, Silent: true})
	if err != nil {
		return nil, err
	}
	return player.New(backend, o), nil
}

// local is a library owned by this process.
type local struct{ *owner.Owner }

func (local) Remote() bool { return false }

// remote is a library owned by another process.
type remote struct{ *control.Client }

func (remote) Remote() bool                                { return true }
func (remote) Port() int                                   { return 0 }
func (remote) Notices() []error                            { return nil }
func (remote) Events(context.Context) <-chan library.Event { return nil }
func (r remote) Close(context.Context) error               { return r.Client.Close() }

// dataDir is where the program keeps its state.
func dataDir(o cli.Options) (string, error) {
	if o.Data != "" {
		return filepath.Abs(o.Data)
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" && runtime.GOOS == "linux" {
		return filepath.Join(dir, "matinee"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Matinee"), nil
	case "windows":
		return filepath.Join(os.Getenv("LOCALAPPDATA"), "Matinee"), nil
	}
	return filepath.Join(home, ".local", "share", "matinee"), nil
}

// mediaDir is where bundles go unless a setting says otherwise: the folder media
// of a data directory that was named, else Matinee among the user's videos.
func mediaDir(o cli.Options, dir string) (string, error) {
	if o.Data != "" {
		return filepath.Join(dir, "media"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	videos := "Videos"
	if runtime.GOOS == "darwin" {
		videos = "Movies"
	}
	return filepath.Join(home, videos, "Matinee"), nil
}
