package desktop

import (
	"context"
	"errors"
	"sync"

	"matinee/app/desktop/explorer"
	"matinee/app/desktop/notes"
	"matinee/app/desktop/outside"
	"matinee/app/desktop/smtc"
)

// session is what a Desktop keeps of Windows' own; its mu guards it.
type session struct {
	shell *explorer.Explorer // nil before it is there and after the end
	stay  bool               // the screen is to stay on
}

func newSession(Options) session { return session{} }

// errNoShell is why a message was not shown.
var errNoShell = errors.New("the desktop is not there")

// run shows the program on Windows' desktop until ctx ends.
func (d *Desktop) run(ctx context.Context) {
	o := d.opt
	shell, err := explorer.Start(ctx, explorer.Options{
		Title: o.Title, Icons: o.Icons, Menu: d.lines, Tip: o.Tip, Open: o.Open, Trayed: d.setHere, Motion: o.Motion, Leave: o.Quit, Log: d.log,
	})
	if err != nil {
		d.log.WarnContext(ctx, "no desktop around the program", "error", err)
		return
	}
	defer shell.Close()
	d.setShell(shell)
	defer d.setShell(nil)
	var parts sync.WaitGroup
	defer parts.Wait()
	if o.Badge != nil {
		parts.Go(func() { d.runBadge(ctx, shell) })
	}
	if o.Player != nil {
		parts.Go(func() {
			err := smtc.Run(ctx, smtc.Options{Window: shell.Window(), On: shell.On, Player: o.Player, News: d.news, Log: d.log})
			if err != nil {
				d.log.WarnContext(ctx, "media keys do nothing", "error", err)
			}
		})
	}
	<-ctx.Done()
}

func (d *Desktop) setShell(shell *explorer.Explorer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shell = shell
	if shell != nil && d.stay { // it is wanted since before
		shell.KeepAwake(true)
	}
}

func (d *Desktop) shellNow() *explorer.Explorer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shell
}

// KeepAwake says whether the screen is to stay on. It returns at once.
func (d *Desktop) KeepAwake(on bool, _ string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if on != d.stay && d.shell != nil {
		d.shell.KeepAwake(on)
	}
	d.stay = on
}

// Notify shows a message of the desktop's own, which has no buttons here. An error means
// that nobody saw it.
func (d *Desktop) Notify(ctx context.Context, m notes.Message) error {
	shell := d.shellNow()
	if shell == nil {
		return errNoShell
	}
	return shell.Notify(ctx, m.Title, m.Text, m.Open)
}

// Reveal selects a file in the file manager. An error means that nobody shows it.
func (d *Desktop) Reveal(ctx context.Context, path string) error {
	return outside.Reveal(ctx, nil, path)
}

// runBadge keeps the bar at the taskbar's button up to date until ctx ends, and takes it
// away then. There is no number.
func (d *Desktop) runBadge(ctx context.Context, shell *explorer.Explorer) {
	told := Badge{Progress: -1}
	followBadge(ctx, d.busy, func() bool {
		now := d.opt.Badge().seen()
		if now.Progress != told.Progress {
			shell.Progress(now.Progress)
		}
		told = now
		return now.Count > 0 || now.Progress >= 0
	})
	shell.Progress(-1)
}

// lines are the menu's entries.
func (d *Desktop) lines() []explorer.Line {
	if d.opt.Menu == nil {
		return nil
	}
	return linesOf(d.opt.Menu())
}

func linesOf(entries []Entry) []explorer.Line {
	lines := make([]explorer.Line, len(entries))
	for i, e := range entries {
		lines[i] = explorer.Line{
			Text: e.Text, Separator: e.Separator, Disabled: e.Disabled, Marked: e.Mark == RadioOn || e.Mark == SwitchOn,
			Do: e.Do, Children: linesOf(e.Children),
		}
	}
	return lines
}
