package intake

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSafePath(t *testing.T) {
	cases := []struct {
		in   []string
		want string
	}{
		{[]string{"a", "b.mp4"}, "a/b.mp4"},
		{[]string{"", ".", "b"}, "b"},
		{[]string{""}, "unnamed"},
		{[]string{"AC/DC", `x\y`}, "AC_DC/x_y"},
		{[]string{"con", "NUL.txt", "com1", "LPT².x", "aux .c", "console"}, "_con/_NUL.txt/_com1/_LPT².x/_aux .c/console"},
		{[]string{"dots...", "space ", "...", " lead"}, "dots/space/_/lead"},
		{[]string{"what?", `"a":<b>|*`}, "what_/_a___b___"},
		{[]string{"line\nbreak\x7f.mp4"}, "line break .mp4"},
		{[]string{"evil\u202egpj.exe"}, "evilgpj.exe"},
		{[]string{"bad\xffutf8"}, "bad_utf8"},
		{[]string{"日本語", "é.mkv"}, "日本語/é.mkv"},
	}
	for _, c := range cases {
		if got := safePath(c.in); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLongNamesStayApart(t *testing.T) {
	long := strings.Repeat("é", 200)
	a, b := safePath([]string{long + "1.mp4"}), safePath([]string{long + "2.mp4"})
	if a == b || len(a) > maxName || !utf8.ValidString(a) || !strings.HasSuffix(a, ".mp4") {
		t.Errorf("%q and %q", a, b)
	}
	deep := safePath(slices.Repeat([]string{strings.Repeat("d", 200)}, maxComponents))
	if len(deep) > maxPath {
		t.Errorf("a path of %d bytes", len(deep))
	}
}

func TestFolderName(t *testing.T) {
	for title, want := range map[string]string{"A: film.": "A_ film", "con": "_con", "": "_", "..": "_"} {
		if got := FolderName(title); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}

func TestMakeUnique(t *testing.T) {
	cases := []struct{ in, want []string }{
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"a.mp4", "A.MP4", "a.mp4"}, []string{"a.mp4", "A (2).MP4", "a (3).mp4"}},
		{[]string{"x", "x", "x (2)"}, []string{"x", "x (2)", "x (2) (2)"}},
		{[]string{"a", "a/b"}, []string{"a (2)", "a/b"}},
		{[]string{"a/b", "A", "a/B"}, []string{"a/b", "A (2)", "a/B (2)"}},
		{[]string{"", "a", "", "a"}, []string{"", "a", "", "a (2)"}},
		{[]string{"a", "a.part"}, []string{"a", "a (2).part"}},
		{[]string{"a.part", "a"}, []string{"a.part", "a (2)"}},
		{[]string{"a", "a.part/b"}, []string{"a (2)", "a.part/b"}},
		{[]string{"e\u0301", "\u00e9"}, []string{"e\u0301", "\u00e9 (2)"}},
	}
	for _, c := range cases {
		got := slices.Clone(c.in)
		makeUnique(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCleanTitle(t *testing.T) {
	if got := cleanTitle("  A\tfilm\n\u202e\u2066x\u200b "); got != "A film x" {
		t.Errorf("%q", got)
	}
	if got := cleanTitle(strings.Repeat("é", 500)); utf8.RuneCountInString(got) != maxTitle {
		t.Errorf("%d runes", utf8.RuneCountInString(got))
	}
}
