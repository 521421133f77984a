package library_test

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"matinee/library"

	"pgregory.net/rapid"
)

func TestEverySettingIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range library.SettingFields() {
		if f.Key == "" || f.Doc == "" || seen[f.Key] {
			t.Errorf("key %q, doc %q, or it is there twice", f.Key, f.Doc)
		}
		seen[f.Key] = true
		if numeric(t, f.Key) && (f.Min == "" || f.Max == "") {
			t.Errorf("%s is a number without bounds", f.Key)
		}
	}
	if len(seen) != reflect.TypeFor[library.Settings]().NumField() {
		t.Error("a field is not a setting")
	}
}

// numeric reports whether a setting is a number: its zero has no other text.
func numeric(t *testing.T, key string) bool {
	t.Helper()
	var s library.Settings
	text, err := s.Get(key)
	if err != nil {
		t.Fatal(err)
	}
	return text == "0" || text == "0s"
}

func TestDefaultsAreWithinBounds(t *testing.T) {
	want := library.DefaultSettings()
	got := library.DefaultSettings()
	for _, f := range library.SettingFields() {
		text, err := want.Get(f.Key)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Set(f.Key, text); err != nil {
			t.Errorf("%s refuses its default: %v", f.Key, err)
		}
	}
	if got != want {
		t.Errorf("reading the defaults back gives %+v, want %+v", got, want)
	}
}

func TestBoundsOfEverySetting(t *testing.T) {
	for _, f := range library.SettingFields() {
		for _, text := range append([]string{f.Min, f.Max}, f.OneOf...) {
			s := library.DefaultSettings()
			if !numeric(t, f.Key) && f.Form != "one" {
				continue
			}
			if err := s.Set(f.Key, text); err != nil && (text != "" || f.Form == "one" && f.OneOf[0] == "") {
				t.Errorf("%s refuses %q: %v", f.Key, text, err)
			}
		}
		for _, text := range outside(t, f) {
			s := library.DefaultSettings()
			if err := s.Set(f.Key, text); library.CodeOf(err) != library.CodeBadSetting {
				t.Errorf("%s takes %q", f.Key, text)
			}
			if s != library.DefaultSettings() {
				t.Errorf("%s: a refused value changed the settings", f.Key)
			}
		}
	}
}

// outside lists texts that a setting must refuse.
func outside(t *testing.T, f library.SettingField) []string {
	t.Helper()
	switch {
	case f.Form == "one":
		return []string{"nothing of the kind", strings.ToUpper(f.OneOf[1]) + "X"}
	case f.Form == "clock":
		return []string{"", "24:00", "12:60", "noon", "-1:00"}
	case f.Form == "days":
		return []string{"monday", "mon;tue", "1"}
	case f.Form == "socks5":
		return []string{
			"127.0.0.1:1080", "http://127.0.0.1:1080", "socks5://", "socks5://host", "socks5://:1080",
			"socks5://host:0", "socks5://host:65536", "socks5://host:port", "socks5://host:1080/path", "socks5://host:1080?x=y",
		}
	case !numeric(t, f.Key) && f.Default != "" || strings.HasSuffix(f.Key, ".on"):
		return []string{"", "perhaps", "2"}
	case !numeric(t, f.Key):
		return []string{"two\nlines", "nul\x00", strings.Repeat("x", 5000)}
	}
	if d, err := time.ParseDuration(f.Max); err == nil && strings.ContainsAny(f.Max, "hms") {
		low, err := time.ParseDuration(f.Min)
		if err != nil && f.Min != "0" {
			t.Fatal(err)
		}
		return []string{"", "5", "x", (d + time.Second).String(), (low - time.Second).String()}
	}
	low, err1 := strconv.ParseFloat(f.Min, 64)
	high, err2 := strconv.ParseFloat(f.Max, 64)
	if err1 != nil || err2 != nil {
		t.Fatal(f.Key, err1, err2)
	}
	return []string{
		"", "x", "NaN", "Inf", "-Inf", "1e999",
		strconv.FormatFloat(low-1, 'f', -1, 64), strconv.FormatFloat(high+1, 'f', -1, 64), strconv.Itoa(math.MinInt64),
	}
}

