package ui

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"

	"matinee/app/ui/studio"
	"matinee/library"
)

// OpenFolder implements transfers.Desk.
func (w *Window) OpenFolder(path string) { w.openBy(path, library.CodeNoFileManager) }

// WriteMail implements complaint.Desk.
func (w *Window) WriteMail(link string) { w.openBy(link, library.CodeNoMailer) }

// OpenPage implements buying.Desk. The address is a stranger's: only the web is opened.
func (w *Window) OpenPage(address string) {
	page, err := url.Parse(address)
	if err == nil && page.Scheme != "https" && page.Scheme != "http" {
		err = fmt.Errorf("%q is no page of the web", page.Scheme)
	}
	if err != nil {
		w.Tell(library.Wrap(library.CodeNoBrowser, err))
		return
	}
	w.openBy(page.String(), library.CodeNoBrowser)
}

// openBy has something opened as the desktop does, and says when nothing does.
func (w *Window) openBy(what string, none library.Code) {
	d := w.deps.Desktop
	if d == nil {
		w.Tell(&library.Error{Code: none})
		return
	}
	w.loop.Work(func(ctx context.Context) error { return library.Wrap(none, d.Launch(ctx, what)) }, w.Tell)
}

// Push implements studio.Desk.
func (w *Window) Push(p studio.Page) { w.nav.push(p) }

// Copy implements transfers.Desk.
func (w *Window) Copy(text string) { w.app.Clipboard().SetContent(text) }

// ChooseTorrent implements transfers.Desk.
func (w *Window) ChooseTorrent(chosen func(path string)) {
	w.choose(lang.L("Choose a .torrent file"), []string{".torrent"}, chosen)
}

// ChooseFolder implements transfers.Desk.
func (w *Window) ChooseFolder(chosen func(path string)) {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			chosen(folder.Path())
		}
	}, w.window)
	w.showChooser(d, lang.L("Choose a folder"))
}

// ChooseFile implements settings.Desk.
func (w *Window) ChooseFile(chosen func(path string)) {
	w.choose(lang.L("Choose a file"), nil, chosen)
}

// ChooseSubtitle implements watch.Stage.
func (w *Window) ChooseSubtitle(chosen func(path string)) {
	w.choose(lang.L("Choose subtitles"), []string{".srt", ".ass", ".ssa", ".vtt", ".sub", ".sup"}, chosen)
}

// choose asks for a file of one of the kinds; nil means any.
func (w *Window) choose(title string, extensions []string, chosen func(path string)) {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		path := file.URI().Path()
		if err := file.Close(); err != nil {
			fyne.LogError("Cannot close "+path, err)
		}
		chosen(path)
	}, w.window)
	if extensions != nil {
		d.SetFilter(storage.NewExtensionFileFilter(extensions))
	}
	w.showChooser(d, title)
}

// SaveFile implements studio.Desk.
func (w *Window) SaveFile(name string, document []byte) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil || file == nil {
			w.Tell(err)
			return
		}
		w.loop.Work(func(context.Context) error {
			_, err := file.Write(document)
			return errors.Join(err, file.Close())
		}, w.Tell)
	}, w.window)
	d.SetFileName(name)
	w.showChooser(d, lang.L("Save as"))
	d.SetConfirmText(lang.L("Save"))
}

// Remember keeps how a screen was left, for the next start. Key is a setting.
func (w *Window) Remember(key, value string) {
	if w.settings != nil {
		w.store(key, value)
	}
}

// Recall tells what was remembered.
func (w *Window) Recall(key string) string { return setting(w.settings, key) }

// Fullscreen implements watch.Stage.
func (w *Window) Fullscreen() bool { return w.window.FullScreen() }

// SetFullscreen implements watch.Stage.
func (w *Window) SetFullscreen(on bool) { w.window.SetFullScreen(on) }

// Focus implements watch.Stage.
func (w *Window) Focus(o fyne.Focusable) {
	if c := w.window.Canvas(); c.Overlays().Top() == nil {
		c.Focus(o)
	}
}
