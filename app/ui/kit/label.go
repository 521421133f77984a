package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Label is text in one of the typeface's weights and one of the theme's
// colours. It is cut with an ellipsis where it has no room; with Lines above 1
// it breaks between words first.
type Label struct {
	widget.BaseWidget
	said   string // as it was given
	text   string // as it is shown
	color  fyne.ThemeColorName
	size   float32
	weight Weight
	align  fyne.TextAlign
	lines  int
	cut    bool
}

// NewLabel makes a label of one line that asks for the room its text needs.
func NewLabel(text string, size float32, weight Weight, color fyne.ThemeColorName) *Label {
	l := &Label{said: text, text: clean(text), size: size, weight: weight, color: color, lines: 1}
	l.ExtendBaseWidget(l)
	return l
}

// Cut makes the label ask for no width of its own: the text is cut to what the
// layout gives. It returns the label.
func (l *Label) Cut() *Label { l.cut = true; return l }

// WithLines sets how many lines the text may take. It returns the label.
func (l *Label) WithLines(n int) *Label { l.lines, l.cut = max(n, 1), true; return l }

// Aligned sets the alignment. It returns the label.
func (l *Label) Aligned(a fyne.TextAlign) *Label { l.align = a; return l }

// Text is what the label says, uncut.
func (l *Label) Text() string { return l.text }

// SetText replaces the text; the same text costs nothing.
func (l *Label) SetText(text string) { l.Set(text, l.color) }

// Set replaces text and colour; nothing is redrawn when both are the same.
func (l *Label) Set(text string, color fyne.ThemeColorName) {
	if l.said == text && l.color == color {
		return
	}
	l.said, l.text, l.color = text, clean(text), color
	l.Refresh()
}

// SetSize changes the size of the type; the same one costs nothing.
func (l *Label) SetSize(size float32) {
	if l.size != size {
		l.size = size
		l.Refresh()
	}
}

// Width is the room the whole text needs on one line.
func (l *Label) Width() float32 { return l.measure(l.text).Width }

// LinesIn is how many lines the text takes in a width, up to as many as it may;
// 0 without a text.
func (l *Label) LinesIn(width float32) int {
	if l.text == "" {
		return 0
	}
	height := l.measure("M").Height
	return len(l.fit(fyne.NewSize(width, height*float32(l.lines))))
}

// WidthAt is the room it would need in another size of type.
func (l *Label) WidthAt(size float32) float32 {
	style, source := l.font()
	needed, _ := fyne.CurrentApp().Driver().RenderedTextSize(l.text, size, style, source)
	return needed.Width
}

func (l *Label) font() (fyne.TextStyle, fyne.Resource) {
	switch {
	case strings.ContainsFunc(l.text, pictorial):
		return fyne.TextStyle{Bold: l.weight >= SemiBold, TabWidth: withPictures}, nil
	case l.weight == Regular:
		return fyne.TextStyle{}, nil // the toolkit's fields are of it, too
	}
	return fyne.TextStyle{}, fontOf(l.weight)
}

// pictorial reports whether a rune is an emoji or another small picture, which only
// the toolkit's own fonts have.
func pictorial(r rune) bool {
	return r >= 0x1F000 || r >= 0x2600 && r <= 0x27BF || r >= 0x2B00 && r <= 0x2BFF
}

func (l *Label) measure(text string) fyne.Size {
	style, source := l.font()
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, l.size, style, source)
	return size
}

// CreateRenderer implements fyne.Widget.
func (l *Label) CreateRenderer() fyne.WidgetRenderer {
	r := &labelRenderer{label: l}
	r.Refresh()
	return r
}

type labelRenderer struct {
	label *Label
	lines []*canvas.Text
}

func (r *labelRenderer) Destroy() {}

func (r *labelRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.lines))
	for i, line := range r.lines {
		objects[i] = line
	}
	return objects
}

func (r *labelRenderer) MinSize() fyne.Size {
	size := r.label.measure(r.label.text)
	if size.Height == 0 || r.label.text == "" {
		size.Height = r.label.measure("M").Height
	}
	if r.label.cut {
		size.Width = 0
	}
	return size
}

func (r *labelRenderer) Layout(size fyne.Size) {
	parts := r.label.fit(size)
	for len(r.lines) < len(parts) {
		r.lines = append(r.lines, &canvas.Text{})
	}
	r.lines = r.lines[:len(parts)]
	height := r.label.measure("M").Height
	top := (size.Height - height*float32(len(parts))) / 2
	color := r.label.Theme().Color(r.label.color, fyne.CurrentApp().Settings().ThemeVariant())
	for i, part := range parts {
		line := r.lines[i]
		line.TextStyle, line.FontSource = r.label.font()
		line.Text, line.TextSize, line.Alignment, line.Color = part, r.label.size, r.label.align, color
		line.Move(fyne.NewPos(0, top+height*float32(i)))
		line.Resize(fyne.NewSize(size.Width, height))
	}
}

func (r *labelRenderer) Refresh() {
	r.Layout(r.label.Size())
	for _, line := range r.lines {
		line.Refresh()
	}
	canvas.Refresh(r.label)
}

// slack is the part of a line that may be missing below the last one: large type has
// more room below its letters than layouts leave.
const slack = 0.2

// fit breaks the text into the lines that size has room for.
func (l *Label) fit(size fyne.Size) []string {
	if !l.cut || l.measure(l.text).Width <= size.Width+0.5 {
		return []string{l.text}
	}
	room := l.lines
	if height := l.measure("M").Height; l.lines > 1 {
		room = max(1, min(l.lines, int(size.Height/height+slack)))
	}
	var lines []string
	rest := pieces(l.text)
	for len(lines) < room-1 && len(rest) > 0 {
		n := l.wordsIn(rest, size.Width)
		lines = append(lines, strings.Join(rest[:n], " "))
		rest = rest[n:]
	}
	if len(rest) > 0 {
		lines = append(lines, l.ellipsis(strings.Join(rest, " "), size.Width))
	}
	return lines
}

// pieces are what a line may be broken between. Spaces that hold, as before a colon in
// French and between a number and its unit, hold.
func pieces(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u2007' && r != '\u202f'
	})
}

// wordsIn counts the words that fit in width, at least one.
func (l *Label) wordsIn(words []string, width float32) int {
	n := 1
	for n < len(words) && l.measure(strings.Join(words[:n+1], " ")).Width <= width {
		n++
	}
	return n
}

// ellipsis cuts text so that it fits in width with a trailing "…"; where even that
// has no room, nothing is left.
func (l *Label) ellipsis(text string, width float32) string {
	switch {
	case l.measure(text).Width <= width+0.5:
		return text
	case l.measure("…").Width > width:
		return ""
	}
	low, high := 0, len(text)
	for low < high {
		mid := (low + high + 1) / 2
		if l.measure(text[:runeStart(text, mid)]+"…").Width <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(text[:runeStart(text, low)], " ·,(") + "…"
}

func runeStart(s string, at int) int {
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}
