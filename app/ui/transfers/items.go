package transfers

import (
	"context"
	"maps"
	"path"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// chooseItems shows the items of a bundle: which are downloaded and how soon, and
// a button to play each.
func (s *Screen) chooseItems(e Entry) {
	c := s.canvas()
	if c == nil {
		return
	}
	items := inOrder(e.Bundle)
	wanted := map[int]library.Priority{}
	for _, item := range items {
		wanted[item.Index] = item.Priority
	}
	var dialog *kit.Dialog
	list := newItemList(items, wanted, doneOf(e), func(item library.Item) {
		dialog.Close()
		s.desk.Play(e.Bundle.ID, item.Index)
	}, func(key *fyne.KeyEvent) { dialog.TypedKey(key) })
	height := min(float32(len(items))*(itemHeight+4), c.Size().Height-220, 380)
	before := maps.Clone(wanted)
	dialog = kit.ShowDialog(c, lang.L("Items to download"), kit.NewRoom(list, max(height, itemHeight)),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Done"), "", kit.Primary(), func() {
			dialog.Close()
			s.applyItems(e.Bundle, items, wanted)
		}),
	).Wide(itemsWidth)
	dialog.HoldWhile(func() bool { return !maps.Equal(wanted, before) })
}

// itemsWidth is how wide the dialog may be.
const itemsWidth = 640

// applyItems tells the engine what changed.
func (s *Screen) applyItems(b library.Bundle, items []library.Item, wanted map[int]library.Priority) {
	s.act(func(ctx context.Context) error {
		for _, item := range items {
			if wanted[item.Index] == item.Priority {
				continue
			}
			if err := s.engine.SetPriority(ctx, b.ID, item.Index, wanted[item.Index]); err != nil {
				return err
			}
		}
		return nil
	})
}

// inOrder lists what can be played first, in playing order, then the rest.
func inOrder(b library.Bundle) []library.Item {
	items := b.Playable()
	for _, item := range b.Items {
		if !item.Kind().Playable() {
			items = append(items, item)
		}
	}
	return items
}

func doneOf(e Entry) map[int]int64 {
	done := map[int]int64{}
	for _, p := range e.Transfer.Items {
		done[p.Index] = p.Done
	}
	return done
}

// The measures of an item's line.
const (
	itemHeight float32 = 40
	soonWidth  float32 = 130
)

// itemList is the virtual list of items: a bundle can hold thousands.
type itemList struct {
	kit.List
	otherKey func(*fyne.KeyEvent)
}

func newItemList(items []library.Item, wanted map[int]library.Priority, done map[int]int64,
	play func(library.Item), otherKey func(*fyne.KeyEvent),
) *itemList {
	l := &itemList{otherKey: otherKey}
	l.Length = func() int { return len(items) }
	l.CreateItem = func() fyne.CanvasObject {
		r := newItemRow(play, func(i int, p library.Priority) { wanted[i] = p })
		r.toggle.PassKeys(otherKey, nil)
		r.soon.OtherKeys(otherKey)
		r.play.PassKeys(otherKey, nil)
		return r
	}
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*itemRow); ok {
			r.show(items[id], wanted[items[id].Index], done[items[id].Index])
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey implements fyne.Focusable.
func (l *itemList) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.otherKey(e)
		return
	}
	l.List.TypedKey(e)
}

// itemRow is one item: a box, its name, its size, how soon it is wanted, a play
// button.
type itemRow struct {
	widget.BaseWidget
	item   library.Item
	toggle *kit.Toggle
	name   *kit.Label
	size   *kit.Label
	soon   *kit.Pick
	play   *kit.Button
}

func newItemRow(play func(library.Item), want func(index int, p library.Priority)) *itemRow {
	r := &itemRow{
		name: kit.NewLabel("", kit.TextBody, kit.Medium, kit.ColorText).Cut(),
		size: kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut().Aligned(fyne.TextAlignTrailing),
	}
	set := func(p library.Priority) {
		want(r.item.Index, p)
		r.showPriority(p)
	}
	r.toggle = kit.NewToggle("", false, func(on bool) {
		if on {
			set(library.Normal)
		} else {
			set(library.Skip)
		}
	})
	r.soon = kit.NewPick([]kit.Option{
		{Value: priorityText(library.High), Text: lang.L("First")},
		{Value: priorityText(library.Normal), Text: lang.L("Normal")},
		{Value: priorityText(library.Low), Text: lang.L("Last")},
		{Value: priorityText(library.Skip), Text: lang.L("Not at all")},
	}, "", func(value string) {
		for p := library.Skip; p <= library.High; p++ {
			if priorityText(p) == value {
				set(p)
			}
		}
	})
	look := kit.Quiet()
	look.Text = kit.ColorText
	r.play = kit.NewIconButton(kit.IconPlay, look, func() { play(r.item) })
	r.ExtendBaseWidget(r)
	return r
}

func priorityText(p library.Priority) string { return strconv.Itoa(int(p)) }

func (r *itemRow) showPriority(p library.Priority) {
	r.toggle.Set(p != library.Skip)
	r.soon.Set(priorityText(p))
}

func (r *itemRow) show(item library.Item, wanted library.Priority, done int64) {
	r.item = item
	r.showPriority(wanted)
	name := item.Title()
	if !item.Kind().Playable() {
		name = path.Base(item.Path)
	}
	r.name.SetText(name)
	size := kit.Bytes(item.Length)
	if done > 0 && done < item.Length {
		size = kit.Percent(float64(done)/float64(item.Length)) + " · " + size
	}
	r.size.SetText(size)
	if hidden := !slices.Contains([]library.Kind{library.Video, library.Audio}, item.Kind()); hidden != r.play.Hidden {
		r.play.Hidden = hidden
		r.Refresh()
	}
}

// Tapped implements fyne.Tappable: the whole line ticks.
func (r *itemRow) Tapped(e *fyne.PointEvent) { r.toggle.Tapped(e) }

// CreateRenderer implements fyne.Widget.
func (r *itemRow) CreateRenderer() fyne.WidgetRenderer { return &itemRenderer{r} }

type itemRenderer struct{ r *itemRow }

func (r *itemRenderer) Destroy()           {}
func (r *itemRenderer) MinSize() fyne.Size { return fyne.NewSize(240, itemHeight) }

func (r *itemRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.toggle, r.r.name, r.r.size, r.r.soon, r.r.play}
}

func (r *itemRenderer) Layout(size fyne.Size) {
	put(r.r.toggle, 2, 0, 26, size.Height)
	right := size.Width - 44 - soonWidth - 8
	put(r.r.name, 36, 0, right-36-110, size.Height)
	put(r.r.size, right-104, 0, 98, size.Height)
	put(r.r.soon, right+2, (size.Height-32)/2, soonWidth, 32)
	put(r.r.play, size.Width-40, (size.Height-34)/2, 34, 34)
}

func (r *itemRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
