package locale

import (
	"os"
	"testing"
)

func TestNamesEnglishWhereNoLanguageIsNamed(t *testing.T) {
	const english = "en_US.UTF-8"
	for _, c := range []struct{ all, messages, lang, wantAll, wantMessages, wantLang string }{
		{"", "", "", "", "", english},
		{"", "", "C", "", "", english},
		{"", "", "C.UTF-8", "", "", english},
		{"POSIX", "", "fr_FR.UTF-8", english, "", "fr_FR.UTF-8"},
		{"", "C", "fr_FR.UTF-8", "", english, "fr_FR.UTF-8"},
		{"", "", "fr_FR.UTF-8", "", "", "fr_FR.UTF-8"},
		{"de_DE", "C", "C", "de_DE", "C", "C"},
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_MESSAGES", c.messages)
		t.Setenv("LANG", c.lang)
		name()
		if a, m, l := os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"); a != c.wantAll || m != c.wantMessages || l != c.wantLang {
			t.Errorf("%+v: LC_ALL=%s LC_MESSAGES=%s LANG=%s", c, a, m, l)
		}
	}
}
