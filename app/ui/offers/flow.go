package offers

import "fyne.io/fyne/v2"

// Panel is a panel whose height follows from its width.
type Panel interface {
	fyne.CanvasObject
	HeightIn(width float32) float32
}

// The distances between panels.
const (
	panelBelow  float32 = 14
	panelBeside float32 = 22
	twoPanels   float32 = 600 // from this width on panels stand in two columns
)

// Stack sets panels below each other and returns where they end; y if none is seen.
func Stack(panels []Panel, x, y, width float32) float32 {
	end := y
	for _, p := range panels {
		if !p.Visible() {
			continue
		}
		if end > y {
			end += panelBelow
		}
		height := p.HeightIn(width)
		place(p, x, end, width, height)
		end += height
	}
	return end
}

// Flow sets panels over a whole width: the first one, and beside it the others where
// there is room. It returns where they end.
func Flow(panels []Panel, x, y, width float32) float32 {
	var seen []Panel
	for _, p := range panels {
		if p.Visible() {
			seen = append(seen, p)
		}
	}
	if width < twoPanels || len(seen) < 2 {
		return Stack(seen, x, y, width)
	}
	half := (width - panelBeside) / 2
	return max(Stack(seen[:1], x, y, half), Stack(seen[1:], x+half+panelBeside, y, half))
}
