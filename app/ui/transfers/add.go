package transfers

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

const addHeight = 40

// addBar takes what is to be added: typed, pasted or chosen.
type addBar struct {
	widget.BaseWidget
	open      bool // a person asked for it
	field     *kit.Input
	add, file *kit.Button
}

func newAddBar(add func(source string), open, leave func()) *addBar {
	b := &addBar{field: kit.NewInput("", nil)}
	b.field.PassKeys(func(*fyne.KeyEvent) { leave() })
	submit := func() {
		if source := strings.TrimSpace(b.field.Text); source != "" && !b.add.Disabled() {
			add(source)
		}
	}
	b.field.OnSubmitted = func(string) { submit() }
	look := kit.Primary()
	look.Height = addHeight
	b.add = kit.NewButton(lang.L("Add"), kit.IconAdd, look, submit)
	look = kit.Plain()
	look.Height = addHeight
	b.file = kit.NewButton(lang.L("Open…"), kit.IconOpen, look, open)
	b.ExtendBaseWidget(b)
	return b
}

// hint says what may be added, in as many words as there is room for: the field
// would scroll a longer text.
func (b *addBar) hint(width float32) {
	room := width - 4*b.field.Theme().Size(theme.SizeNameInnerPadding)
	text := ""
	for _, hint := range []string{lang.L("Magnet link"), lang.L("Magnet link, infohash or .torrent address")} {
		if fyne.MeasureText(hint, b.field.Theme().Size(theme.SizeNameText), fyne.TextStyle{}).Width < room {
			text = hint
		}
	}
	if text != b.field.PlaceHolder {
		b.field.SetPlaceHolder(text)
	}
}

func (b *addBar) focus() {
	if c := kit.CanvasOf(b.field); c != nil {
		c.Focus(b.field)
	}
}

// busy shows that something is being added.
func (b *addBar) busy(on bool) {
	if on {
		b.add.Disable()
	} else {
		b.add.Enable()
	}
}

// clear empties the field if it still holds what was added, and reports whether
// it did. It gives up the keys: a blinking cursor has the whole window painted
// many times a second.
func (b *addBar) clear(source string) bool {
	if strings.TrimSpace(b.field.Text) != source {
		return false
	}
	b.field.SetText("")
	c := kit.CanvasOf(b.field)
	if c != nil && c.Focused() == fyne.Focusable(b.field) {
		c.Unfocus()
	}
	return true
}

// openAdd shows the field, with the cursor in it.
func (s *Screen) openAdd() {
	s.add.open = true
	s.add.Show()
	s.Refresh()
	s.add.focus()
}

// closeAdd takes the field away unless something is typed there.
func (s *Screen) closeAdd() {
	if s.add.open && strings.TrimSpace(s.add.field.Text) == "" {
		s.add.open = false
		s.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *addBar) CreateRenderer() fyne.WidgetRenderer { return &addRenderer{b} }

type addRenderer struct{ b *addBar }

func (r *addRenderer) Destroy()           {}
func (r *addRenderer) MinSize() fyne.Size { return fyne.NewSize(300, addHeight) }

func (r *addRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.field, r.b.add, r.b.file}
}

func (r *addRenderer) Layout(size fyne.Size) {
	open, add := r.b.file.MinSize().Width, r.b.add.MinSize().Width
	put(r.b.file, size.Width-open, 0, open, size.Height)
	put(r.b.add, size.Width-open-10-add, 0, add, size.Height)
	width := max(size.Width-open-add-22, 0)
	put(r.b.field, 0, 0, width, size.Height)
	r.b.hint(width)
}

func (r *addRenderer) Refresh() {
	r.Layout(r.b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// maxSource bounds what is pasted into the field, in bytes.
const maxSource = 64 << 10

// Paste puts a text into the add field and the cursor behind it.
func (s *Screen) Paste(text string) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxSource {
		return
	}
	s.add.field.SetText(text)
	s.openAdd()
}
