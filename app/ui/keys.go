package ui

import (
	"runtime"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/bundle"
	"matinee/app/ui/home"
	"matinee/app/ui/kit"
	"matinee/app/ui/news"
	"matinee/app/ui/settings"
	"matinee/app/ui/studio"
	"matinee/app/ui/transfers"
	"matinee/app/ui/watch"
)

// chord is what keys do together wherever the focus is. One that is not for
// everywhere is only for the screens, not for a film or a question over them.
type chord struct {
	on         fyne.Shortcut
	keys, does string
	everywhere bool
	do         func()
}

// chords are the keys that work while something else has the focus.
func (w *Window) chords() []chord {
	leap := func(key fyne.KeyName, does string, do func()) chord {
		return chord{
			on:   &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt},
			keys: lang.L("Alt key") + "+" + kit.KeyCap(key), does: does, do: do,
		}
	}
	with := lang.L("Ctrl key") + "+"
	if runtime.GOOS == "darwin" {
		with = "⌘"
	}
	all := []chord{
		{on: &fyne.ShortcutPaste{}, keys: with + "V", does: lang.L("Add a link that was copied"), everywhere: true, do: w.paste},
		{
			on:   &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault},
			keys: with + "F", does: lang.L("Search"), everywhere: true, do: w.search,
		},
		leap(fyne.KeyLeft, lang.L("Back"), w.Back),
	}
	for i, p := range w.nav.places {
		all = append(all, leap(fyne.KeyName(strconv.Itoa(i+1)), p.entry.Text(), func() { w.nav.goTo(p.name) }))
	}
	return append(all, chord{on: quitKeys(), keys: with + "Q", does: lang.L("Quit"), everywhere: true, do: w.Quit})
}

// showKeys lists all keys of all screens over the one that is shown; over a film those
// of the player.
func (w *Window) showKeys() {
	c := w.window.Canvas()
	if c.Overlays().Top() != nil {
		return
	}
	if w.frame.watching {
		w.watch.ShowKeys()
		return
	}
	kit.ShowKeys(c, lang.L("All keys"), w.keyGroups())
}

// keyGroups is the sheet of keys.
func (w *Window) keyGroups() []kit.KeyGroup {
	everywhere := []kit.KeyLine{
		{Keys: "?  " + string(kit.KeyHelp), Does: lang.L("This list")},
		{Keys: lang.L("Tab key"), Does: lang.L("To the next thing that can be worked; with Shift back")},
		{Keys: kit.KeyCap(fyne.KeyEscape), Does: lang.L("Close what is open, or go back")},
	}
	for _, chord := range w.chords() {
		everywhere = append(everywhere, kit.KeyLine{Keys: chord.keys, Does: chord.does})
	}
	groups := []kit.KeyGroup{
		{Title: lang.L("Everywhere"), Lines: everywhere},
		{Title: lang.L("Cards and lists"), Lines: kit.GridKeys()},
		{Title: lang.L("Home"), Lines: home.Keys()},
		{Title: lang.L("A bundle's page"), Lines: bundle.Keys()},
		{Title: lang.L("Transfers"), Lines: transfers.Keys()},
	}
	if w.deps.Studio != nil {
		groups = append(groups, kit.KeyGroup{Title: lang.L("Studio"), Lines: studio.KeysOfTables()})
	}
	if w.deps.Backends.Storage != nil {
		groups = append(groups, kit.KeyGroup{Title: lang.L("Storage"), Lines: settings.StorageKeys()})
	}
	if w.deps.Backends.Purchases != nil {
		groups = append(groups, kit.KeyGroup{Title: lang.L("Purchases"), Lines: settings.PurchaseKeys()})
	}
	if w.deps.Messages != nil {
		groups = append(groups, kit.KeyGroup{Title: lang.L("Messages"), Lines: news.Keys()})
	}
	return append(groups, kit.KeyGroup{Title: lang.L("Player"), Lines: watch.Keys()})
}

// bind adds the keys that work while something else has the focus.
func (w *Window) bind(to keyboard) {
	c := w.window.Canvas()
	for _, chord := range w.chords() {
		to.AddShortcut(chord.on, func(fyne.Shortcut) {
			if chord.everywhere || !w.frame.watching && c.Overlays().Top() == nil {
				chord.do()
			}
		})
	}
}
