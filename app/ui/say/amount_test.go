package say

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"

	"matinee/assets"
)

// speak loads a language, for the time of the test.
func speak(t *testing.T, language string) {
	t.Helper()
	test.NewTempApp(t)
	use := func(language string) {
		data, err := assets.Translations.ReadFile("translations/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
			t.Fatal(err)
		}
	}
	use(language)
	t.Cleanup(func() { use("en") })
}

func TestAmountsAreReadAsTheyAreWritten(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			speak(t, language)
			for _, n := range []int64{0, 1, 999, 1000, 1500, 64_000, 2_000_000, 12_345_000, 200_000_000_000, 1_000_000_000_000_000} {
				if got, ok := ParseBytes(Amount(n), 0, 1); !ok || got != n {
					t.Errorf("%d is written %q and read %d, %v", n, Amount(n), got, ok)
				}
				if got, ok := ParseBytes(Pace(n), 0, 1); !ok || got != n {
					t.Errorf("%d is written %q and read %d, %v", n, Pace(n), got, ok)
				}
			}
			for _, d := range []time.Duration{0, time.Second, 35 * time.Second, 10 * time.Minute, 90 * time.Second, 36 * time.Hour, 72 * time.Hour, 87600 * time.Hour} {
				if got, ok := ParseTime(Time(d)); !ok || got != d {
					t.Errorf("%v is written %q and read %v, %v", d, Time(d), got, ok)
				}
			}
		})
	}
}

func TestAmountsAsPeopleTypeThem(t *testing.T) {
	speak(t, "en")
	for text, want := range map[string]int64{
		"2 MB/s": 2e6, "2mb/s": 2e6, "2,5 MB": 2_500_000, "2.5M": 2_500_000, "500k": 500_000, "1 GiB": 1 << 30,
		"7": 7e6, " 1 kB/s ": 1000,
	} {
		if got, ok := ParseBytes(text, 3e6, 1); !ok || got != want {
			t.Errorf("%q is read %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "fast", "-1", "-2 MB", "1e40", "NaN", "inf MB", "1 MB 2", strings.Repeat("9", 400)} {
		if got, ok := ParseBytes(text, 0, 1); ok {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
	for text, want := range map[string]time.Duration{
		"90": 90 * time.Second, "1.5 h": 90 * time.Minute, "1h30m": 90 * time.Minute, "3 days": 72 * time.Hour, "2 J": 48 * time.Hour,
	} {
		if got, ok := ParseTime(text); !ok || got != want {
			t.Errorf("%q is read %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "soon", "-3 s", "4 parsecs", "1e300 h"} {
		if got, ok := ParseTime(text); ok {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
