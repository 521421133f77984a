package cards

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// Backend is what the actions need. Its methods are called off the main thread.
type Backend interface {
	// SetPinned keeps a bundle offline, or lets it go when room is needed.
	SetPinned(ctx context.Context, id library.BundleID, pinned bool) error
	// SetWatched marks an item; -1 means all of them.
	SetWatched(ctx context.Context, id library.BundleID, item int, watched bool) error
	// SetRating says for which age it is; library.NoRating takes that back.
	SetRating(ctx context.Context, id library.BundleID, age int) error
	Remove(ctx context.Context, id library.BundleID, withFiles bool) error
}

// Desk is what the actions ask of the window, on the main thread.
type Desk interface {
	Play(id library.BundleID, item int)
	OpenBundle(id library.BundleID)
	// Tell shows a problem; nil takes the one before away.
	Tell(err error)
}

// Actions is what can be done with a bundle from any card of it.
type Actions struct {
	Loop    *live.Loop
	Backend Backend
	Desk    Desk
}

// Play plays a bundle, from where it was left.
func (a Actions) Play(c library.Card) {
	if c.Playable > 0 {
		a.Desk.Play(c.ID, PlayItem(c))
	}
}

// Open shows the page of a bundle.
func (a Actions) Open(c library.Card) { a.Desk.OpenBundle(c.ID) }

// Do runs a command off the main thread and shows its problem.
func (a Actions) Do(command func(context.Context) error) {
	a.Loop.Work(command, func(err error) { a.Desk.Tell(err) })
}

// Pin keeps a bundle offline or stops keeping it.
func (a Actions) Pin(c library.Card, on bool) {
	a.Do(func(ctx context.Context) error { return a.Backend.SetPinned(ctx, c.ID, on) })
}

// ShowMenu opens the actions over a canvas.
func (a Actions) ShowMenu(on fyne.Canvas, at fyne.Position, c library.Card) {
	if on != nil {
		kit.ShowMenu(on, at, a.Menu(on, c))
	}
}

// Menu lists the actions.
func (a Actions) Menu(on fyne.Canvas, c library.Card) []kit.MenuItem {
	items := []kit.MenuItem{
		{Text: PlayWord(c), Icon: kit.IconPlay, Disabled: c.Playable == 0, Do: func() { a.Play(c) }},
		{Text: lang.L("Open its page"), Icon: kit.IconInfo, Do: func() { a.Open(c) }},
	}
	return append(append(items, kit.MenuLine()), a.Upkeep(on, c, nil)...)
}

// Upkeep lists the actions that are left where the bundle's page is open already.
// removed, which may be nil, is called when the bundle is gone.
func (a Actions) Upkeep(on fyne.Canvas, c library.Card, removed func()) []kit.MenuItem {
	pin := kit.MenuItem{Text: lang.L("Keep offline"), Icon: kit.IconKeep, Do: func() { a.Pin(c, true) }}
	pin.Disabled = c.Local
	switch {
	case Here(c) && !c.Local:
		pin.Text, pin.Icon, pin.Checked = lang.L("Never remove by itself"), kit.IconPin, c.Pinned
		pin.Do = func() { a.Pin(c, !c.Pinned) }
	case c.Pinned:
		pin.Text, pin.Icon, pin.Do = lang.L("Stop keeping"), kit.IconKept, func() { a.Pin(c, false) }
	}
	watched := kit.MenuItem{Text: lang.L("Mark as watched"), Icon: kit.IconEye, Disabled: c.Playable == 0}
	if c.Watched {
		watched.Text = lang.L("Mark as not watched")
	}
	watched.Do = func() {
		a.Do(func(ctx context.Context) error { return a.Backend.SetWatched(ctx, c.ID, -1, !c.Watched) })
	}
	return []kit.MenuItem{
		pin, watched,
		{Text: lang.L("For which age…"), Icon: kit.IconStar, Do: func() { a.chooseRating(on, c) }},
		kit.MenuLine(),
		{Text: lang.L("Remove…"), Icon: kit.IconRemove, Danger: true, Do: func() { a.ConfirmRemove(on, c, removed) }},
	}
}

// ages are the ratings to choose from, as most countries have them.
func ages() []int { return []int{0, 6, 12, 16, 18} }

// chooseRating asks for which age a bundle is.
func (a Actions) chooseRating(on fyne.Canvas, c library.Card) {
	set := func(age int) func() {
		return func() {
			a.Do(func(ctx context.Context) error { return a.Backend.SetRating(ctx, c.ID, age) })
		}
	}
	items := []kit.MenuItem{{Text: lang.L("Suitable from the age of")}}
	for _, age := range ages() {
		items = append(items, kit.MenuItem{Text: strconv.Itoa(age), Checked: c.Rating == age, Do: set(age)})
	}
	items = append(items, kit.MenuLine(), kit.MenuItem{
		Text: lang.L("Nobody said"), Checked: c.Rating == library.NoRating, Do: set(library.NoRating),
	})
	size := on.Size()
	kit.ShowMenu(on, fyne.NewPos(size.Width/2-95, size.Height/2-150), items)
}

// ConfirmRemove asks whether the files go too; removed, which may be nil, is
// called when the bundle is gone.
func (a Actions) ConfirmRemove(on fyne.Canvas, c library.Card, removed func()) {
	if on == nil {
		return
	}
	var dialog *kit.Dialog
	remove := func(withFiles bool) func() {
		return func() {
			dialog.Close()
			a.Loop.Work(func(ctx context.Context) error { return a.Backend.Remove(ctx, c.ID, withFiles) }, func(err error) {
				a.Desk.Tell(err)
				if err == nil && removed != nil {
					removed()
				}
			})
		}
	}
	explain := lang.L("If you keep its files, it can be added again and goes on where it was. Deleted files are gone for good.")
	buttons := []*kit.Button{
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Delete files too"), "", kit.Destructive(), remove(true)),
		kit.NewButton(lang.L("Keep files"), "", kit.Primary(), remove(false)),
	}
	if c.Local { // files that were there before are never touched
		explain = lang.L("It leaves the library. Its files were yours before, and stay where they are.")
		buttons = []*kit.Button{buttons[0], kit.NewButton(lang.L("Remove"), "", kit.Primary(), remove(false))}
	}
	text := kit.NewLabel(explain, kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3)
	dialog = kit.ShowDialog(on, lang.L("Remove “{{.Title}}”?", map[string]any{"Title": c.Title}), kit.NewRoom(text, 58), buttons...)
}
