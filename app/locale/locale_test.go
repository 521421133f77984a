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
		{"", "", "xx_BROKEN", "", "", english},
		{"", "", "....", "", "", english},
		{"", "", "fr_FR@@", "", "", "fr_FR@@"}, // French all the same
		{"", "", "\xff\xfe", "", "", english},
		{"", "", "-", "", "", english},
		{"", "", "français", "", "", english},
		{"", "", "sr_RS@latin", "", "", "sr_RS@latin"},
		{"", "", "ca_ES.UTF-8@valencia", "", "", "ca_ES.UTF-8@valencia"},
		{"", "", "zh_Hant_TW", "", "", "zh_Hant_TW"},
		{"", "", "es_419", "", "", "es_419"},
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
