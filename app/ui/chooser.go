package ui

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// chooserPad is what lies around the content of a dialog of files.
const chooserPad float32 = 14

// showChooser shows a dialog of Fyne's as large as the window allows.
func (w *Window) showChooser(d *dialog.FileDialog, title string) {
	d.SetTitleText(title)
	d.SetConfirmText(lang.L("Choose"))
	d.Show() // Fyne's dialog can be resized only once it is shown
	furnishChooser(popUpOf(w.window.Canvas().Overlays().Top()))
	d.Resize(w.dialogSize())
	w.closeByEscape(d)
}

// closeByEscape lets Escape close a dialog of Fyne's, which has no use for it, while
// nothing in it has the keys.
func (w *Window) closeByEscape(d *dialog.FileDialog) {
	c := w.window.Canvas()
	before, top := c.OnTypedKey(), c.Overlays().Top()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape && c.Overlays().Top() == top {
			d.Dismiss()
		}
	})
	d.SetOnClosed(func() { c.SetOnTypedKey(before) })
}

// dialogSize is how large a dialog of files is shown.
func (w *Window) dialogSize() fyne.Size {
	size := w.window.Canvas().Size()
	return fyne.NewSize(min(size.Width-40, 860), min(size.Height-40, 600))
}

// popUpOf is the content of a dialog of Fyne's; nil where there is none. What lies over
// the window is of a type that only Fyne can name, with the dialog in a field.
func popUpOf(overlay fyne.CanvasObject) fyne.CanvasObject {
	v := reflect.Indirect(reflect.ValueOf(overlay))
	if v.Kind() != reflect.Struct {
		return nil
	}
	content := v.FieldByName("Content")
	if !content.IsValid() || !content.CanInterface() {
		return nil
	}
	if popUp, ok := content.Interface().(*widget.PopUp); ok {
		return popUp.Content
	}
	return nil
}

// furnishChooser gives the content of Fyne's dialog the distance from the edge that all
// others have, and its list of places the language of the window: the toolkit says them
// in English only. What a later Fyne builds in another way stays as it is.
func furnishChooser(content fyne.CanvasObject) {
	box, ok := content.(*fyne.Container)
	if !ok || box.Layout == nil {
		return
	}
	box.Layout = inset{box.Layout, chooserPad}
	for _, o := range box.Objects {
		split, ok := o.(*container.Split)
		if !ok {
			continue
		}
		if list, ok := split.Leading.(*widget.List); ok {
			speakPlaces(list)
		}
	}
}

// speakPlaces names the places of a list in the language of the window.
func speakPlaces(list *widget.List) {
	update, names := list.UpdateItem, placeNames()
	list.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		update(id, o)
		row, ok := o.(*fyne.Container)
		if !ok {
			return
		}
		for _, part := range row.Objects {
			if label, ok := part.(*widget.Label); ok && names[label.Text] != "" {
				label.SetText(names[label.Text])
			}
		}
	}
	list.Refresh()
}

// placeNames are the places that Fyne's dialog lists, by the names it gives them.
func placeNames() map[string]string {
	return map[string]string{
		"Home": lang.L("Your folder"), "Computer": lang.L("Computer"), "Desktop": lang.L("Desktop"), "Documents": lang.L("Documents"),
		"Downloads": lang.L("Downloads"), "Music": lang.L("Music"), "Pictures": lang.L("Pictures"), "Videos": lang.L("Videos"),
		"Movies": lang.L("Videos"), "App Files": lang.L("Files of Matinee"),
	}
}

// inset is a layout with room around it.
type inset struct {
	inner fyne.Layout
	by    float32
}

// Layout implements fyne.Layout.
func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	i.inner.Layout(objects, size.SubtractWidthHeight(2*i.by, 2*i.by))
	for _, o := range objects {
		o.Move(o.Position().AddXY(i.by, i.by))
	}
}

// MinSize implements fyne.Layout.
func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return i.inner.MinSize(objects).AddWidthHeight(2*i.by, 2*i.by)
}
