package library

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // systems without time zones of their own, such as Windows
)

// wallClock is how a premiere's time is written: what a clock on the wall shows.
const wallClock = "2006-01-02T15:04"

// DraftWindow is a window as its creator plans it: by the clock of a place, so
// that it means the same evening whatever is decided about summer time.
type DraftWindow struct {
	From  string   `json:"from,omitempty"` // wall clock, 2026-12-24T20:00; "": when it is published
	Zone  string   `json:"zone,omitempty"` // IANA, Europe/Paris; "" means UTC
	Long  Interval `json:"length"`
	After After    `json:"after,omitempty"`
	// Later is how long after its end it opens, with AfterOpen.
	Later    Interval `json:"opensLater,omitempty"`
	Override string   `json:"override,omitempty"` // OwnLength, or ""
}

// The most that is read of a plan's texts.
const maxZone = 64

// Premiere is when the window begins. A time that clocks skip is an error.
func (w DraftWindow) Premiere(published time.Time) (time.Time, error) {
	if w.From == "" {
		return published.UTC().Truncate(time.Second), nil
	}
	zone, err := w.location()
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.ParseInLocation(wallClock, w.From, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%.40q is not a time like 2026-12-24T20:00", w.From)
	}
	if at.Format(wallClock) != w.From {
		return time.Time{}, fmt.Errorf("clocks in %s never show %s: they are put forward then", zone, w.From)
	}
	for _, back := range putBack() { // the first of two, whatever Go chose
		if at.Add(-back).Format(wallClock) == w.From {
			at = at.Add(-back)
		}
	}
	return at.UTC(), nil
}

// putBack is by how much clocks are put back, anywhere.
func putBack() []time.Duration { return []time.Duration{time.Hour, 30 * time.Minute} }

func (w DraftWindow) location() (*time.Location, error) {
	if len(w.Zone) > maxZone || strings.EqualFold(w.Zone, "local") {
		return nil, errors.New("the time zone is not one like Europe/Paris")
	}
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		return nil, fmt.Errorf("%.40q is not a time zone like Europe/Paris", w.Zone)
	}
	return zone, nil
}

// Twice reports whether clocks there show the premiere's time twice, since they
// are put back; the first is meant.
func (w DraftWindow) Twice() bool {
	at, err := w.Premiere(time.Time{})
	zone, bad := w.location()
	if err != nil || bad != nil || w.From == "" {
		return false
	}
	for _, back := range putBack() {
		if at.Add(back).In(zone).Format(wallClock) == w.From {
			return true
		}
	}
	return false
}

// Window is the window as terms have it.
func (w DraftWindow) Window(published time.Time) (*Window, error) {
	from, err := w.Premiere(published)
	if err != nil {
		return nil, err
	}
	made := &Window{From: from, Until: from.Add(time.Duration(w.Long)), After: w.After, Override: w.Override}
	if made.Open() {
		made.Opens = made.Until.Add(time.Duration(w.Later))
	}
	return made, made.Valid()
}

// Interval is a length of time as people write it in drafts and commands: 45d, 36h,
// 2m. A day has 24 hours.
type Interval time.Duration

// ParseInterval reads a length of time.
func ParseInterval(text string) (Interval, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseInt(days, 10, 32)
		if err != nil || n < 0 || n > int64(LongestOwn/(24*time.Hour)) {
			return 0, fmt.Errorf("%.40q is not a length like 45d", text)
		}
		return Interval(time.Duration(n) * 24 * time.Hour), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > LongestOwn {
		return 0, fmt.Errorf("%.40q is not a length like 45d, 36h or 2m", text)
	}
	return Interval(d), nil
}

func (i Interval) String() string {
	const day = Interval(24 * time.Hour)
	if i > 0 && i%day == 0 {
		return strconv.FormatInt(int64(i/day), 10) + "d"
	}
	return time.Duration(i).String()
}

// MarshalJSON writes it as people do.
func (i Interval) MarshalJSON() ([]byte, error) { return json.Marshal(i.String()) }

// UnmarshalJSON reads what people write.
func (i *Interval) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	parsed, err := ParseInterval(text)
	*i = parsed
	return err
}
