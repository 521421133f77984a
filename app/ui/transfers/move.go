package transfers

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// chooseFolder asks where a bundle's files are to lie and moves them there. They
// get a folder of their own below the chosen one.
func (s *Screen) chooseFolder(e Entry) {
	s.desk.ChooseFolder(func(folder string) {
		own := filepath.Base(e.Bundle.Folder)
		if filepath.Base(folder) != own {
			folder = filepath.Join(folder, own)
		}
		s.move(e, folder)
	})
}

// move shows how far a move is, and lets a person cancel it.
func (s *Screen) move(e Entry, folder string) {
	c := s.canvas()
	if c == nil {
		return
	}
	ctx, cancel := context.WithCancel(s.loop.Context())
	progress := newMoving()
	var dialog *kit.Dialog
	dialog = kit.ShowDialog(c, lang.L("Moving “{{.Title}}”", map[string]any{"Title": e.Title()}), progress,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }))
	dialog.OnClosed(cancel)
	s.loop.Work(func(context.Context) error {
		return s.engine.Move(ctx, e.Bundle.ID, folder, progress.tell(s.loop.Post))
	}, func(err error) {
		dialog.Close()
		if errors.Is(err, context.Canceled) || library.CodeOf(err) == library.CodeCanceled {
			err = nil // the files are where they were
		}
		s.tell(err)
		s.changed()
	})
}

// moving shows how much of a bundle was moved.
type moving struct {
	widget.BaseWidget
	bar  *kit.Progress
	text *kit.Label
}

func newMoving() *moving {
	m := &moving{
		bar:  kit.NewProgress(),
		text: kit.NewLabel(lang.L("Preparing"), kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	m.ExtendBaseWidget(m)
	return m
}

// tell returns a function that may be called from any thread, as often as one
// likes: only one news at a time waits for the main thread.
func (m *moving) tell(post func(func())) func(done, total int64) {
	var latest, whole atomic.Int64
	var waiting atomic.Bool
	return func(done, total int64) {
		latest.Store(done)
		whole.Store(total)
		if waiting.Swap(true) {
			return
		}
		post(func() {
			waiting.Store(false)
			m.show(latest.Load(), whole.Load())
		})
	}
}

func (m *moving) show(done, total int64) {
	m.bar.Set(float64(done)/float64(max(total, 1)), kit.ToneActive)
	m.text.SetText(ofAmount(done, total))
}

// CreateRenderer implements fyne.Widget.
func (m *moving) CreateRenderer() fyne.WidgetRenderer { return &movingRenderer{m} }

type movingRenderer struct{ m *moving }

func (r *movingRenderer) Destroy()                     {}
func (r *movingRenderer) MinSize() fyne.Size           { return fyne.NewSize(240, 40) }
func (r *movingRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.m.bar, r.m.text} }

func (r *movingRenderer) Layout(size fyne.Size) {
	put(r.m.bar, 0, 6, size.Width, 4)
	put(r.m.text, 0, 18, size.Width, 18)
}

func (r *movingRenderer) Refresh() {
	r.Layout(r.m.Size())
	r.m.bar.Refresh()
	r.m.text.Refresh()
}
