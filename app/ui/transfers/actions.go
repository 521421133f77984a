package transfers

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
)

// canvas is where dialogs open; nil once the window is gone.
func (s *Screen) canvas() fyne.Canvas { return kit.CanvasOf(s) }

// Key hears keys while nothing on the screen has the focus: they go to the list.
func (s *Screen) Key(e *fyne.KeyEvent) {
	c := s.canvas()
	if c == nil || len(s.entries) == 0 {
		return
	}
	switch e.Name {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageDown, fyne.KeyPageUp:
		c.Focus(s.list)
	}
}

// Rune hears letters while nothing on the screen has the focus; it has use for none.
func (s *Screen) Rune(rune) {}

// openMenu shows what can be done with a bundle.
func (s *Screen) openMenu(e Entry, at fyne.Position) {
	if c := s.canvas(); c != nil {
		kit.ShowMenu(c, at, s.actions(e))
	}
}

// pause pauses a bundle or lets it go on.
func (s *Screen) pause(e Entry) {
	s.act(func(ctx context.Context) error { return s.engine.SetPaused(ctx, e.Bundle.ID, !e.Paused()) })
}

// openOutside opens the main item with another player.
func (s *Screen) openOutside(e Entry) {
	if e.Playable() {
		s.desk.OpenOutside(e.Bundle.ID, -1)
	}
}

// openFolder shows the folder of a bundle; the file in it, where there is one only.
func (s *Screen) openFolder(e Entry) {
	if len(e.Bundle.Items) == 1 {
		s.desk.ShowFile(filepath.Join(e.Bundle.Folder, filepath.FromSlash(e.Bundle.Items[0].Path)))
		return
	}
	s.desk.OpenFolder(e.Bundle.Folder)
}

func (s *Screen) actions(e Entry) []kit.MenuItem {
	id, hasInfo := e.Bundle.ID, e.Bundle.HasInfo()
	pause := kit.MenuItem{Text: lang.L("Pause"), Icon: kit.IconPause, Do: func() { s.pause(e) }}
	if e.Paused() {
		pause.Text, pause.Icon = lang.L("Resume"), kit.IconPlay
	}
	pin := kit.MenuItem{Text: lang.L("Never remove by itself"), Icon: kit.IconPin, Checked: e.Bundle.Pinned, Do: func() {
		s.act(func(ctx context.Context) error { return s.engine.SetPinned(ctx, id, !e.Bundle.Pinned) })
	}}
	return []kit.MenuItem{
		{Text: lang.L("Play"), Icon: kit.IconPlay, Disabled: !e.Playable(), Do: func() { s.play(e) }},
		{Text: lang.L("Open with another player"), Icon: kit.IconMini, Disabled: !e.Playable(), Do: func() { s.openOutside(e) }},
		pause,
		{Text: lang.L("Details and people…"), Icon: kit.IconPeople, Do: func() { s.details.open(e) }},
		{Text: lang.L("Items…"), Icon: kit.IconItems, Disabled: !hasInfo, Do: func() { s.chooseItems(e) }},
		{Text: lang.L("Limits…"), Icon: kit.IconLimit, Do: func() { s.chooseLimits(e) }},
		pin,
		kit.MenuLine(),
		{Text: lang.L("Check the files again"), Icon: kit.IconRecheck, Disabled: !hasInfo, Do: func() {
			s.act(func(ctx context.Context) error { return s.engine.Recheck(ctx, id) })
		}},
		{Text: lang.L("Move to another folder…"), Icon: kit.IconMove, Disabled: !hasInfo, Do: func() { s.chooseFolder(e) }},
		{Text: lang.L("Open folder"), Icon: kit.IconOpen, Disabled: e.Bundle.Folder == "", Do: func() {
			s.openFolder(e)
		}},
		{Text: lang.L("Copy magnet link"), Icon: kit.IconCopy, Do: func() { s.desk.Copy(e.Magnet()) }},
		kit.MenuLine(),
		{Text: lang.L("Remove…"), Icon: kit.IconRemove, Danger: true, Do: func() { s.confirmRemove(e) }},
	}
}

// confirmRemove asks whether the files go too.
func (s *Screen) confirmRemove(e Entry) {
	c := s.canvas()
	if c == nil {
		return
	}
	var dialog *kit.Dialog
	remove := func(withFiles bool) func() {
		return func() {
			dialog.Close()
			s.act(func(ctx context.Context) error { return s.engine.Remove(ctx, e.Bundle.ID, withFiles) })
		}
	}
	text := kit.NewLabel(lang.L("If you keep its files, it can be added again and goes on where it was. Deleted files are gone for good."),
		kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3)
	dialog = kit.ShowDialog(c, lang.L("Remove “{{.Title}}”?", map[string]any{"Title": e.Title()}),
		kit.NewRoom(text, 58),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Delete files too"), "", kit.Destructive(), remove(true)),
		kit.NewButton(lang.L("Keep files"), "", kit.Primary(), remove(false)),
	)
}
