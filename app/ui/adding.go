package ui

import (
	"context"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// maxSource bounds what is pasted into the field, in bytes.
const maxSource = 64 << 10

// ShowAdd asks what to add: a link, an address, a file or a folder.
func (w *Window) ShowAdd() { w.showAdd("") }

func (w *Window) showAdd(text string) {
	var dialog *kit.Dialog
	field := kit.NewField(lang.L("Magnet link, infohash or .torrent address"), "")
	field.SetText(text)
	add := func() {
		if source := strings.TrimSpace(field.Text); source != "" {
			dialog.Close()
			w.Add(source)
		}
	}
	field.OnSubmitted = func(string) { add() }
	field.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyEscape {
			dialog.Close()
			return true
		}
		return false
	}
	folder := func() { dialog.Close(); w.ImportFolder() }
	open := func() { dialog.Close(); w.ChooseTorrent(w.Add) }
	buttons := []*kit.Button{
		kit.NewButton(lang.L("Add"), kit.IconAdd, kit.Primary(), add),
	}
	if w.curator != nil {
		buttons = append([]*kit.Button{kit.NewButton(lang.L("A folder…"), kit.IconImport, kit.Plain(), folder)}, buttons...)
	}
	buttons = append([]*kit.Button{kit.NewButton(lang.L("A file…"), kit.IconOpen, kit.Plain(), open)}, buttons...)
	dialog = kit.ShowDialog(w.window.Canvas(), lang.L("Add to your library"), kit.NewRoom(field, kit.FieldHeight), buttons...)
	dialog.HoldWhile(func() bool { return strings.TrimSpace(field.Text) != "" })
	w.window.Canvas().Focus(field)
}

// Add adds a source and says so when it cannot be. The link of a channel is followed,
// a folder is taken in.
func (w *Window) Add(source string) { w.add(source, w.Tell) }

// add is Add; told hears how it went.
func (w *Window) add(source string, told func(error)) {
	if link, ok, err := library.Handover(source); ok {
		if err != nil {
			told(err)
			return
		}
		source = link
	}
	if w.followLink(source) {
		return
	}
	folder := false
	w.loop.Work(func(ctx context.Context) error {
		if folder = w.curator != nil && isFolder(source); folder {
			return nil
		}
		_, err := w.engine.Add(ctx, source)
		return err
	}, func(err error) {
		if folder {
			w.importFrom(source)
			return
		}
		told(err)
	})
}

// isFolder reports whether a source is a folder of this machine's.
func isFolder(source string) bool {
	info, err := os.Stat(source)
	return err == nil && info.IsDir()
}

// Tell shows a problem over whatever screen is shown; nil takes the one before
// away. It stays until it is closed, the next one takes its place, something succeeds,
// or the screen is left: an error nobody has read must not go by itself.
func (w *Window) Tell(err error) {
	if err == nil {
		w.frame.tell("")
		return
	}
	w.frame.tell(say.Problem(err))
}

// paste offers what is on the clipboard to be added.
func (w *Window) paste() {
	text := strings.TrimSpace(w.app.Clipboard().Content())
	if w.frame.watching || w.window.Canvas().Overlays().Top() != nil || text == "" || len(text) > maxSource {
		return
	}
	w.showAdd(text)
}
