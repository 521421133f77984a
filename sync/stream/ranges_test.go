package stream

import (
	"net/http"
	"testing"

	"matinee/library"
)

func TestParseRange(t *testing.T) {
	const size = 1000
	whole := library.Span{To: size}
	tests := []struct {
		header string
		size   int64
		span   library.Span
		kind   rangeKind
	}{
		{"", size, whole, rangeWhole},
		{"bytes=0-", size, whole, rangePart},
		{"bytes=0-0", size, library.Span{To: 1}, rangePart},
		{"Bytes = 10-19", size, library.Span{From: 10, To: 20}, rangePart},
		{"bytes=999-", size, library.Span{From: 999, To: 1000}, rangePart},
		{"bytes=990-5000", size, library.Span{From: 990, To: 1000}, rangePart},
		{"bytes=5-99999999999999999999", size, library.Span{From: 5, To: 1000}, rangePart},
		{"bytes=-1", size, library.Span{From: 999, To: 1000}, rangePart},
		{"bytes=-5000", size, whole, rangePart},
		{"bytes=1000-", size, whole, rangeUnsatisfiable},
		{"bytes=99999999999999999999-", size, whole, rangeUnsatisfiable},
		{"bytes=-0", size, whole, rangeUnsatisfiable},
		{"bytes=-", size, whole, rangeUnsatisfiable},
		{"bytes=7-5", size, whole, rangeUnsatisfiable},
		{"bytes=+1-5", size, whole, rangeUnsatisfiable},
		{"bytes=0x1-5", size, whole, rangeUnsatisfiable},
		{"bytes=--5", size, whole, rangeUnsatisfiable},
		{"bytes=5", size, whole, rangeUnsatisfiable},
		{"bytes=0-1,5-6", size, whole, rangeWhole},
		{"items=0-1", size, whole, rangeWhole},
		{"bytes", size, whole, rangeWhole},
		{"bytes=0-", 0, library.Span{}, rangeWhole},
	}
	for _, tt := range tests {
		span, kind := parseRange(tt.header, tt.size)
		if span != tt.span || kind != tt.kind {
			t.Errorf("parseRange(%q, %d) = %v, %v, want %v, %v", tt.header, tt.size, span, kind, tt.span, tt.kind)
		}
	}
}

func TestDecide(t *testing.T) {
	part, whole := http.StatusPartialContent, http.StatusOK
	tests := []struct {
		name   string
		etag   string
		header map[string]string
		status int
	}{
		{"plain", `"a"`, nil, whole},
		{"range", `"a"`, map[string]string{"Range": "bytes=1-"}, part},
		{"if-range holds", `"a"`, map[string]string{"Range": "bytes=1-", "If-Range": `"a"`}, part},
		{"if-range differs", `"a"`, map[string]string{"Range": "bytes=1-", "If-Range": `"b"`}, whole},
		{"if-range is weak", `W/"a"`, map[string]string{"Range": "bytes=1-", "If-Range": `W/"a"`}, whole},
		{"if-range is a date", `"a"`, map[string]string{"Range": "bytes=1-", "If-Range": "Sun, 22 Nov 2026 10:00:00 GMT"}, whole},
		{"if-range without a tag", "", map[string]string{"Range": "bytes=1-", "If-Range": `"a"`}, whole},
		{"if-none-match holds", `"a"`, map[string]string{"If-None-Match": `"x", W/"a"`}, http.StatusNotModified},
		{"if-none-match star", `"a"`, map[string]string{"If-None-Match": "*"}, http.StatusNotModified},
		{"if-none-match differs", `"a"`, map[string]string{"If-None-Match": `"x"`}, whole},
		{"if-none-match without a tag", "", map[string]string{"If-None-Match": `""`}, whole},
		{"if-match holds", `"a"`, map[string]string{"If-Match": `"x", "a"`}, whole},
		{"if-match differs", `"a"`, map[string]string{"If-Match": `"x"`}, http.StatusPreconditionFailed},
		{"if-match is weak", `W/"a"`, map[string]string{"If-Match": `W/"a"`}, http.StatusPreconditionFailed},
		{"if-modified-since is ignored", `"a"`, map[string]string{"If-Modified-Since": "Sun, 22 Nov 2026 10:00:00 GMT"}, whole},
		{"beyond the end", `"a"`, map[string]string{"Range": "bytes=100-"}, http.StatusRequestedRangeNotSatisfiable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			for k, v := range tt.header {
				h.Set(k, v)
			}
			if got := decide(h, 100, tt.etag); got.status != tt.status {
				t.Errorf("status %d, want %d", got.status, tt.status)
			}
		})
	}
}

func TestQuoteETag(t *testing.T) {
	for text, want := range map[string]string{
		"": "", `""`: "", "abc": `"abc"`, `"abc"`: `"abc"`, `W/"abc"`: `W/"abc"`, "a b": "", "a\r\nX: y": "", "é": "",
	} {
		if got := quoteETag(text); got != want {
			t.Errorf("quoteETag(%q) = %q, want %q", text, got, want)
		}
	}
}
