package transfers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/library"
)

// detailsBody is what the dialog holds: facts, a map of the pieces, the peers.
type detailsBody struct {
	widget.BaseWidget
	names, values []*kit.Label
	pieces        *kit.PieceMap
	heading       *kit.Label
	peers         *peerList
}

func newDetailsBody(keys func(*fyne.KeyEvent)) *detailsBody {
	b := &detailsBody{
		pieces:  kit.NewPieceMap(),
		heading: kit.NewLabel("", kit.TextBody, kit.SemiBold, kit.ColorText),
		peers:   newPeerList(keys),
	}
	b.ExtendBaseWidget(b)
	return b
}

// facts shows a reading.
func (b *detailsBody) facts(e Entry, d library.TransferDetail) {
	list := factsOf(e, d)
	grown := len(b.names) != len(list)
	for len(b.names) < len(list) {
		b.names = append(b.names, kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut())
		b.values = append(b.values, kit.NewLabel("", 13, kit.Regular, kit.ColorText).Cut())
	}
	for i, f := range list {
		b.names[i].SetText(f.name)
		b.values[i].SetText(f.value)
	}
	b.pieces.Set(d.Pieces)
	people := lang.L("Nobody is connected")
	if len(d.PeerList) > 0 {
		people = lang.N("{{.N}} people connected", kit.Plural(len(d.PeerList)), map[string]any{"N": len(d.PeerList)})
	}
	b.heading.SetText(people)
	b.peers.set(d.PeerList)
	if grown {
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *detailsBody) CreateRenderer() fyne.WidgetRenderer { return &detailsRenderer{b} }

type detailsRenderer struct{ b *detailsBody }

const (
	factHeight  float32 = 22
	factName    float32 = 110
	peersHeight float32 = 4 * peerHeight
)

func (r *detailsRenderer) Destroy() {}

func (r *detailsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(300, float32(len(r.b.names))*factHeight+54+peersHeight)
}

func (r *detailsRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.b.pieces, r.b.heading, r.b.peers}
	for i := range r.b.names {
		objects = append(objects, r.b.names[i], r.b.values[i])
	}
	return objects
}

func (r *detailsRenderer) Layout(size fyne.Size) {
	y := float32(0)
	for i := range r.b.names {
		put(r.b.names[i], 0, y, factName, factHeight)
		put(r.b.values[i], factName, y, size.Width-factName, factHeight)
		y += factHeight
	}
	put(r.b.pieces, 0, y+6, size.Width, 10)
	put(r.b.heading, 0, y+26, size.Width, 20)
	put(r.b.peers, 0, y+50, size.Width, size.Height-y-50)
}

func (r *detailsRenderer) Refresh() {
	r.Layout(r.b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

const peerHeight float32 = 40

// peerList is the virtual list of peers.
type peerList struct {
	kit.List
	peers    []library.Peer
	otherKey func(*fyne.KeyEvent)
}

func newPeerList(otherKey func(*fyne.KeyEvent)) *peerList {
	l := &peerList{otherKey: otherKey}
	l.Length = func() int { return len(l.peers) }
	l.CreateItem = func() fyne.CanvasObject { return newPeerRow() }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := o.(*peerRow); ok && id < len(l.peers) {
			r.show(describePeer(l.peers[id]))
		}
	}
	l.OnSelected = func(widget.ListItemID) { l.UnselectAll() }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

func (l *peerList) set(peers []library.Peer) {
	l.peers = peers
	l.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *peerList) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.otherKey(e)
		return
	}
	l.List.TypedKey(e)
}

// peerRow is one peer: its program, what it has, what flows.
type peerRow struct {
	widget.BaseWidget
	client, note, part, down, up *kit.Label
	bar                          *kit.Progress
}

func newPeerRow() *peerRow {
	figure := func() *kit.Label { return kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorText).Cut() }
	r := &peerRow{
		client: kit.NewLabel("", 13, kit.Medium, kit.ColorText).Cut(),
		note:   kit.NewLabel("", kit.TextChip, kit.Regular, kit.ColorMuted).Cut(),
		part:   figure(), down: figure(), up: figure(), bar: kit.NewProgress(),
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *peerRow) show(l peerLine) {
	r.client.SetText(l.client)
	r.note.SetText(l.note)
	r.part.SetText(l.part)
	r.down.SetText("↓ " + l.down)
	r.up.SetText("↑ " + l.up)
	tone := kit.ToneActive
	if l.has >= 1 {
		tone = kit.ToneGood
	}
	r.bar.Set(l.has, tone)
}

// CreateRenderer implements fyne.Widget.
func (r *peerRow) CreateRenderer() fyne.WidgetRenderer { return &peerRenderer{r} }

type peerRenderer struct{ r *peerRow }

func (r *peerRenderer) Destroy()           {}
func (r *peerRenderer) MinSize() fyne.Size { return fyne.NewSize(240, peerHeight-4) }

func (r *peerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.client, r.r.note, r.r.bar, r.r.part, r.r.down, r.r.up}
}

func (r *peerRenderer) Layout(size fyne.Size) {
	right := size.Width - 2*88
	put(r.r.down, right, 0, 86, size.Height)
	put(r.r.up, right+88, 0, 86, size.Height)
	bar := min(max(size.Width*0.16, 40), 120)
	put(r.r.part, right-48, 0, 44, size.Height)
	put(r.r.bar, right-56-bar, 0, bar, size.Height)
	text := right - 56 - bar - 12
	put(r.r.client, 0, 2, text, 17)
	put(r.r.note, 0, 19, text, 15)
}

func (r *peerRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
