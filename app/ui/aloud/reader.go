package aloud

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"matinee/app/ui/kit"
)

// bounds of what is read: whoever listens would have no use for more.
const (
	maxElements = 4000
	maxText     = 4000 // of a name or value, in bytes
)

// key names an element: an object, or a part of one, from 1.
type key struct {
	object fyne.CanvasObject
	part   int
}

// Reader reads a window again and again. It belongs to the toolkit's thread.
type Reader struct {
	inside func(fyne.CanvasObject) []fyne.CanvasObject
	ids    map[key]uint32
	last   map[uint32]target
	next   uint32

	now    map[uint32]target // of the reading that goes on
	canvas fyne.Canvas
	mute   []fyne.CanvasObject
}

// target is what an element stands for.
type target struct {
	key   key
	voice kit.Voice
	press func()
}

// NewReader makes a reader; inside tells what an object is made of.
func NewReader(inside func(fyne.CanvasObject) []fyne.CanvasObject) *Reader {
	return &Reader{inside: inside, ids: map[key]uint32{}}
}

// Read reads a window. Where something lies over it, that alone is read.
func (r *Reader) Read(c fyne.Canvas, title string) Tree {
	r.now, r.canvas, r.mute = map[uint32]target{}, c, nil
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	w := &walk{r: r, owners: map[fyne.CanvasObject]*Element{}}
	tree := Tree{Title: title, Size: c.Size(), Scale: c.Scale()}
	if root != nil {
		tree.Within = w.object(root, place{clip: box{right: c.Size().Width, bottom: c.Size().Height}})
	}
	w.focus(c.Focused())
	r.forget()
	return tree
}

// forget drops the numbers of what is gone.
func (r *Reader) forget() {
	for k, id := range r.ids {
		if _, ok := r.now[id]; !ok {
			delete(r.ids, k)
		}
	}
	r.last, r.now = r.now, nil
}

func (r *Reader) id(k key) uint32 {
	id, ok := r.ids[k]
	if !ok {
		r.next++
		id = r.next
		r.ids[k] = id
	}
	return id
}

// Mute are the objects of the last reading that can be pressed and say nothing.
func (r *Reader) Mute() []fyne.CanvasObject { return r.mute }

// Press does what a press on an element does; false where there is none.
func (r *Reader) Press(id uint32) bool {
	t, ok := r.last[id]
	if !ok || t.press == nil || !t.key.object.Visible() {
		return false
	}
	t.press()
	return true
}

// Focus gives an element the keys.
func (r *Reader) Focus(id uint32) bool {
	t, ok := r.last[id]
	f, takes := t.key.object.(fyne.Focusable)
	if !ok || !takes || t.voice.Has.Is(kit.Off) || !t.key.object.Visible() {
		return false
	}
	r.canvas.Focus(f)
	return true
}

// Set changes an amount.
func (r *Reader) Set(id uint32, to float64) bool {
	t, ok := r.last[id]
	if !ok || t.voice.Range == nil || t.voice.Range.Set == nil || to != to {
		return false
	}
	t.voice.Range.Set(min(max(to, t.voice.Range.Least), t.voice.Range.Most))
	return true
}

type box struct{ left, top, right, bottom float32 }

func (b box) cut(by box) box {
	return box{max(b.left, by.left), max(b.top, by.top), min(b.right, by.right), min(b.bottom, by.bottom)}
}

func (b box) empty() bool { return b.right-b.left < 1 || b.bottom-b.top < 1 }

// place is where an object is looked at.
type place struct {
	at   fyne.Position // of what holds it
	clip box           // what can be seen of that
	in   *Element      // the element it lies in
	row  bool          // texts, pictures and bars are part of that one's name
}

// walk is one reading.
type walk struct {
	r      *Reader
	owners map[fyne.CanvasObject]*Element
	count  int
}

// object reads what is heard of an object.
func (w *walk) object(o fyne.CanvasObject, p place) []*Element {
	if o == nil || !o.Visible() || w.count >= maxElements {
		return nil
	}
	at := p.at.Add(o.Position())
	own := box{at.X, at.Y, at.X + o.Size().Width, at.Y + o.Size().Height}
	within := place{at: at, clip: p.clip, in: p.in, row: p.row}
	if s, ok := o.(*container.Scroll); ok { // its bars are for who sees them
		within.clip = p.clip.cut(own)
		w.owners[o] = p.in
		return w.all([]fyne.CanvasObject{s.Content}, within)
	}
	v, is := voiceOf(o)
	if !is || p.row && plain(v.Kind) {
		w.owners[o] = p.in
		if is {
			return nil
		}
		return w.all(w.r.inside(o), within)
	}
	press := pressOf(o, v)
	e := w.element(key{o, 0}, v, at, o.Size(), p.clip)
	if e == nil {
		return nil
	}
	w.owners[o] = e
	e.Acts = press != nil
	_, e.Takes = o.(fyne.Focusable)
	line := v.Kind == kit.KindItem && v.Name == ""
	w.r.now[e.ID] = target{key{o, 0}, v, press}
	if parted, ok := o.(kit.Parted); ok {
		w.parts(parted, e, o, place{at: at, clip: p.clip})
	} else if line || v.Has.Is(kit.Holds) {
		within.in, within.row = e, p.row || line
		e.Children = w.all(w.r.inside(o), within)
	}
	if line {
		e.Name = kit.Words(w.texts(o)...)
		return w.flatten(e, o, p)
	}
	return []*Element{e}
}

