package studio

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// thumbs are the pictures on the page that can be chosen.
func (h *house) thumbs() (list []*kit.Thumb) {
	for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
		if t, ok := o.(*kit.Thumb); ok && t.Visible() {
			list = append(list, t)
		}
	}
	return list
}

// TestPosterIsChosen: frames of the film are proposed, one is chosen by the keys alone, and
// a picture of one's own takes its place; what is chosen is in the draft, and shown as
// chosen when the page is opened again.
func TestPosterIsChosen(t *testing.T) {
	h, f := onTheWay(t)
	to[*itemsStep](t, f)
	h.stage.Press("Choose the poster…")
	h.stage.Until(func() bool { return len(h.thumbs()) == 3 })
	if all := h.thumbs(); !all[0].Chosen() || all[1].Chosen() || all[1].Text() != "at 0:10" {
		t.Errorf("chosen are %v, %v", all[0].Chosen(), all[1].Chosen())
	}
	h.stage.Focus(h.thumbs()[2])
	h.stage.Key(fyne.KeyReturn)
	posters := func() (list []library.DraftItem) {
		for _, i := range h.saved().Items {
			if i.Role == library.RolePoster {
				list = append(list, i)
			}
		}
		return list
	}
	h.stage.Until(func() bool { p := posters(); return len(p) == 1 && p[0].At == library.Interval(20*time.Second) })
	if p := posters()[0]; p.Frame != "Low Tide.mkv" || p.Path != "poster.jpg" || h.thumbs()[0].Chosen() || !h.thumbs()[2].Chosen() {
		t.Errorf("%+v", p)
	}
	h.stage.Press("A picture of my own…")
	h.stage.Until(func() bool { p := posters(); return len(p) == 1 && p[0].File == "poster.png" })
	if p := posters()[0]; p.Path != "poster.png" || p.Frame != "" || len(h.thumbs()) != 4 || h.pictures[0] != "/deal.json" {
		t.Errorf("%+v, %v", p, h.pictures)
	}
	h.stage.Press("Done")
	h.stage.Press("Choose the poster…")
	h.stage.Until(func() bool { return len(h.thumbs()) == 4 && h.thumbs()[0].Chosen() })
	h.fail(library.Errorf(library.CodeBrokenMedia, "notes.txt"))
	h.stage.Press("A picture of my own…")
	h.stage.Until(func() bool { return h.says("This file is damaged") })
	h.fail(nil)
	if len(posters()) != 1 || posters()[0].File != "poster.png" {
		t.Errorf("%+v", posters())
	}
}
