package ui

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// ImportFolder asks for a folder of media and takes it in.
func (w *Window) ImportFolder() {
	if w.curator == nil {
		return
	}
	w.ChooseFolder(w.importFrom)
}

// importing is an import under way, in a dialog that can cancel it.
type importing struct {
	widget.BaseWidget
	words       func(done, total int) string
	text        *kit.Label
	bar         *kit.Progress
	done, total atomic.Int64
	poll        *live.Poll
}

// progressEvery is how often the dialog counts.
const progressEvery = 200 * time.Millisecond

func (w *Window) importFrom(folder string) {
	var brought library.Imported
	title := lang.L("Taking in “{{.Folder}}”", map[string]any{"Folder": filepath.Base(folder)})
	w.atLength(title, lang.L("Looking at the files"), sayFiles, func(ctx context.Context, tell func(done, total int)) (err error) {
		brought, err = w.curator.Import(ctx, folder, tell)
		return err
	}, func(err error, canceled bool) {
		if canceled {
			w.tellStopped(brought)
			return
		}
		w.tellImport(brought, err)
	})
}

// sayFiles says how far an import is.
func sayFiles(done, total int) string {
	return lang.N("{{.Done}} of {{.N}} files", kit.Plural(total), map[string]any{"Done": done, "N": total})
}

// atLength does work that takes its time, behind a dialog that tells how far it is and
// can cancel it. done hears how it ended.
func (w *Window) atLength(title, first string, words func(done, total int) string,
	work func(ctx context.Context, tell func(done, total int)) error, done func(err error, canceled bool),
) {
	i := &importing{bar: kit.NewProgress(), text: kit.NewLabel(first, kit.TextBody, kit.Regular, kit.ColorMuted).Cut(), words: words}
	i.ExtendBaseWidget(i)
	ctx, cancel := context.WithCancel(w.loop.Context())
	var shown *kit.Dialog
	shown = kit.ShowDialog(w.window.Canvas(), title,
		i, kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { shown.Close() }))
	shown.OnClosed(cancel)
	i.poll = w.loop.Poll(progressEvery, func(context.Context) func() { return i.count })
	i.poll.SetActive(true)
	w.loop.Work(func(context.Context) error {
		return work(ctx, func(done, total int) {
			i.done.Store(int64(done))
			i.total.Store(int64(total))
		})
	}, func(err error) {
		i.poll.Close()
		canceled := ctx.Err() != nil
		cancel()
		shown.Close()
		done(err, canceled && (err == nil || errors.Is(err, context.Canceled) || library.CodeOf(err) == library.CodeCanceled))
	})
}

// count shows how far the import is.
func (i *importing) count() {
	done, total := i.done.Load(), i.total.Load()
	if total == 0 {
		return
	}
	i.text.SetText(i.words(int(done), int(total)))
	i.bar.Set(float64(done)/float64(total), kit.ToneActive)
}

// CreateRenderer implements fyne.Widget.
func (i *importing) CreateRenderer() fyne.WidgetRenderer { return &importingRenderer{i} }

type importingRenderer struct{ i *importing }

func (r *importingRenderer) Destroy()           {}
func (r *importingRenderer) MinSize() fyne.Size { return fyne.NewSize(300, 44) }

func (r *importingRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.i.text, r.i.bar}
}

func (r *importingRenderer) Layout(size fyne.Size) {
	r.i.text.Resize(fyne.NewSize(size.Width, 20))
	r.i.bar.Move(fyne.NewPos(0, 30))
	r.i.bar.Resize(fyne.NewSize(size.Width, 4))
}

func (r *importingRenderer) Refresh() {
	r.i.text.Refresh()
	r.i.bar.Refresh()
}
