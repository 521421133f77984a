package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// indexAtEnd reports whether a player must fetch the end of a file before it can
// play: an MP4 whose moov box lies behind the media (ISO/IEC 14496-12), a Matroska
// file whose cues do (RFC 9559). Files of other kinds have no such index.
func indexAtEnd(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	whole := io.NewSectionReader(f, 0, info.Size()) // beyond it is the end, wherever that is
	if isMatroska(file) {
		return cuesAtEnd(whole)
	}
	return moovAtEnd(whole)
}

// maxBoxes bounds how many boxes or elements are passed over: a fragmented film has
// some thousand, behind what is looked for.
const maxBoxes = 4096

// moovAtEnd walks over the outermost boxes.
func moovAtEnd(f io.ReaderAt) (bool, error) {
	var at int64
	for range maxBoxes {
		var head [16]byte
		n, err := f.ReadAt(head[:], at)
		if n < 8 {
			return false, ended(err)
		}
		size := int64(binary.BigEndian.Uint32(head[:]))
		switch string(head[4:8]) {
		case "moov":
			return false, nil
		case "mdat":
			return true, nil
		case "ftyp", "free", "skip", "wide", "uuid", "pdin", "styp", "sidx", "meta":
		default:
			return false, nil // no MP4, or one of a make nobody knows
		}
		if size == 1 && n == 16 {
			size = int64(binary.BigEndian.Uint64(head[8:]))
		}
		if size < 8 || at > at+size {
			return false, nil
		}
		at += size
	}
	return false, nil
}

// ended passes over the end of a file.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// The elements of Matroska that matter here.
const (
	ebmlHead  = 0x1A45DFA3
	mkSegment = 0x18538067
	mkCluster = 0x1F43B675
	mkCues    = 0x1C53BB6B
)

// isMatroska reads the first four bytes: names lie.
func isMatroska(file string) bool {
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	var magic [4]byte
	_, err = io.ReadFull(f, magic[:])
	return err == nil && binary.BigEndian.Uint32(magic[:]) == ebmlHead
}

// cuesAtEnd walks over the elements of the segment up to the first media.
func cuesAtEnd(f io.ReaderAt) (bool, error) {
	id, size, head, err := element(f, 0)
	if err != nil || id != ebmlHead {
		return false, ended(err)
	}
	at := head + size
	if id, _, head, err = element(f, at); err != nil || id != mkSegment {
		return false, ended(err)
	}
	at += head
	for range maxBoxes {
		id, size, head, err = element(f, at)
		switch {
		case err != nil:
			return false, ended(err)
		case id == mkCues:
			return false, nil
		case id == mkCluster:
			return true, nil
		case size < 0 || at > at+head+size:
			return false, nil
		}
		at += head + size
	}
	return false, nil
}

// element reads the id of an element, how long what is in it is (below 0: not told),
// and how long these two themselves are.
func element(f io.ReaderAt, at int64) (id uint32, size, head int64, err error) {
	var buf [12]byte
	n, err := f.ReadAt(buf[:], at)
	if n < 2 {
		return 0, 0, 0, fmt.Errorf("read an element: %w", err)
	}
	width := 1
	for width <= 4 && buf[0]&(0x80>>(width-1)) == 0 {
		width++
	}
	if width > 4 || n <= width {
		return 0, 0, 0, io.EOF
	}
	for _, b := range buf[:width] {
		id = id<<8 | uint32(b)
	}
	length := 1
	for length <= 8 && buf[width]&(0x80>>(length-1)) == 0 {
		length++
	}
	if length > 8 || n < width+length {
		return 0, 0, 0, io.EOF
	}
	value := int64(buf[width]) & (0x80>>(length-1) - 1)
	unknown := value == 0x80>>(length-1)-1
	for _, b := range buf[width+1 : width+length] {
		value = value<<8 | int64(b)
		unknown = unknown && b == 0xFF
	}
	if unknown {
		value = -1
	}
	return id, value, int64(width + length), nil
}
