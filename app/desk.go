//go:build cgo

package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"log/slog"
	"sync"

	"matinee/app/desktop"
	"matinee/app/desktop/notes"
	"matinee/app/owner"
	"matinee/app/ui"
	"matinee/app/ui/news"
	"matinee/app/ui/say"
	"matinee/app/ui/traymenu"
	"matinee/assets"
	"matinee/library"
	"matinee/player"
)

// desk is the desktop around the window as the program uses it: what its tray
// shows, and whether the screen stays on.
type desk struct {
	own   *owner.Owner
	stage *stageOf
	log   *slog.Logger
	box   *news.Box // the messages that there were

	words  sync.RWMutex // held for reading while texts are put together off the main thread
	mu     sync.Mutex
	around *desktop.Desktop // nil before begin and after end
	window ui.Remote
	seen   bool // the window can be
}

var (
	_ ui.Desktop       = (*desk)(nil)
	_ traymenu.Program = (*desk)(nil)
)

// begin looks for the desktop; the function returned ends it.
func (d *desk) begin(ctx context.Context, window ui.Remote) (end func(), err error) {
	icons, err := trayIcons()
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.window = window
	d.around = desktop.Start(ctx, desktop.Options{
		ID: appID, Title: "Matinee", Icons: icons, Log: d.log,
		Menu: func() []desktop.Entry { return entries(said(d, traymenu.Menu)) },
		Tip:  func() string { return said(d, traymenu.Tip) },
		Open: window.Show, Trayed: window.Trayed, Motion: window.Motion, Raise: window.Show, Quit: window.Quit, Badge: d.badge,
		Player:  &panel{Player: d.stage.Theatre.Player(), now: d.stage.Theatre.Now, shelf: d.own.Curator(), window: window, seen: d.isSeen},
		Hearing: hearing(window),
	})
	d.mu.Unlock()
	unsubscribe := d.stage.Theatre.Player().Subscribe(func(c player.Change) {
		if around := d.desktopNow(); around != nil && tellsPanel(c) {
			around.PlayerChanged()
		}
		if c.Has(player.ChangedState | player.ChangedMedia | player.ChangedPicture | player.ChangedTracks) {
			d.watchOver()
		}
	})
	d.watchOver()
	follow, unfollow := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() { d.followTransfers(follow) })
	return func() {
		unsubscribe()
		unfollow()
		following.Wait()
		d.mu.Lock()
		around := d.around
		d.around = nil
		d.mu.Unlock()
		around.Close()
	}, nil
}

// said has texts put together while the language does not change.
func said[T any](d *desk, say func(traymenu.Program) T) T {
	d.words.RLock()
	defer d.words.RUnlock()
	return say(d)
}

// trayIcons are the sizes of the program's sign, the smallest first.
func trayIcons() ([]image.Image, error) {
	names, err := fs.Glob(assets.Tray, "tray/*.png")
	if err != nil {
		return nil, fmt.Errorf("find the tray's icons: %w", err)
	}
	var icons []image.Image
	for _, name := range names {
		data, err := assets.Tray.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the tray's icon: %w", err)
		}
		icon, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("read the tray's icon %s: %w", name, err)
		}
		icons = append(icons, icon)
	}
	return icons, nil
}

// entries are the menu's lines as the tray takes them.
func entries(lines []traymenu.Entry) []desktop.Entry {
	out := make([]desktop.Entry, len(lines))
	for i, l := range lines {
		mark := desktop.NoMark
		switch {
		case l.Choice && l.Chosen:
			mark = desktop.RadioOn
		case l.Choice:
			mark = desktop.RadioOff
		}
		out[i] = desktop.Entry{
			Key: l.Key, Text: l.Text, Separator: l.Separator, Disabled: l.Disabled, Mark: mark, Do: l.Do,
			Children: entries(l.Children),
		}
	}
	return out
}

// desktopNow is the desktop while there is one.
func (d *desk) desktopNow() *desktop.Desktop {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.around
}

// HasTray implements ui.Desktop.
func (d *desk) HasTray() bool {
	around := d.desktopNow()
	return around != nil && around.HasTray()
}

// Notify implements ui.Desktop.
func (d *desk) Notify(ctx context.Context, title, text string) error {
	around := d.desktopNow()
	if around == nil {
		return context.Canceled
	}
	return around.Notify(ctx, notes.Message{Title: title, Text: text, Open: d.window.Show})
}

// SetSeen implements ui.Desktop.
func (d *desk) SetSeen(on bool) {
	d.mu.Lock()
	d.seen = on
	d.mu.Unlock()
	d.watchOver()
}

// followTransfers has the badge looked at when a download may have begun or ended, until
// ctx ends.
func (d *desk) followTransfers(ctx context.Context) {
	for ev := range d.own.Engine().Events(ctx) {
		switch ev.(type) {
		case library.Added, library.GotInfo, library.StateChanged, library.Completed, library.Removed:
			if around := d.desktopNow(); around != nil {
				around.BadgeChanged()
			}
		}
	}
}

// badge is how many downloads there are, and how far they are together.
func (d *desk) badge() desktop.Badge {
	b := desktop.Badge{Progress: -1}
	var done, wanted int64
	for _, t := range d.own.Engine().Transfers() {
		if t.State == library.Downloading {
			b.Count++
			done, wanted = done+t.Done, wanted+t.Wanted
		}
	}
	if wanted > 0 {
		b.Progress = float64(done) / float64(wanted)
	}
	return b
}

func (d *desk) isSeen() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen
}

// watchOver keeps the screen on while a film plays where it can be seen. mpv's own
// window counts as seen.
func (d *desk) watchOver() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.around == nil {
		return
	}
	p := d.stage.Theatre.Player()
	d.words.RLock()
	why := say.FilmPlays()
	d.words.RUnlock()
	d.around.KeepAwake(p.Status().Film() && (d.seen || p.Frames() == nil), why)
}

// Transfers implements traymenu.Program.
func (d *desk) Transfers() []library.Transfer { return d.own.Engine().Transfers() }

// Settings implements traymenu.Program.
func (d *desk) Settings() library.Settings { return d.own.CurrentSettings() }

// InForce implements traymenu.Program.
func (d *desk) InForce() (down, up int64, alternative bool) { return d.own.LimitsNow() }

// Set implements traymenu.Program.
func (d *desk) Set(values map[string]string) {
	for key, value := range values {
		if err := d.own.SetSetting(context.Background(), key, value); err != nil {
			d.log.Error("the tray could not change a setting", "setting", key, "error", err)
		}
	}
}

// SetAllPaused implements traymenu.Program.
func (d *desk) SetAllPaused(paused bool) {
	if err := d.own.SetAllPaused(context.Background(), paused); err != nil {
		d.log.Error("the tray could not pause or resume everything", "error", err)
	}
}

// Music implements traymenu.Program.
func (d *desk) Music() (title string, paused, ok bool) {
	now, status := d.stage.Theatre.Now(), d.stage.Theatre.Player().Status()
	if now.Bundle.ID == "" || (status.State != player.Playing && status.State != player.Paused) {
		return "", false, false
	}
	if now.Item.Kind() != library.Audio && status.Width > 0 {
		return "", false, false
	}
	return now.Names.Of(now.Item).Title, status.Paused, true
}

// TogglePause implements traymenu.Program.
func (d *desk) TogglePause() { d.stage.Theatre.Player().TogglePause() }

// Open implements traymenu.Program.
func (d *desk) Open() { d.window.Show() }

// Quit implements traymenu.Program.
func (d *desk) Quit() { d.window.Quit() }
