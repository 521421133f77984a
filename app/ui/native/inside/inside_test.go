package inside

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestTheToolkitTellsWhatAWidgetIsMadeOf(t *testing.T) {
	test.NewTempApp(t)
	b := widget.NewButton("Here", nil)
	if got := Of(b); got != nil {
		t.Fatalf("a button that nobody drew is made of %v", got)
	}
	box := container.NewVBox(b)
	test.NewTempWindow(t, box)
	if got := Of(box); len(got) != 1 || got[0] != fyne.CanvasObject(b) {
		t.Fatalf("the box holds %v", got)
	}
	want := test.WidgetRenderer(b).Objects()
	if got := Of(b); len(got) == 0 || len(got) != len(want) || got[0] != want[0] {
		t.Fatalf("the button is made of %v, not of %v", got, want)
	}
}
