package collection

import (
	"fmt"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// fakeDesk remembers what the window was asked.
type fakeDesk struct {
	calls  []string
	told   error
	kept   map[string]string
	window fyne.Window
}

func (d *fakeDesk) Play(id library.BundleID, item int) {
	d.calls = append(d.calls, fmt.Sprintf("play %s %d", id[:8], item))
}

func (d *fakeDesk) OpenBundle(id library.BundleID) {
	d.calls = append(d.calls, fmt.Sprintf("open %s", id[:8]))
}
func (d *fakeDesk) ShowAdd()       { d.calls = append(d.calls, "add") }
func (d *fakeDesk) ImportFolder()  { d.calls = append(d.calls, "import") }
func (d *fakeDesk) Tell(err error) { d.told = err }

func (d *fakeDesk) Focus(o fyne.Focusable) {
	if d.window != nil {
		d.window.Canvas().Focus(o)
	}
}

func (d *fakeDesk) Remember(key, value string) {
	if d.kept == nil {
		d.kept = map[string]string{}
	}
	d.kept[key] = value
}
func (d *fakeDesk) Recall(key string) string { return d.kept[key] }
