package outside

import (
	"slices"
	"strings"
	"testing"
)

func TestCommands(t *testing.T) {
	for command, want := range map[string][]string{
		"":                                  {},
		"  vlc ":                            {"vlc"},
		"mpv --fs":                          {"mpv", "--fs"},
		`"C:\Program Files\VLC\vlc.exe" -f`: {`C:\Program Files\VLC\vlc.exe`, "-f"},
		`player '' 'a "b"'`:                 {"player", "", `a "b"`},
		`a"b c"d`:                           {"ab cd"},
	} {
		got, err := split(command)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %q, %v", command, got, err)
		}
	}
	for _, command := range []string{`vlc "a`, strings.Repeat("x", maxCommand+1)} {
		if got, err := split(command); err == nil {
			t.Errorf("%.20q is %q", command, got)
		}
	}
}

// TestWhereTheFilmStands: where the command says, else at its end; and never is the
// program itself what a film names.
func TestWhereTheFilmStands(t *testing.T) {
	for _, step := range []struct{ words, want []string }{
		{[]string{"mpv", "--fs"}, []string{"mpv", "--fs", "/a b.mkv"}},
		{[]string{"play", "--file=%s", "--on"}, []string{"play", "--file=/a b.mkv", "--on"}},
		{[]string{"%s"}, []string{"%s", "/a b.mkv"}},
	} {
		if got := with(slices.Clone(step.words), "/a b.mkv"); !slices.Equal(got, step.want) {
			t.Errorf("%q becomes %q", step.words, got)
		}
	}
}
