package kit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// number writes v with digits after the decimal sign of the language.
func number(v float64, digits int) string {
	text := strconv.FormatFloat(v, 'f', digits, 64)
	return strings.Replace(text, ".", lang.X("number.decimal", "."), 1)
}

// Number writes v with a fixed number of digits after the decimal sign.
func Number(v float64, digits int) string { return number(v, digits) }

// Bytes writes a size with its unit (powers of 1000) and as many digits as make
// sense: 980 B, 12 KB, 1.4 GB.
func Bytes(n int64) string {
	units := []string{
		lang.X("unit.byte", "B"), lang.X("unit.kilobyte", "KB"), lang.X("unit.megabyte", "MB"),
		lang.X("unit.gigabyte", "GB"), lang.X("unit.terabyte", "TB"),
	}
	value, unit := math.Max(float64(n), 0), 0
	for value >= 999.5 && unit < len(units)-1 {
		value /= 1000
		unit++
	}
	digits := 0
	if unit >= 2 && value < 9.95 {
		digits = 1
	}
	return number(value, digits) + nbsp + units[unit]
}

// Rate writes bytes a second: 2.4 MB/s.
func Rate(n int64) string { return Bytes(n) + lang.X("unit.per_second", "/s") }

// RateOrDash is Rate, or a dash when nothing flows.
func RateOrDash(n int64) string {
	if n <= 0 {
		return "–"
	}
	return Rate(n)
}

// Decimal writes a factor with one digit after the decimal sign: 1.8.
func Decimal(v float64) string { return number(v, 1) }

// Percent writes a part from 0 to 1; it says 100 % only when all is there.
func Percent(part float64) string {
	n := int(math.Floor(min(max(part, 0), 1) * 100))
	return strconv.Itoa(n) + lang.X("unit.percent", "%")
}

// Ratio writes a factor in percent, also above 1: 120%.
func Ratio(factor float64) string {
	return strconv.Itoa(int(math.Round(factor*100))) + lang.X("unit.percent", "%")
}

// Span writes a duration as people say it: 96 s, 4 min, 1 h 20, 3 days.
func Span(d time.Duration) string {
	seconds := int(math.Ceil(d.Seconds()))
	minutes := int(math.Round(d.Minutes()))
	hours := int(math.Round(d.Hours()))
	switch {
	case seconds < 1:
		return "0" + nbsp + lang.X("unit.second", "s")
	case seconds < 60:
		return strconv.Itoa(seconds) + nbsp + lang.X("unit.second", "s")
	case minutes < 60: // 61 s are a minute
		return strconv.Itoa(minutes) + nbsp + lang.X("unit.minute", "min")
	case minutes < 10*60:
		text := strconv.Itoa(minutes/60) + nbsp + lang.X("unit.hour", "h")
		if minutes%60 > 0 {
			text += nbsp + fmt.Sprintf("%02d", minutes%60)
		}
		return text
	case hours < 48:
		return strconv.Itoa(hours) + nbsp + lang.X("unit.hour", "h")
	}
	days := int(math.Round(d.Hours() / 24))
	if days > 999 {
		return lang.X("unit.years", "years")
	}
	return lang.XN("unit.days", "{{.N}}\u00a0days", Plural(days), map[string]any{"N": days})
}

// Clock writes a position in a recording: 3:07, 18:22, 1:02:09.
func Clock(d time.Duration) string {
	s := int(max(d, 0).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// People writes how many are connected.
func People(n int) string {
	return lang.XN("people", "{{.N}} people", Plural(n), map[string]any{"N": n})
}
