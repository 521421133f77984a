package format

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"

	"matinee/library"
)

// Pointer is the value of a channel's DHT item (BEP 46): the infohash of the
// torrent that holds its newest state, and where else to find that. The item is
// signed as BEP 44 says, under the channel key.
type Pointer struct {
	Infohash library.BundleID // v1, of the catalogue
	Mirrors  []library.WebURL // at most 3
}

// MaxPointer is the most bytes that the value of a DHT item may have (BEP 44).
const MaxPointer = 1000

// Encode writes the pointer in bencode: a dictionary of "ih", 20 bytes, and "mr",
// a list of addresses, left out when it is empty.
func (p Pointer) Encode() ([]byte, error) {
	raw, err := p.encode()
	return raw, told("pointer", err)
}

func (p Pointer) encode() ([]byte, error) {
	if err := p.Infohash.Valid(); err != nil {
		return nil, fail(FaultField, "infohash %s", err)
	}
	if len(p.Mirrors) > maxLinkMirrors {
		return nil, fail(FaultCount, "more than 3 mirrors")
	}
	hash := p.Infohash.Hash()
	out := append([]byte("d2:ih20:"), hash[:]...)
	for i, m := range p.Mirrors {
		if err := m.Valid(); err != nil {
			return nil, fail(FaultField, "a mirror %s", err)
		}
		if i == 0 {
			out = append(out, "2:mrl"...)
		}
		out = append(strconv.AppendInt(out, int64(len(m)), 10), ':')
		out = append(out, m...)
	}
	if len(p.Mirrors) > 0 {
		out = append(out, 'e')
	}
	if out = append(out, 'e'); len(out) > MaxPointer {
		return nil, fail(FaultSize, "%d bytes, at most %d", len(out), MaxPointer)
	}
	return out, nil
}

// ParsePointer reads a pointer, which is written in one way only.
func ParsePointer(raw []byte) (Pointer, error) {
	p, err := parsePointer(raw)
	return p, told("pointer", err)
}

func parsePointer(raw []byte) (p Pointer, err error) {
	if len(raw) > MaxPointer {
		return p, fail(FaultSize, "%d bytes, at most %d", len(raw), MaxPointer)
	}
	rest, ok := bytes.CutPrefix(raw, []byte("d2:ih20:"))
	if !ok || len(rest) < 20 {
		return p, fail(FaultSyntax, "no infohash comes first")
	}
	p.Infohash, rest = library.BundleID(hex.EncodeToString(rest[:20])), rest[20:]
	if list, has := bytes.CutPrefix(rest, []byte("2:mrl")); has {
		for rest = list; len(rest) > 0 && rest[0] != 'e'; {
			var text string
			if text, rest, err = bencoded(rest); err != nil {
				return Pointer{}, err
			}
			p.Mirrors = append(p.Mirrors, library.WebURL(text))
		}
		rest, _ = bytes.CutPrefix(rest, []byte("e"))
	}
	if !bytes.Equal(rest, []byte("e")) {
		return Pointer{}, fail(FaultSyntax, "it does not end where it should")
	}
	again, err := p.encode()
	if err != nil {
		return Pointer{}, err
	}
	if !slices.Equal(again, raw) {
		return Pointer{}, fail(FaultSyntax, "it is not written as it should be")
	}
	return p, nil
}

// bencoded takes a byte string (BEP 3) off the front.
func bencoded(data []byte) (text string, rest []byte, err error) {
	length, rest, found := bytes.Cut(data, []byte(":"))
	n, err := strconv.Atoi(string(length))
	if !found || err != nil || n < 0 || n > len(rest) {
		return "", nil, fail(FaultSyntax, "a string does not end")
	}
	return string(rest[:n]), rest[n:], nil
}
