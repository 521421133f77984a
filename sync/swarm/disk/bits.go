package disk

import "math/bits"

// bitmap has one bit a piece in the order of a BEP 3 bitfield.
type bitmap []byte

func newBitmap(n int) bitmap { return make(bitmap, (n+7)/8) }

// sized is b with room for exactly n pieces; spare bits are cleared. Others may be
// reading b: it is left alone, and is itself the answer when it already fits.
func (b bitmap) sized(n int) bitmap {
	want, kept := (n+7)/8, byte(0xff)
	if n%8 != 0 {
		kept <<= 8 - n%8
	}
	if len(b) == want && (n == 0 || b[want-1]&^kept == 0) {
		return b
	}
	out := newBitmap(n)
	copy(out, b)
	if n > 0 {
		out[want-1] &= kept
	}
	return out
}

func (b bitmap) has(i int) bool { return i/8 < len(b) && b[i/8]&(0x80>>(i%8)) != 0 }
func (b bitmap) set(i int)      { b[i/8] |= 0x80 >> (i % 8) }

func (b bitmap) clear(i int) {
	if i/8 < len(b) {
		b[i/8] &^= 0x80 >> (i % 8)
	}
}

func (b bitmap) clone() bitmap { return append(bitmap{}, b...) }

// missing is the number of clear bits among from to to (excluded).
func (b bitmap) missing(from, to int) (n int) {
	for i := from; i < to; {
		if i%8 == 0 && i+8 <= to {
			n += 8 - bits.OnesCount8(b[i/8])
			i += 8
			continue
		}
		if !b.has(i) {
			n++
		}
		i++
	}
	return n
}

// and is a new bitmap with the bits set in both, which have the same length.
func (b bitmap) and(c bitmap) bitmap {
	out := b.clone()
	for i := range out {
		out[i] &= c[i]
	}
	return out
}
