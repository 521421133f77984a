package aloud

import "matinee/app/ui/kit"

// call names controls that have no name by the text that stands before or above them, as
// those who see them do. It is asked innermost first, so the nearest text counts.
func call(read []*Element) {
	for _, e := range read {
		if e.called || !wants(e.Kind) {
			continue
		}
		if label := labelOf(e, read); label != nil {
			e.Name, e.called = label.Name, true
		}
	}
}

// wants tells what is of no use without a name.
func wants(k kit.Kind) bool {
	switch k {
	case kit.KindField, kit.KindSecret, kit.KindPick, kit.KindSwitch, kit.KindSlider, kit.KindTick, kit.KindList:
		return true
	}
	return false
}

// labelOf is the nearest text to the left in the same line, else the nearest above.
func labelOf(e *Element, among []*Element) (best *Element) {
	beside := false
	for _, l := range among {
		if l.Kind != kit.KindText && l.Kind != kit.KindHeading {
			continue
		}
		left := l.Position.X < e.Position.X && overlap(l.Position.Y, l.Size.Height, e.Position.Y, e.Size.Height)
		above := l.Position.Y < e.Position.Y && overlap(l.Position.X, l.Size.Width, e.Position.X, e.Size.Width)
		switch {
		case left && (!beside || l.Position.X > best.Position.X):
			best, beside = l, true
		case above && !beside && (best == nil || l.Position.Y > best.Position.Y):
			best = l
		}
	}
	return best
}

func overlap(a, length, b, other float32) bool { return a < b+other && b < a+length }
