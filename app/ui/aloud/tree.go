package aloud

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

// Element is something that can be heard of.
type Element struct {
	ID       uint32 // stays while the object does
	Kind     kit.Kind
	Name     string
	Value    string
	Caret    int // in a field
	Has      kit.Traits
	Position fyne.Position // in the window
	Size     fyne.Size
	Shown    bool // not scrolled out of sight
	Focused  bool
	Takes    bool       // it can take the keys
	Acts     bool       // a press does something
	Range    *kit.Range // without Set
	Settable bool
	Children []*Element

	called bool // it has a name that is more than a hint
}

// Tree is what a window shows at a moment. Nobody changes it.
type Tree struct {
	Title  string
	Size   fyne.Size
	Scale  float32 // pixels to a point
	Within []*Element
}

// Each visits every element, the outer ones first.
func (t Tree) Each(visit func(*Element)) { each(t.Within, visit) }

func each(all []*Element, visit func(*Element)) {
	for _, e := range all {
		visit(e)
		each(e.Children, visit)
	}
}
