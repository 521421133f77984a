package stream

import (
	"math"
	"strconv"
	"strings"

	"matinee/library"
)

// rangeKind says what a Range header asks for.
type rangeKind int

const (
	rangeWhole         rangeKind = iota // no range, or one to be ignored
	rangePart                           // one range that can be served
	rangeUnsatisfiable                  // nothing of it exists, or it is malformed
)

// parseRange reads a Range header (RFC 9110, section 14) for an item of size
// bytes. Units other than bytes are ignored, as the RFC wants; so are lists of
// several ranges, as it allows: no player sends them.
func parseRange(header string, size int64) (library.Span, rangeKind) {
	whole := library.Span{To: size}
	unit, set, ok := strings.Cut(header, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(unit), "bytes") {
		return whole, rangeWhole
	}
	if strings.Contains(set, ",") || size == 0 {
		return whole, rangeWhole
	}
	first, last, ok := strings.Cut(strings.TrimSpace(set), "-")
	if !ok {
		return whole, rangeUnsatisfiable
	}
	span, ok := resolve(strings.TrimSpace(first), strings.TrimSpace(last), size)
	if !ok {
		return whole, rangeUnsatisfiable
	}
	return span, rangePart
}

// resolve turns the two ends of a byte range into a span of the item.
func resolve(first, last string, size int64) (library.Span, bool) {
	if first == "" {
		suffix, ok := parseOffset(last)
		return library.Span{From: size - min(suffix, size), To: size}, ok && suffix > 0
	}
	from, ok := parseOffset(first)
	if !ok || from >= size {
		return library.Span{}, false
	}
	if last == "" {
		return library.Span{From: from, To: size}, true
	}
	to, ok := parseOffset(last)
	if !ok || to < from {
		return library.Span{}, false
	}
	return library.Span{From: from, To: min(to, size-1) + 1}, true
}

// parseOffset reads digits only; a number beyond all files counts as the largest.
func parseOffset(text string) (int64, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return math.MaxInt64, true
	}
	return v, true
}
