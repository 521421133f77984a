package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
)

// What closing does, as the setting ui.close and ui.told say it.
const (
	closeToTray   = "tray"
	closeMinimise = "minimise"
)

// closeAsked is what the window's close button does. Where there is no tray the
// window is minimised instead; closing a minimised one, which its entry among the
// desktop's windows offers, ends the program.
func (w *Window) closeAsked() {
	way := setting(w.settings, "ui.close")
	switch {
	case w.desktop == nil || w.minimised:
	case way == closeToTray && w.hasTray():
		w.Hide()
		w.tellOnce(closeToTray, lang.L("Matinee keeps going in the tray"),
			lang.L("Music and sharing go on. Click its icon to open it; its menu has Quit."))
		return
	case (way == closeToTray || way == closeMinimise) && w.Minimise():
		if way == closeToTray {
			w.tellOnce(closeMinimise, lang.L("Matinee is minimized: there is no tray here"),
				lang.L("Music and sharing go on. To quit, press Ctrl+Q or close it while it is minimized."))
		}
		return
	}
	w.Quit()
}

// hint is what a person is told once: where the window went.
type hint struct{ about, title, text string }

// tellOnce says where the window went, the first time ever: by the desktop, or
// once the window is seen again.
func (w *Window) tellOnce(about, title, text string) {
	if slices.Contains(w.told(), about) {
		return
	}
	h := hint{about, title, text}
	w.loop.Work(func(ctx context.Context) error { return w.desktop.Notify(ctx, title, text) }, func(err error) {
		if err == nil {
			w.remember(h)
			return
		}
		w.missed = &h // nobody saw it
		if w.visible() {
			w.sayMissed()
		}
	})
}

func (w *Window) told() []string {
	return strings.FieldsFunc(setting(w.settings, "ui.told"), func(r rune) bool { return r == ',' || r == ' ' })
}

// remember keeps a hint from being told again.
func (w *Window) remember(h hint) {
	value := strings.Join(append(w.told(), h.about), ",")
	w.loop.Work(func(context.Context) error { return w.settings.Set("ui.told", value) }, func(err error) {
		if err != nil {
			fyne.LogError("Cannot store what was told", err)
		}
	})
}

// sayMissed says in the window what the desktop could not.
func (w *Window) sayMissed() {
	if w.missed == nil {
		return
	}
	h := *w.missed
	w.missed = nil
	w.remember(h)
	var d *kit.Dialog
	d = kit.ShowDialog(w.window.Canvas(), h.title, kit.NewLabel(h.text, kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3),
		kit.NewButton(lang.L("Understood"), "", kit.Primary(), func() { d.Close() }))
}
