package stream

import (
	"net/http"
	"strings"

	"matinee/library"
)

// answer is what a request gets: a status and the part of the item in the body.
type answer struct {
	status int
	span   library.Span
}

// decide applies the conditions of RFC 9110, section 13, then the range. There
// are no modification dates here, so conditions on them never hold.
func decide(h http.Header, size int64, etag string) answer {
	whole := library.Span{To: size}
	if match := h.Get("If-Match"); match != "" && !matchAny(match, etag, true) {
		return answer{status: http.StatusPreconditionFailed}
	}
	if none := h.Get("If-None-Match"); none != "" && matchAny(none, etag, false) {
		return answer{status: http.StatusNotModified}
	}
	if only := h.Get("If-Range"); only != "" && !strong(only, etag) {
		return answer{http.StatusOK, whole}
	}
	span, kind := parseRange(h.Get("Range"), size)
	switch kind {
	case rangePart:
		return answer{http.StatusPartialContent, span}
	case rangeUnsatisfiable:
		return answer{status: http.StatusRequestedRangeNotSatisfiable}
	default:
		return answer{http.StatusOK, whole}
	}
}

// quoteETag gives an opaque text the form of an entity tag; "" when it cannot.
func quoteETag(text string) string {
	bare := strings.Trim(strings.TrimPrefix(text, "W/"), `"`)
	if bare == "" || strings.ContainsFunc(bare, func(r rune) bool { return r <= ' ' || r == '"' || r >= 0x7f }) {
		return ""
	}
	if strings.HasPrefix(text, "W/") {
		return `W/"` + bare + `"`
	}
	return `"` + bare + `"`
}

// strong compares two entity tags; weak ones are equal to nothing.
func strong(a, b string) bool {
	return a == b && strings.HasPrefix(a, `"`)
}

// matchAny reports whether a list of entity tags, or *, covers etag.
func matchAny(list, etag string, needStrong bool) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for tag := range strings.SplitSeq(list, ",") {
		tag = strings.TrimSpace(tag)
		if needStrong && strong(tag, etag) {
			return true
		}
		if !needStrong && etag != "" && strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