// flatten leaves out a line without words, and one around nothing but another.
func (w *walk) flatten(e *Element, o fyne.CanvasObject, p place) []*Element {
	only := len(e.Children) == 1 && e.Children[0].Kind == kit.KindItem && e.Children[0].Size.Height > e.Size.Height*0.8
	if !only && (e.Name != "" || e.Takes) {
		return []*Element{e}
	}
	delete(w.r.now, e.ID)
	w.owners[o] = p.in
	if only {
		w.owners[o] = e.Children[0]
	} else if len(e.Children) == 0 {
		w.r.mute = append(w.r.mute, o)
	}
	return e.Children
}

func (w *walk) all(objects []fyne.CanvasObject, p place) (read []*Element) {
	for _, o := range objects {
		read = append(read, w.object(o, p)...)
	}
	call(read)
	return read
}

func (w *walk) element(k key, v kit.Voice, at fyne.Position, size fyne.Size, clip box) *Element {
	if v.Name == "" && plain(v.Kind) {
		return nil
	}
	w.count++
	e := &Element{
		ID: w.r.id(k), Kind: v.Kind, Name: cut(v.Name), Value: cut(v.Value), Caret: v.Caret, Has: v.Has, Position: at, Size: size,
		called: v.Name != "",
		Shown:  !box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}.cut(clip).empty(),
	}
	if e.Name == "" {
		e.Name = cut(v.Hint)
	}
	if v.Range != nil {
		amount := *v.Range
		amount.Set = nil
		e.Range, e.Settable = &amount, v.Range.Set != nil
	}
	return e
}

// parts adds the parts that are no objects.
func (w *walk) parts(of kit.Parted, e *Element, o fyne.CanvasObject, p place) {
	for i, v := range of.Parts() {
		k := key{o, i + 1}
		part := w.element(k, v, p.at.Add(v.Position), v.Size, p.clip)
		if part == nil {
			continue
		}
		part.Acts = v.Do != nil
		w.r.now[part.ID] = target{k, v, v.Do}
		e.Children = append(e.Children, part)
		if v.Marked {
			w.owners[o] = part
		}
	}
}

// focus marks the element that the keys mean.
func (w *walk) focus(f fyne.Focusable) {
	o, ok := f.(fyne.CanvasObject)
	if !ok {
		return
	}
	if m, ok := f.(kit.Marker); ok {
		if meant := m.Marked(); meant != nil && w.owners[meant] != nil {
			o = meant
		}
	}
	if e := w.owners[o]; e != nil {
		e.Focused = true
	}
}

// texts are the words in an object, as they stand.
func (w *walk) texts(o fyne.CanvasObject) []string {
	said, last := w.words(o)
	return append(said, last...)
}

// words are the texts, and how far something is, which is said after them.
func (w *walk) words(o fyne.CanvasObject) (said, last []string) {
	for _, part := range w.r.inside(o) {
		if !part.Visible() {
			continue
		}
		switch v, is := voiceOf(part); {
		case is && plain(v.Kind) && v.Kind != kit.KindProgress:
			said = append(said, v.Name)
		case is && v.Kind == kit.KindProgress:
			last = append(last, v.Value)
		case is && v.Kind != kit.KindItem: // a control, which is heard by itself
		default:
			more, after := w.words(part)
			said, last = append(said, more...), append(last, after...)
		}
	}
	return said, last
}

// plain is what only says something.
func plain(k kit.Kind) bool {
	switch k {
	case kit.KindText, kit.KindHeading, kit.KindProgress, kit.KindPicture:
		return true
	}
	return false
}

// voiceOf is what an object tells; false for what only holds others. The toolkit's own
// controls tell little.
func voiceOf(o fyne.CanvasObject) (kit.Voice, bool) {
	switch o := o.(type) {
	case kit.Voiced:
		v := o.Voice()
		return v, v.Kind != ""
	case *canvas.Text:
		return kit.Voice{Kind: kit.KindText, Name: o.Text}, true
	case *fyne.Container:
		return kit.Voice{}, false
	case fyne.Accessible:
		v := kit.Voice{Kind: kit.KindText, Name: o.AccessibilityLabel()}
		if o.AccessibilityRole() != fyne.AccessibleRoleText {
			v.Kind = kit.KindButton
		}
		return v, true
	}
	_, tapped := o.(fyne.Tappable)
	_, twice := o.(fyne.DoubleTappable)
	_, typed := o.(fyne.Focusable)
	return kit.Voice{Kind: kit.KindItem}, tapped || twice || typed
}

// pressOf is what a press on it does.
func pressOf(o fyne.CanvasObject, v kit.Voice) func() {
	if _, own := o.(kit.Voiced); own {
		return v.Do
	}
	middle := fyne.NewPos(o.Size().Width/2, o.Size().Height/2)
	event := &fyne.PointEvent{Position: middle}
	switch o := o.(type) {
	case fyne.Tappable:
		return func() { o.Tapped(event) }
	case fyne.DoubleTappable:
		return func() { o.DoubleTapped(event) }
	}
	return nil
}

// cut bounds a text.
func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	at := maxText
	for at > 0 && text[at]&0xC0 == 0x80 {
		at--
	}
	return text[:at] + "…"
}
