//go:build cgo

package app

import (
	"context"
	"math"

	"matinee/app/desktop/a11y"
	"matinee/app/ui"
	heard "matinee/app/ui/aloud"
	"matinee/app/ui/kit"
)

// hearing lets screen readers hear the window.
func hearing(window ui.Remote) *a11y.Options {
	return &a11y.Options{
		Name: "Matinee", Version: Version,
		Listen: func(ctx context.Context, tell func(a11y.Tree)) {
			window.Listen(ctx, func(h ui.Heard) { tell(treeOf(h)) })
		},
		Press: window.Press, Focus: window.FocusOn, Set: window.SetAmount,
	}
}

// treeOf is the window in the words of readers.
func treeOf(h ui.Heard) a11y.Tree {
	scale := h.Scale
	return a11y.Tree{
		Title: h.Title, Language: h.Language, Active: h.Active,
		Width: pixels(h.Size.Width, scale), Height: pixels(h.Size.Height, scale), Within: nodesOf(h.Within, scale),
	}
}

func nodesOf(all []*heard.Element, scale float32) []*a11y.Node {
	nodes := make([]*a11y.Node, len(all))
	for i, e := range all {
		n := &a11y.Node{
			ID: e.ID, Kind: string(e.Kind), Name: e.Name, Caret: e.Caret,
			X: pixels(e.Position.X, scale), Y: pixels(e.Position.Y, scale), Width: pixels(e.Size.Width, scale), Height: pixels(e.Size.Height, scale),
			Shown: e.Shown, Focused: e.Focused, Focusable: e.Takes, Disabled: e.Has.Is(kit.Off), On: e.Has.Is(kit.On), Lines: e.Has.Is(kit.Multiple),
			Acts: e.Acts, Children: nodesOf(e.Children, scale),
		}
		switch {
		case e.Kind == kit.KindField || e.Kind == kit.KindSecret:
			n.Text = e.Value
		case e.Range != nil:
			n.Text = e.Value
			n.Amount = &a11y.Amount{Now: e.Range.Now, Least: e.Range.Least, Most: e.Range.Most, Step: e.Range.Step, Settable: e.Settable}
		default:
			n.Name = kit.Words(e.Name, e.Value)
		}
		nodes[i] = n
	}
	return nodes
}

func pixels(points, scale float32) int { return int(math.Round(float64(points * scale))) }
