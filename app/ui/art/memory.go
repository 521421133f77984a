package art

import (
	"container/list"
	"image"
)

// memory keeps the pictures that were used last, up to a number of bytes. It
// remembers, too, of which bundles there is no picture.
type memory struct {
	limit, used int64
	order       *list.List // of *kept, the one used last in front
	kept        map[Want]*list.Element
	stands      map[Want]*image.RGBA // without ID and mark; few
}

type kept struct {
	want    Want
	picture *image.RGBA // nil: there is none
}

// keptCost is what an entry takes besides its pixels, in bytes.
const keptCost = 256

func (k *kept) cost() int64 {
	if k.picture == nil {
		return keptCost
	}
	return keptCost + int64(len(k.picture.Pix))
}

func newMemory(limit int64) *memory {
	return &memory{limit: limit, order: list.New(), kept: map[Want]*list.Element{}, stands: map[Want]*image.RGBA{}}
}

// get reports whether the picture was loaded before; the picture is nil when
// there is none.
func (m *memory) get(w Want) (known bool, picture *image.RGBA) {
	e, ok := m.kept[w]
	if !ok {
		return false, nil
	}
	m.order.MoveToFront(e)
	return true, e.Value.(*kept).picture
}

// put keeps a picture and drops the oldest ones that have no more room.
func (m *memory) put(w Want, picture *image.RGBA) {
	if old, ok := m.kept[w]; ok {
		m.drop(old)
	}
	k := &kept{want: w, picture: picture}
	m.kept[w] = m.order.PushFront(k)
	m.used += k.cost()
	for m.used > m.limit && m.order.Len() > 1 {
		m.drop(m.order.Back())
	}
}

func (m *memory) drop(e *list.Element) {
	k := m.order.Remove(e).(*kept)
	delete(m.kept, k.want)
	m.used -= k.cost()
}

// maxStands bounds the stand-ins that are kept; there are more only while a
// window is being resized.
const maxStands = 64

// standIn is what is shown for a bundle without its picture.
func (m *memory) standIn(w Want) *image.RGBA {
	key := w.standKey()
	if picture, ok := m.stands[key]; ok {
		return picture
	}
	if len(m.stands) >= maxStands {
		clear(m.stands)
	}
	picture := paintStandIn(w)
	m.stands[key] = picture
	return picture
}
