package kit

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// Voice implements Voiced. A button that was called says its text as what it is set to.
func (b *Button) Voice() Voice {
	v := Voice{Kind: KindButton, Name: b.text, Has: traits(b.disabled, false), Do: b.trigger}
	switch {
	case b.called != "":
		v.Name, v.Value = b.called, b.text
	case b.text == "":
		v.Name = b.icon.word()
	}
	if b.tells != nil {
		v.Name = Words(v.Name, b.tells())
	}
	return v
}

// Voice implements Voiced.
func (c *Pick) Voice() Voice {
	return Voice{Kind: KindPick, Name: c.called, Value: c.text, Has: traits(c.disabled, false), Do: c.trigger}
}

// Voice implements Voiced.
func (s *Switch) Voice() Voice {
	return Voice{Kind: KindSwitch, Name: s.called, Has: traits(s.disabled, s.on), Do: s.trigger}
}

// Voice implements Voiced.
func (t *Toggle) Voice() Voice {
	v := Voice{Kind: KindTick, Name: t.text, Has: traits(t.disabled, t.ticked), Do: t.trigger}
	if t.called != "" {
		v.Name = t.called
	}
	return v
}

// Voice implements Voiced.
func (o *option) Voice() Voice {
	return Voice{Kind: KindOption, Name: o.text, Has: traits(o.disabled, o.chosen), Do: o.trigger}
}

// Voice implements Voiced.
func (d *dayButton) Voice() Voice {
	return Voice{Kind: KindTick, Name: d.text, Has: traits(d.disabled, d.on), Do: d.trigger}
}

// Voice implements Voiced.
func (t *Tab) Voice() Voice {
	return Voice{Kind: KindTab, Name: t.text, Has: traits(t.disabled, t.selected), Do: t.trigger}
}

// Voice implements Voiced.
func (e *RailEntry) Voice() Voice {
	return Voice{Kind: KindTab, Name: e.text, Value: e.badge, Has: traits(e.disabled, e.selected), Do: e.trigger}
}

// Voice implements Voiced.
func (t *Thumb) Voice() Voice {
	return Voice{Kind: KindOption, Name: Words(t.called, t.caption), Has: traits(t.disabled, t.chosen), Do: t.trigger}
}

// Voice implements Voiced. An avatar without a name is one of the colors.
func (a *Avatar) Voice() Voice {
	name := Words(a.called, a.name)
	if name == "" {
		name = lang.L("Color {{.Number}}", map[string]any{"Number": a.colour%AvatarColours + 1})
	}
	v := Voice{Kind: KindPicture, Name: name, Has: traits(a.disabled, a.selected)}
	if a.press != nil {
		v.Kind, v.Do = KindButton, a.trigger
	}
	if a.name == "" {
		v.Kind = KindOption
	}
	return v
}

// Voice implements Voiced.
func (c *Column) Voice() Voice {
	v := Voice{Kind: KindColumn, Name: c.text, Has: traits(c.disabled, c.order != Unsorted), Do: c.trigger}
	switch c.order {
	case Ascending:
		v.Value = lang.L("smallest first")
	case Descending:
		v.Value = lang.L("largest first")
	}
	return v
}

// Voice implements Voiced.
func (f *Field) Voice() Voice {
	v := entryVoice(f.called, &f.Entry)
	if v.Name == "" {
		v.Name = f.PlaceHolder // of what stands alone
	}
	return v
}

// Marked implements Marker: what was found by what is typed.
func (f *Field) Marked() fyne.CanvasObject {
	if f.OnMarked == nil {
		return nil
	}
	return f.OnMarked()
}

// Voice implements Voiced.
func (f *Input) Voice() Voice { return entryVoice(f.called, &f.Entry) }

// entryVoice says what is typed, but never a secret.
func entryVoice(name string, e *widget.Entry) Voice {
	length := len([]rune(e.Text))
	v := Voice{Kind: KindField, Name: name, Value: e.Text, Hint: e.PlaceHolder, Has: traits(e.Disabled(), false)}
	if e.Password {
		v.Kind, v.Value = KindSecret, strings.Repeat("•", length)
	}
	v.Caret = min(e.CursorColumn, length)
	if e.MultiLine {
		v.Has, v.Caret = v.Has|Multiple, length // what the rows hold only the toolkit knows
	}
	return v
}

// Call says what the amount is, to who does not see where it stands.
func (s *Stepper) Call(name string) {
	s.Input.Call(name)
	s.less.Call(Words(name, lang.L("Less of it")))
	s.more.Call(Words(name, lang.L("More of it")))
}

// Voice implements Voiced.
func (w *Week) Voice() Voice { return Voice{Kind: KindList, Name: w.called, Has: Holds} }

// tenths is how many steps an amount from 0 to 1 has for who cannot point at it.
const tenths = 20

// Voice implements Voiced.
func (s *Slider) Voice() Voice {
	return Voice{
		Kind: KindSlider, Name: s.called, Value: percentOf(s.value),
		Range: &Range{Now: s.value * 100, Most: 100, Step: 100 / tenths, Set: func(v float64) { s.choose(v / 100) }},
	}
}

