package library

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                        "plain",
		"  two\twords\r\n ":            "two words",
		"exe.\u202egpj":                "exe.gpj",
		"zero\u200bwidth":              "zerowidth",
		"👩\u200d👧":                     "👩\u200d👧",
		"\xff\xfe":                     "\ufffd",
		"\x1b[2J":                      "[2J",
		strings.Repeat("é", 300):       strings.Repeat("é", MaxTitle-1) + "…",
		strings.Repeat("é", MaxTitle):  strings.Repeat("é", MaxTitle),
		strings.Repeat("a ", MaxTitle): strings.Repeat("a ", 99) + "a…",
	} {
		if got := CleanLine(text, MaxTitle); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got := CleanText("one\n\ttwo\x00\n", 100); got != "one\n two" {
		t.Errorf("several lines become %q", got)
	}
}

func TestCleanLineProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes")) + rapid.String().Draw(rt, "text")
		limit := rapid.IntRange(1, 50).Draw(rt, "limit")
		got := CleanLine(text, limit)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > limit || strings.ContainsAny(got, "\n\r\x00\u202e") || CleanLine(got, limit) != got {
			rt.Fatalf("%q becomes %q", text, got)
		}
	})
}

func TestProfileSees(t *testing.T) {
	for _, c := range []struct {
		limit, rating int
		want          bool
	}{
		{0, NoRating, true}, {0, 18, true}, {6, NoRating, false}, {6, 0, true}, {6, 6, true}, {6, 7, false}, {18, NoRating, false},
	} {
		if got := (Profile{Limit: c.limit}).Sees(c.rating); got != c.want {
			t.Errorf("limit %d sees %d: %v", c.limit, c.rating, got)
		}
	}
}
