package say

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// decimal writes a number with at most three digits after the sign and none that
// say nothing.
func decimal(v float64) string {
	text := strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
	return strings.Replace(text, ".", lang.X("number.decimal", "."), 1)
}

// units are the words for powers of 1000 bytes.
func units() []string {
	return []string{
		lang.X("unit.byte", "B"), lang.X("unit.kilobyte", "KB"), lang.X("unit.megabyte", "MB"),
		lang.X("unit.gigabyte", "GB"), lang.X("unit.terabyte", "TB"),
	}
}

// Amount writes bytes as a person would type them: 200 GB, 1.5 MB. Unlike
// kit.Bytes it keeps three digits after the sign, for what is edited.
func Amount(n int64) string {
	names := units()
	value, unit := float64(n), 0
	for value >= 1000 && unit < len(names)-1 {
		value /= 1000
		unit++
	}
	return decimal(value) + nbsp + names[unit]
}

// Pace writes bytes a second as a person would type them: 2 MB/s.
func Pace(n int64) string { return Amount(n) + lang.X("unit.per_second", "/s") }

// ParseBytes reads an amount of bytes, with a unit of the person's language or
// of any other the program knows. A number without a unit counts in the unit of
// the amount before it; if that has none, in bare. It reports false for what is
// no amount, is below 0, or too large to count.
func ParseBytes(text string, before, bare int64) (int64, bool) {
	text = strings.TrimSpace(strings.NewReplacer(nbsp, " ", "\u202f", " ", ",", ".").Replace(text))
	text = strings.TrimSuffix(text, lang.X("unit.per_second", "/s"))
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		if before > 0 {
			bare = unitOf(before)
		}
		return whole(v * float64(bare))
	}
	text = strings.TrimSpace(text)
	for at := len(units()) - 1; at >= 0; at-- {
		if rest, ok := cutUnit(text, units()[at]); ok {
			v, err := strconv.ParseFloat(rest, 64)
			if err != nil {
				return 0, false
			}
			return whole(v * math.Pow(1000, float64(at)))
		}
	}
	n, err := library.ParseAmount(text)
	return n, err == nil && n >= 0
}

// unitOf is the unit that an amount is written in.
func unitOf(n int64) int64 {
	unit := int64(1)
	for n >= 1000 && unit < 1e12 {
		n /= 1000
		unit *= 1000
	}
	return unit
}

// cutUnit takes a unit off the end, whatever its case.
func cutUnit(text, unit string) (string, bool) {
	if len(text) <= len(unit) || !strings.EqualFold(text[len(text)-len(unit):], unit) {
		return "", false
	}
	rest := strings.TrimSpace(text[:len(text)-len(unit)])
	_, err := strconv.ParseFloat(rest, 64)
	return rest, err == nil
}

// mostBytes is beyond any bound of a setting.
const mostBytes = 1e18

func whole(v float64) (int64, bool) {
	if math.IsNaN(v) || v < 0 || v > mostBytes {
		return 0, false
	}
	return int64(math.Round(v)), true
}

// Time writes a duration as a person would type it: 35 s, 10 min, 36 h, 3 days.
func Time(d time.Duration) string {
	day := 24 * time.Hour
	switch {
	case d >= 3*day && d%day == 0:
		days := int(d / day)
		return lang.XN("unit.days", "{{.N}}\u00a0days", kit.Plural(days), map[string]any{"N": days})
	case d >= 2*time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + nbsp + lang.X("unit.hour", "h")
	case d >= 2*time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + nbsp + lang.X("unit.minute", "min")
	}
	return decimal(d.Seconds()) + nbsp + lang.X("unit.second", "s")
}

// ParseTime reads a duration with its unit: 90 s, 1.5 h, 3 days, 1h30m. A number
// without a unit counts in seconds.
func ParseTime(text string) (time.Duration, bool) {
	text = strings.ToLower(strings.NewReplacer(nbsp, "", " ", "", "\u202f", "", ",", ".").Replace(text))
	if d, err := time.ParseDuration(text); err == nil {
		return d, d >= 0
	}
	number := strings.TrimRightFunc(text, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, false
	}
	unit, ok := timeUnit(text[len(number):])
	d := v * float64(unit)
	if !ok || v < 0 || d > math.MaxInt64/2 {
		return 0, false
	}
	return time.Duration(d), true
}

// timeUnit knows how units of time are written in the program's languages.
func timeUnit(word string) (time.Duration, bool) {
	switch word {
	case "", "s", "sec", "second", "seconds", "seconde", "secondes":
		return time.Second, true
	case "m", "min", "mins", "minute", "minutes":
		return time.Minute, true
	case "h", "hour", "hours", "heure", "heures":
		return time.Hour, true
	case "d", "j", "day", "days", "jour", "jours":
		return 24 * time.Hour, true
	}
	return 0, false
}
