package bundle

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

func TestEverythingFitsAtEveryScale(t *testing.T) {
	long := season(9)
	long.Card.Title = strings.Repeat("A title of many words ", 25)
	long.Card.Creators = strings.Repeat("Many people, ", 30)
	long.Synopsis = strings.Repeat("A synopsis that goes on. ", 60)
	long.Items[0].Title = strings.Repeat("عنوان طويل ", 40)
	long.Items[1].Title = strings.Repeat("🎬👩‍👩‍👧", 60)
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			d := season(8)
			f, _ := newShowIn(t, language, d, downloading(d))
			fits(t, f, "a season")
		})
		t.Run(language+" long", func(t *testing.T) {
			f, _ := newShowIn(t, language, long, downloading(long))
			fits(t, f, "long titles")
		})
	}
}

func fits(t *testing.T, f *fake, what string) {
	t.Helper()
	stagehand.InEveryWindow(t, f.Window, true, func(window string, _ float32) {
		for _, flaw := range stagehand.Flaws(f.Window) {
			t.Errorf("%s, %s: %s", what, window, flaw)
		}
	})
}

func TestNothingLiesOverAnotherPart(t *testing.T) {
	d := season(9)
	d.Card.Title = strings.Repeat("A title of many words ", 25)
	d.Card.Creators = strings.Repeat("Many people, ", 30)
	d.Synopsis = strings.Repeat("A synopsis that goes on. ", 60)
	d.Items[0].Title = strings.Repeat("عنوان طويل ", 40)
	f, p := newShow(t, d, downloading(d))
	for _, size := range []fyne.Size{{Width: 1072, Height: 800}, {Width: 736, Height: 500}, {Width: 3632, Height: 2160}, {Width: 500, Height: 400}} {
		f.Window.Resize(size)
		h := p.head
		parts := []fyne.CanvasObject{h.leave, h.chips[0], h.title, h.facts, h.synopsis, h.play, h.section}
		for i := 1; i < len(parts); i++ {
			if bottom := parts[i-1].Position().Y + parts[i-1].Size().Height; bottom > parts[i].Position().Y+0.5 {
				t.Errorf("at %v part %d reaches to %v, the next begins at %v", size, i-1, bottom, parts[i].Position().Y)
			}
		}
		for _, o := range append(parts, h.swarm) {
			if right := o.Position().X + o.Size().Width; right > size.Width {
				t.Errorf("at %v a part reaches to %v", size, right)
			}
		}
		if first := rowAt(t, p, 0); first.Position().Y < h.section.Position().Y+h.section.Size().Height {
			t.Errorf("at %v the rows lie over the head", size)
		} else if first.title.Size().Width < 60 {
			t.Errorf("at %v a title has %v", size, first.title.Size().Width)
		}
	}
}

// where is the top of a part on the page.
func where(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
}

func TestANarrowPageBeginsWithTheEpisodes(t *testing.T) {
	d := season(3)
	f, p := newShow(t, d, downloading(d))
	f.Until(func() bool { return !p.head.swarm.Hidden })
	f.Window.Resize(fyne.NewSize(700, 800))
	last := p.grid.Cells()[2]
	if top := where(p.head.swarm); top < where(last)+last.Size().Height {
		t.Errorf("the swarm stands at %v, the last episode at %v", top, where(last))
	}
	d, a := sold(library.CodeSealed)
	f, p = showSold(t, "en", d, a)
	f.Window.Resize(fyne.NewSize(700, 800))
	if first := p.grid.Cells()[0]; where(p.head.editions) > where(first) {
		t.Error("what opens a sealed bundle stands below its episodes")
	}
	p.grid.ScrollTo(1e6)
	if bottom := where(p.head.swarm) + p.head.swarm.Size().Height; bottom > 800 || bottom < 700 {
		t.Errorf("scrolled to its end the page shows the swarm down to %v of 800", bottom)
	}
}
