package ui

import (
	"errors"
	"io/fs"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// tellImport says what an import brought, and all that it left out.
func (w *Window) tellImport(brought library.Imported, err error) {
	if err != nil {
		w.Tell(err)
		return
	}
	var shown *kit.Dialog
	done := kit.NewButton(lang.L("Done"), "", kit.Primary(), func() { shown.Close() })
	report := newImportReport(brought, func(e *fyne.KeyEvent) { shown.TypedKey(e) })
	title := lang.N("{{.N}} bundles were added", kit.Plural(brought.Bundles), map[string]any{"N": brought.Bundles})
	if brought.Items == 0 {
		title = lang.L("Nothing new was found")
	}
	shown = kit.ShowDialog(w.window.Canvas(), title, report, done)
	if len(brought.Skipped) > 0 {
		shown.Wide(min(reportWidth, w.window.Canvas().Size().Width-40))
	}
}

// importReport is what an import brought: a sentence, and the files it left out.
type importReport struct {
	widget.BaseWidget
	text    *kit.Label
	left    *kit.Label // how many were left out
	skipped *skippedList
}

func newImportReport(brought library.Imported, keys func(*fyne.KeyEvent)) *importReport {
	text := ""
	if brought.Playable > 0 {
		text = lang.N("{{.N}} files can be played now", kit.Plural(brought.Playable), map[string]any{"N": brought.Playable}) + ". "
	}
	if brought.Known > 0 {
		text += lang.N("{{.N}} files were in the library already", kit.Plural(brought.Known), map[string]any{"N": brought.Known}) + "."
	}
	n := len(brought.Skipped)
	r := &importReport{
		text:    kit.NewLabel(text, kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(2),
		left:    kit.NewLabel(lang.N("{{.N}} files were left out", kit.Plural(n), map[string]any{"N": n}), kit.TextBody, kit.Medium, kit.ColorText).Cut(),
		skipped: newSkippedList(brought.Skipped, keys),
	}
	r.left.Hidden, r.skipped.Hidden = n == 0, n == 0
	r.ExtendBaseWidget(r)
	return r
}

// The measures of a report.
const (
	reportWidth   float32 = 640
	reportText    float32 = 40
	skippedHeight float32 = 44
	skippedShown          = 5
)

// CreateRenderer implements fyne.Widget.
func (r *importReport) CreateRenderer() fyne.WidgetRenderer { return &reportRenderer{r} }

type reportRenderer struct{ r *importReport }

func (r *reportRenderer) Destroy() {}

func (r *reportRenderer) MinSize() fyne.Size {
	height := reportText
	if n := len(r.r.skipped.files); n > 0 {
		height += 34 + skippedHeight*float32(min(n, skippedShown))
	}
	return fyne.NewSize(300, height)
}

func (r *reportRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.text, r.r.left, r.r.skipped}
}

func (r *reportRenderer) Layout(size fyne.Size) {
	place := func(o fyne.CanvasObject, y, height float32) {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, max(height, 0)))
	}
	place(r.r.text, 0, reportText)
	place(r.r.left, reportText+4, 20)
	place(r.r.skipped, reportText+30, size.Height-reportText-30)
}

func (r *reportRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// skippedList lists files that were left out, and why; only rows in sight exist. Up
// and Down move in it, other keys are the dialog's.
type skippedList struct {
	kit.List
	files []library.SkippedFile
	keys  func(*fyne.KeyEvent)
}

func newSkippedList(files []library.SkippedFile, keys func(*fyne.KeyEvent)) *skippedList {
	l := &skippedList{files: files, keys: keys}
	l.Length = func() int { return len(l.files) }
	l.CreateItem = func() fyne.CanvasObject { return newSkippedRow() }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if row, ok := o.(*skippedRow); ok && id < len(l.files) {
			row.show(l.files[id])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey implements fyne.Focusable.
func (l *skippedList) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyUp || e.Name == fyne.KeyDown {
		l.List.TypedKey(e)
		return
	}
	l.keys(e)
}

// skippedRow is one file: its name, and why it was left out.
type skippedRow struct {
	widget.BaseWidget
	name, why *kit.Label
}

func newSkippedRow() *skippedRow {
	r := &skippedRow{
		name: kit.NewLabel("", kit.TextBody, kit.Medium, kit.ColorText).Cut(),
		why:  kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut(),
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *skippedRow) show(f library.SkippedFile) {
	r.name.SetText(filepath.Base(f.Path))
	r.why.SetText(whyLeftOut(f.Err))
}

// whyLeftOut says why a file is not in the library; none of it is a fault of the
// program's.
func whyLeftOut(err error) string {
	switch {
	case errors.Is(err, library.ErrEmptyFile):
		return lang.L("It is empty")
	case errors.Is(err, library.ErrOddFile):
		return lang.L("It is no ordinary file")
	case errors.Is(err, fs.ErrPermission):
		return lang.L("You may not read it")
	case errors.Is(err, fs.ErrNotExist):
		return lang.L("It is not there any more")
	}
	return say.Problem(err)
}

// CreateRenderer implements fyne.Widget.
func (r *skippedRow) CreateRenderer() fyne.WidgetRenderer { return &skippedRenderer{r} }

type skippedRenderer struct{ r *skippedRow }

func (r *skippedRenderer) Destroy()           {}
func (r *skippedRenderer) MinSize() fyne.Size { return fyne.NewSize(200, skippedHeight-4) }

func (r *skippedRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.name, r.r.why}
}

func (r *skippedRenderer) Layout(size fyne.Size) {
	r.r.name.Move(fyne.NewPos(4, 3))
	r.r.name.Resize(fyne.NewSize(max(size.Width-16, 0), 18))
	r.r.why.Move(fyne.NewPos(4, 21))
	r.r.why.Resize(fyne.NewSize(max(size.Width-16, 0), 16))
}

func (r *skippedRenderer) Refresh() {
	r.Layout(r.r.Size())
	r.r.name.Refresh()
	r.r.why.Refresh()
}
