//go:build cgo

package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"matinee/app/cli"
	"matinee/app/control"
	"matinee/app/owner"
	"matinee/app/theatre"
	"matinee/app/ui"
	"matinee/app/ui/news"
	"matinee/app/ui/settings"
	"matinee/app/ui/welcome"
	"matinee/player"
	"matinee/player/mpv"
)

// closeWait bounds how long ending takes after the window is gone.
const closeWait = 20 * time.Second

// withWindow tells whether this build has a window and a player.
const withWindow = true

// maxStarts bounds the other starts that wait to be shown.
const maxStarts = 16

// Window implements cli.Program.
func (p *program) Window(ctx context.Context, o cli.Options, start control.RaiseRequest) (shown cli.Shown, err error) {
	defer func() { aloud(err) }()
	if err := p.Display(ctx); err != nil {
		return shown, err
	}
	starts := make(chan control.RaiseRequest, maxStarts)
	config, err := p.config(o)
	if err != nil {
		return shown, err
	}
	config.Raise = func(ctx context.Context, req control.RaiseRequest) error {
		select {
		case starts <- req:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p.windowed = true
	toolkit := ui.Prepare(appID)
	defer toolkit.Wait()
	own, client, err := p.open(ctx, config)
	if err != nil {
		return shown, err
	}
	if client != nil {
		return shown, errors.Join(client.Raise(ctx, start), client.Close())
	}
	if err = own.Find(ctx, &start); err == nil {
		shown, err = p.runWindow(ctx, toolkit, own, o, config.Dir, start, starts, greeter(own, o.Data))
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
	defer cancel()
	return shown, errors.Join(err, own.Close(ending))
}

// runWindow shows the window until it is closed or ctx ends. It must be called
// on the main goroutine.
func (p *program) runWindow(ctx context.Context, toolkit *ui.Toolkit, own *owner.Owner, o cli.Options, dir string, start control.RaiseRequest, starts <-chan control.RaiseRequest, greets welcome.Backend) (cli.Shown, error) {
	s, log := own.CurrentSettings(), p.log
	mark := hardware(ctx, own, dir, &s, log)
	backend, err := mpv.New(mpvOptions(s, log))
	if err != nil {
		return cli.Shown{}, fmt.Errorf("start the player: %w", err)
	}
	screen := &projector{own: own, log: log, place: player.NewExchange(backend), surface: surfaceOf(s)}
	guarded := &marked{Backend: screen.place, mark: mark, on: s.HardwareDec}
	stage := &stageOf{Theatre: theatre.New(own, guarded, float64(s.Volume), log), projector: screen}
	spare := newThrift()
	defer spare.stop()
	defer stage.Theatre.Player().Subscribe(spare.follow)()
	defer stage.Theatre.Player().Subscribe(func(player.Change) { mark.follow(stage.Theatre.Player().Status()) })()
	around := &desk{own: own, stage: stage, log: log, box: &news.Box{}}
	shelves := curatorOf{own.Curator(), own}
	deps := ui.Deps{
		Channels:  channelsOf{own},
		Transfers: transfersOf{own}, Curator: shelves, Theatre: stage, Settings: settingsOf{own}, Store: storeOf{own},
		Backends: settings.Backends{Storage: shelves, Profiles: shelves, Purchases: shelves}, Studio: studioOf{own}, Desktop: around, Words: &around.words, Messages: around.box, Welcome: greets, Trouble: troubles{p, own, o, dir},
	}
	ui.Run(ctx, toolkit, deps, start.Hidden, func(ctx context.Context, window ui.Remote) {
		end, err := around.begin(ctx, window)
		if err != nil {
			log.Error("no desktop around the window", "error", err)
		} else {
			defer end()
		}
		a := attendant{own: own, window: window, stage: stage, around: around}
		a.attend(ctx, start, starts)
	})
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
	defer cancel()
	last := stage.Last()
	if err = stage.Close(ending); err == nil {
		mark.clear()
	}
	return cli.Shown{Frames: last.Frames, Dropped: last.Dropped, Position: last.Position.Seconds()}, err
}