func TestGetAndSetAreInverse(t *testing.T) {
	for key, texts := range map[string][2]string{ // what is set, what is got
		"rate.down": {" 2 MB/s ", "2000000"}, "disk.floor": {"1GiB", "1073741824"}, "conns.total": {"1k", "1000"},
		"net.dht": {"OFF", "false"}, "disk.evict": {"yes", "true"}, "seed.ratio": {"1.50", "1.5"}, "seed.time": {"90m", "1h30m0s"},
		"media.folder": {"/media/été", "/media/été"}, "alt.from": {"8:05", "8:05"}, "alt.days": {"Mon, sun", "Mon, sun"},
		"net.proxy": {"socks5://user:pass@[::1]:1080", "socks5://user:pass@[::1]:1080"}, "net.encryption": {"require", "require"},
		"ui.language": {"", ""},
	} {
		var s library.Settings
		if err := s.Set(key, texts[0]); err != nil {
			t.Error(err)
		}
		got, err := s.Get(key)
		if err != nil || got != texts[1] {
			t.Errorf("%s: %q, %v, want %q", key, got, err, texts[1])
		}
		var again library.Settings
		if err := again.Set(key, got); err != nil || again != s {
			t.Errorf("%s: reading %q back gives another value (%v)", key, got, err)
		}
	}
}

func TestAnUnknownSettingIsRefused(t *testing.T) {
	var s library.Settings
	if err := s.Set("no.such", "1"); library.CodeOf(err) != library.CodeBadSetting {
		t.Error(err)
	}
	if _, err := s.Get("no.such"); library.CodeOf(err) != library.CodeBadSetting {
		t.Error(err)
	}
}

func TestARefusedProxyDoesNotShowItsPassword(t *testing.T) {
	var s library.Settings
	err := s.Set("net.proxy", "socks5://user:secret@host:99999")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Fatal(err)
	}
}

func TestHideSecret(t *testing.T) {
	const key, free = "net.proxy", "net.bind"
	for _, c := range []struct{ key, value, want string }{
		{key, "", ""},
		{key, "socks5://host:1080", "socks5://host:1080"},
		{key, "socks5://user:secret@host:1080", "socks5://user:…@host:1080"},
		{key, "socks5://user:se@cret:x@host:1080", "socks5://user:…@host:1080"},
		{free, "socks5://user:secret@host:1080", "socks5://user:secret@host:1080"},
	} {
		for _, f := range library.SettingFields() {
			if got := library.HideSecret(f, c.value); f.Key == c.key && got != c.want {
				t.Errorf("%s: %q is shown as %q", f.Key, c.value, got)
			}
		}
	}
}

func TestParseAmount(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "500": 500, " 500 ": 500, "500k": 500_000, "500K": 500_000, "1.5 MB": 1_500_000, "3GiB": 3 << 30, "2 MB/s": 2_000_000,
		"2Ki": 2048, "1TiB/s": 1 << 40, "7 B": 7, "-5": -5, "1T": 1e12, "9007199254740993": 9007199254740993,
	} {
		if got, err := library.ParseAmount(in); got != want || err != nil {
			t.Errorf("ParseAmount(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
	for _, bad := range []string{
		"", "k", "B", "1.5", "ten", "1 2", "NaN k", "InfG", "-InfG", "1e300T", "-1e300T", "99999999999999999999", "1kk", "5 apples", "0x1k",
	} {
		if got, err := library.ParseAmount(bad); library.CodeOf(err) != library.CodeBadSetting || err == nil {
			t.Errorf("ParseAmount(%q) = %d, %v", bad, got, err)
		}
	}
}

func TestParseAmountNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+0-9.eEkKMGTiB/s xInfaN]{0,20}`).Draw(t, "text")
		if v, err := library.ParseAmount(text); err != nil && v != 0 {
			t.Fatal(v, err)
		}
	})
}

func TestParseClockAndDays(t *testing.T) {
	for in, want := range map[string]time.Duration{"00:00": 0, "23:59": 24*time.Hour - time.Minute, "08:30": 510 * time.Minute} {
		if got, err := library.ParseClock(in); err != nil || got != want {
			t.Errorf("ParseClock(%q) = %v, %v", in, got, err)
		}
	}
	got, err := library.ParseDays("mon, SUN,")
	if err != nil || !reflect.DeepEqual(got, map[time.Weekday]bool{time.Monday: true, time.Sunday: true}) {
		t.Error(got, err)
	}
}