func percentOf(part float64) string {
	return lang.L("{{.N}} percent", map[string]any{"N": strconv.Itoa(int(math.Round(part * 100)))})
}

// Voice implements Voiced.
func (s *SeekBar) Voice() Voice {
	at := time.Duration(s.value * float64(s.duration))
	v := Voice{Kind: KindSlider, Name: lang.L("Position"), Value: Clock(at), Range: &Range{
		Now: at.Seconds(), Most: s.duration.Seconds(), Step: 10,
	}}
	if s.duration <= 0 {
		v.Value, v.Has = "", Off
		return v
	}
	v.Range.Set = func(to float64) { s.seek(min(max(to/s.duration.Seconds(), 0), 1)) }
	return v
}

// Voice implements Voiced.
func (l *Label) Voice() Voice {
	if l.size >= TextSection && l.weight >= SemiBold {
		return Voice{Kind: KindHeading, Name: l.text}
	}
	return Voice{Kind: KindText, Name: l.text}
}

// Voice implements Voiced.
func (c *Chip) Voice() Voice { return Voice{Kind: KindText, Name: c.text} }

// Voice implements Voiced.
func (p *Progress) Voice() Voice {
	return Voice{Kind: KindProgress, Name: lang.L("Progress"), Value: percentOf(p.value), Range: &Range{Now: p.value * 100, Most: 100}}
}

// Voice implements Voiced.
func (c *Card) Voice() Voice {
	v := Voice{Kind: KindItem, Name: c.face.Title, Value: Words(c.face.Caption, c.face.Chip), Marked: c.marked, Do: c.OnOpen}
	if c.face.Progress > 0 {
		v.Value = Words(v.Value, percentOf(c.face.Progress))
	}
	return v
}

// Voice implements Voiced.
func (n *Notice) Voice() Voice { return Voice{Kind: KindAlert, Name: n.Text(), Has: Holds} }

// Voice implements Voiced.
func (d *Dialog) Voice() Voice { return Voice{Kind: KindDialog, Name: d.title.Text(), Has: Holds} }

// Voice implements Voiced: taps beside a panel are nothing to hear of.
func (l *Layer) Voice() Voice { return Voice{} }

// Voice implements Voiced.
func (s *solid) Voice() Voice { return Voice{} }

// Voice implements Voiced. A panel over the picture tells what keeps the film.
func (p *StagePanel) Voice() Voice {
	return Voice{Kind: KindAlert, Name: p.content.Head, Has: Holds}
}

// Voice implements Voiced.
func (m *Menu) Voice() Voice { return Voice{Kind: KindMenu, Name: lang.L("Menu"), Has: Holds} }

// Parts implements Parted: its lines.
func (m *Menu) Parts() []Voice {
	parts := make([]Voice, 0, len(m.items))
	top := float32(menuPad)
	for i, item := range m.items {
		if !item.line() {
			v := Voice{
				Kind: KindMenuItem, Name: item.Text, Has: traits(!item.selectable(), item.Checked), Marked: i == m.at,
				Position: fyne.NewPos(menuPad, top), Size: fyne.NewSize(m.Size().Width-2*menuPad, item.height()),
			}
			if item.Value != nil {
				v.Value = item.Value()
			}
			if item.selectable() {
				v.Do = func() { m.choose(i) }
			}
			parts = append(parts, v)
		}
		top += item.height()
	}
	return parts
}

// entriesVoice is that of entries which may have a name.
func entriesVoice(name string) Voice {
	if name == "" {
		name = lang.L("Entries")
	}
	return Voice{Kind: KindList, Name: name, Has: Holds}
}

// Voice implements Voiced.
func (g *Grid) Voice() Voice { return entriesVoice(g.called) }

// Marked implements Marker.
func (g *Grid) Marked() fyne.CanvasObject {
	if c, ok := g.cells[g.at]; ok {
		return c
	}
	return nil
}

// Voice implements Voiced.
func (s *Strip) Voice() Voice { return Voice{Kind: KindList, Name: s.Title(), Has: Holds} }

// Marked implements Marker.
func (s *Strip) Marked() fyne.CanvasObject {
	if i := s.at - s.first; i >= 0 && i < len(s.Cards()) {
		return s.cards[i]
	}
	return nil
}

// Voice implements Voiced.
func (l *List) Voice() Voice { return entriesVoice(l.called) }

// Marked implements Marker.
func (l *List) Marked() fyne.CanvasObject {
	for o, id := range l.shown {
		if id == l.meant && o.Visible() {
			return o
		}
	}
	return nil
}

// follow hears which row is meant, and which object shows it.
func (l *List) follow() {
	l.shown = map[fyne.CanvasObject]int{}
	highlighted, update := l.OnHighlighted, l.UpdateItem
	l.OnHighlighted = func(id widget.ListItemID) {
		l.meant = id
		if highlighted != nil {
			highlighted(id)
		}
	}
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		l.shown[o] = id
		if update != nil {
			update(id, o)
		}
	}
}
