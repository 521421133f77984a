package kit

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"
)

// Date writes a day as the language does: 24 Nov 2026. A zero time is "".
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.Local()
	month := []string{
		lang.X("month.1", "Jan"), lang.X("month.2", "Feb"), lang.X("month.3", "Mar"), lang.X("month.4", "Apr"),
		lang.X("month.5", "May"), lang.X("month.6", "Jun"), lang.X("month.7", "Jul"), lang.X("month.8", "Aug"),
		lang.X("month.9", "Sep"), lang.X("month.10", "Oct"), lang.X("month.11", "Nov"), lang.X("month.12", "Dec"),
	}[t.Month()-1]
	return strconv.Itoa(t.Day()) + nbsp + month + nbsp + strconv.Itoa(t.Year())
}

// Count writes a number with its thousands set apart as the language does.
func Count(n int) string {
	text := strconv.Itoa(max(n, 0))
	var groups []string
	for len(text) > 3 {
		groups = append([]string{text[len(text)-3:]}, groups...)
		text = text[:len(text)-3]
	}
	return strings.Join(append([]string{text}, groups...), lang.X("number.thousands", ","))
}
