package transfers

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// tools are the actions on everything, beside the title.
type tools struct {
	widget.BaseWidget
	all, add *kit.Button
	resume   bool // everything is paused: the button lets it go on
}

func newTools(add func(), all func(pause bool)) *tools {
	t := &tools{}
	look := kit.Plain()
	look.Height, look.Pad = 36, 14
	t.all = kit.NewButton(lang.L("Pause all"), kit.IconPause, look, func() { all(!t.resume) })
	t.add = kit.NewButton(lang.L("Add"), kit.IconAdd, look, add)
	t.ExtendBaseWidget(t)
	return t
}

// show offers to let all go on once nothing runs.
func (t *tools) show(entries []Entry) {
	resume := len(entries) > 0
	for _, e := range entries {
		resume = resume && e.Paused()
	}
	if resume == t.resume {
		return
	}
	t.resume = resume
	if resume {
		t.all.Set(lang.L("Resume all"), kit.IconPlay)
	} else {
		t.all.Set(lang.L("Pause all"), kit.IconPause)
	}
	t.Refresh()
}

// pauseAll pauses everything or lets it go on.
func (s *Screen) pauseAll(pause bool) {
	s.act(func(ctx context.Context) error { return s.engine.SetAllPaused(ctx, pause) })
}

// CreateRenderer implements fyne.Widget.
func (t *tools) CreateRenderer() fyne.WidgetRenderer { return &toolsRenderer{t} }

type toolsRenderer struct{ t *tools }

func (r *toolsRenderer) Destroy() {}

// MinSize implements fyne.WidgetRenderer.
func (r *toolsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.t.all.MinSize().Width+r.t.add.MinSize().Width+10, 36)
}

func (r *toolsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.t.all, r.t.add}
}

func (r *toolsRenderer) Layout(size fyne.Size) {
	add, all := r.t.add.MinSize().Width, r.t.all.MinSize().Width
	put(r.t.add, size.Width-add, 0, add, size.Height)
	put(r.t.all, size.Width-add-10-all, 0, all, size.Height)
}

func (r *toolsRenderer) Refresh() {
	r.Layout(r.t.Size())
	r.t.all.Refresh()
	r.t.add.Refresh()
}
