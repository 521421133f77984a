//go:build cgo

package app

import (
	"testing"

	"matinee/app/desktop/a11y"
	"matinee/app/ui"
	heard "matinee/app/ui/aloud"
	"matinee/app/ui/kit"
)

func TestReadersKnowEveryKindOfControl(t *testing.T) {
	for _, kind := range kit.Kinds() {
		if !a11y.Knows(string(kind)) {
			t.Errorf("a reader is not told what a %s is", kind)
		}
	}
}

func TestWhatIsHeardIsWhatTheWindowTells(t *testing.T) {
	field := &heard.Element{ID: 2, Kind: kit.KindField, Name: "Search", Value: "low", Caret: 3, Takes: true, Focused: true, Shown: true}
	slider := &heard.Element{ID: 3, Kind: kit.KindSlider, Name: "Volume", Value: "40 percent", Range: &kit.Range{Now: 40, Most: 100, Step: 5}, Settable: true}
	pick := &heard.Element{ID: 4, Kind: kit.KindPick, Name: "Theme", Value: "Dark", Has: kit.Off}
	list := &heard.Element{
		ID: 1, Kind: kit.KindList, Name: "All", Children: []*heard.Element{field, slider, pick},
	}
	list.Position.X, list.Position.Y, list.Size.Width = 10, 20, 30.4
	window := ui.Heard{Tree: heard.Tree{Title: "Matinee", Scale: 2, Within: []*heard.Element{list}}, Language: "fr", Active: true}
	window.Size.Width = 640
	got := treeOf(window)
	if got.Title != "Matinee" || got.Width != 1280 || got.Language != "fr" || !got.Active || len(got.Within) != 1 {
		t.Fatalf("the window: %+v", got)
	}
	l := got.Within[0]
	if l.X != 20 || l.Y != 40 || l.Width != 61 || len(l.Children) != 3 {
		t.Fatalf("the list: %+v", l)
	}
	if f := l.Children[0]; f.Name != "Search" || f.Text != "low" || f.Caret != 3 || !f.Focused || !f.Focusable || !f.Shown {
		t.Errorf("the field: %+v", f)
	}
	if s := l.Children[1]; s.Amount == nil || *s.Amount != (a11y.Amount{Now: 40, Most: 100, Step: 5, Settable: true}) || s.Name != "Volume" {
		t.Errorf("the slider: %+v", s)
	}
	if p := l.Children[2]; p.Name != "Theme, Dark" || !p.Disabled {
		t.Errorf("the choice: %+v", p)
	}
}
