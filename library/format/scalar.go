package format

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseTime reads RFC 3339 in the one form that documents use: UTC, whole
// seconds, capital T and Z.
func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || formatTime(t) != s || t.Year() < 1970 {
		return time.Time{}, fail(FaultField, "%.40q is not a time like 2026-01-31T18:00:00Z", s)
	}
	return t, nil
}

// formatTime drops what is below a second.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// longest is the longest duration that fits into an ISO 8601 text of ours; a
// longer one would overflow what the program counts with.
const longest = 100 * 366 * 24 * time.Hour

// parseDuration reads ISO 8601 in the one form that documents use: days, hours,
// minutes and seconds, at most three decimals of a second, nothing that is zero,
// no unit above its bound. P0D is PT0S.
func parseDuration(s string) (time.Duration, error) {
	bad := fail(FaultField, "%.40q is not a duration like P1DT2H3M4.5S", s)
	rest, ok := strings.CutPrefix(s, "P")
	if !ok {
		return 0, bad
	}
	var sum time.Duration
	for _, u := range []struct {
		unit   string
		length time.Duration
	}{{"D", 24 * time.Hour}, {"T", 0}, {"H", time.Hour}, {"M", time.Minute}, {"S", time.Second}} {
		if u.unit == "T" {
			rest = strings.TrimPrefix(rest, "T")
			continue
		}
		number, after, found := strings.Cut(rest, u.unit)
		if !found {
			continue
		}
		n, err := milliOf(number)
		if err != nil || n > int64(longest/u.length)*1000 {
			return 0, bad
		}
		sum += time.Duration(n) * (u.length / 1000)
		rest = after
	}
	if rest != "" || sum > longest || formatDuration(sum) != s {
		return 0, bad
	}
	return sum, nil
}

// milliOf reads a decimal number as thousandths.
func milliOf(s string) (int64, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(fraction) > 3 || len(whole) > 9 {
		return 0, fmt.Errorf("%q has too many digits", s)
	}
	return strconv.ParseInt(whole+fraction+"000"[len(fraction):], 10, 64)
}

// formatDuration drops what is below a millisecond.
func formatDuration(d time.Duration) string {
	d = d.Truncate(time.Millisecond)
	days, d := d/(24*time.Hour), d%(24*time.Hour)
	var clock strings.Builder
	for _, u := range []struct {
		unit   string
		length time.Duration
	}{{"H", time.Hour}, {"M", time.Minute}} {
		if n := d / u.length; n > 0 {
			clock.WriteString(strconv.FormatInt(int64(n), 10) + u.unit)
		}
		d %= u.length
	}
	if d > 0 || days == 0 && clock.Len() == 0 {
		text := fmt.Sprintf("%d.%03d", d/time.Second, d%time.Second/time.Millisecond)
		clock.WriteString(strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + "S")
	}
	text := "P"
	if days > 0 {
		text += strconv.FormatInt(int64(days), 10) + "D"
	}
	if clock.Len() > 0 {
		text += "T" + clock.String()
	}
	return text
}

// parseBase64 reads standard base64 (RFC 4648 §4) with padding, in the one way
// that the bytes can be written.
func parseBase64(s string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || base64.StdEncoding.EncodeToString(raw) != s {
		return nil, fail(FaultField, "not base64 with padding")
	}
	return raw, nil
}
