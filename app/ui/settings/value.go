package settings

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// spec is a setting with its description.
type spec struct {
	entry
	field library.SettingField
}

// The units of amounts that are typed without one.
const (
	bareRate = 1_000_000     // megabytes a second
	bareSize = 1_000_000_000 // gigabytes
)

// number reads a stored value of a setting that counts something.
func (s spec) number(value string) float64 {
	if s.field.Kind == library.SettingTime {
		d, _ := time.ParseDuration(value)
		return d.Seconds()
	}
	v, _ := strconv.ParseFloat(value, 64)
	return v
}

// stored is the text that library.Settings reads back.
func (s spec) stored(v float64) string {
	switch s.field.Kind {
	case library.SettingTime:
		return time.Duration(v * float64(time.Second)).Round(time.Second).String()
	case library.SettingNumber:
		return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	}
	return strconv.FormatFloat(math.Round(v), 'f', 0, 64)
}

// shown writes a stored value as a person would type it.
func (s spec) shown(value string) string {
	if s.counts() && s.zero != "" && s.number(value) == 0 {
		return s.zero
	}
	return s.plain(value)
}

// plain is shown without the word for 0.
func (s spec) plain(value string) string {
	v := s.number(value)
	switch s.control {
	case aRate:
		return say.Pace(int64(v))
	case aSize:
		return say.Amount(int64(v))
	case aTime:
		return say.Time(time.Duration(v * float64(time.Second)))
	case aNumber:
		if s.field.Kind == library.SettingNumber {
			return kit.Number(v, digitsOf(v))
		}
		text := value
		if s.field.Unit == "%" {
			text += lang.X("unit.percent", "%")
		}
		return text
	}
	return value
}

func digitsOf(v float64) int {
	if math.Round(v*10) != v*10 {
		return 2
	}
	return 1
}

// counts reports whether the setting is an amount of something.
func (s spec) counts() bool {
	switch s.control {
	case aRate, aSize, aTime, aNumber:
		return true
	}
	return false
}

// written reports whether the setting's control is typed into.
func (s spec) written() bool {
	switch s.control {
	case aSwitch, aPick, aCard, aWeek, aReminder:
		return false
	}
	return true
}

// parse reads what a person typed; before is the stored value. It reports false
// for what cannot be read; bounds are another matter.
func (s spec) parse(text, before string) (string, bool) {
	text = strings.TrimSpace(text)
	if s.zero != "" && (text == "" || strings.EqualFold(text, s.zero)) {
		if !s.counts() {
			return "", true // it is a text, and none
		}
		return s.stored(0), true
	}
	var v float64
	var ok bool
	switch s.control {
	case aRate:
		var n int64
		n, ok = say.ParseBytes(text, int64(s.number(before)), bareRate)
		v = float64(n)
	case aSize:
		var n int64
		n, ok = say.ParseBytes(text, int64(s.number(before)), bareSize)
		v = float64(n)
	case aTime:
		var d time.Duration
		d, ok = say.ParseTime(text)
		v = d.Seconds()
	case aNumber:
		text = strings.ReplaceAll(strings.TrimRight(text, "% \u00a0"), ",", ".")
		n, err := strconv.ParseFloat(text, 64)
		v, ok = n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
		if s.field.Kind == library.SettingWhole && n != math.Trunc(n) {
			ok = false
		}
	default:
		return text, true
	}
	return s.stored(v), ok
}

// bounds says what is allowed.
func (s spec) bounds() string {
	low, high := s.plain(s.field.Min), s.plain(s.field.Max)
	text := lang.L("Allowed: {{.Low}} to {{.High}}.", map[string]any{"Low": low, "High": high})
	if s.zero != "" && s.number(s.field.Min) == 0 {
		text += " " + lang.L("0 means {{.Word}}.", map[string]any{"Word": s.zero})
	}
	return text
}

// refusal says why a value is not taken, and what is.
func (s spec) refusal() string {
	switch s.control {
	case aRate:
		return lang.L("This is no rate. Write a number and a unit, such as 2 MB/s.") + " " + s.bounds()
	case aSize:
		return lang.L("This is no size. Write a number and a unit, such as 200 GB.") + " " + s.bounds()
	case aTime:
		return lang.L("This is no time. Write a number and a unit, such as 30 s.") + " " + s.bounds()
	case aNumber:
		return lang.L("This is not a number that can be used.") + " " + s.bounds()
	case aClock:
		return lang.L("This is not a time of day. Write it as 08:30.")
	case aProxy:
		return lang.L("The address is written as name:port, for example localhost:1080.")
	}
	return lang.L("This text cannot be used.")
}

// step is the value a step further up or down, within the bounds.
func (s spec) step(value string, dir int) string {
	v := s.number(value)
	switch {
	case s.control == aRate:
		v = ladder(v, dir, 100_000)
	case s.control == aSize:
		v = ladder(v, dir, 1_000_000_000)
	case s.control == aTime:
		v = timeStep(v, dir)
	case s.field.Kind == library.SettingNumber:
		v = math.Round(v*2)/2 + 0.5*float64(dir)
	default:
		v += float64(dir) * wholeStep(v, dir)
	}
	low, high := s.number(s.field.Min), s.number(s.field.Max)
	return s.stored(min(max(v, low), high))
}

// ladder goes from 1 to 2 to 5 to 10 and so on; below first lies 0.
func ladder(v float64, dir int, first float64) float64 {
	if dir > 0 {
		at := first
		for n := 0; at <= v*1.0001; n++ {
			at = rung(first, n)
		}
		return at
	}
	below := 0.0
	for n := 0; rung(first, n) < v*0.9999; n++ {
		below = rung(first, n)
	}
	return below
}

func rung(first float64, n int) float64 {
	return first * []float64{1, 2, 5}[n%3] * math.Pow(10, float64(n/3))
}

// timeStep goes by steps that fit the length of the time.
func timeStep(v float64, dir int) float64 {
	probe := v
	if dir < 0 {
		probe = v - 1
	}
	by := 86400.0
	switch {
	case probe < 60:
		by = 5
	case probe < 300:
		by = 30
	case probe < 3600:
		by = 300
	case probe < 86400:
		by = 3600
	}
	if dir > 0 {
		return (math.Floor(v/by) + 1) * by
	}
	return max((math.Ceil(v/by)-1)*by, 0)
}

// wholeStep is how far a count goes at once.
func wholeStep(v float64, dir int) float64 {
	if dir < 0 {
		v--
	}
	switch {
	case v >= 500 && v < 6000:
		return 100
	case v >= 20 && v < 500:
		return 10
	}
	return 1
}
