package library

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestPremiereByWallClock: a premiere is an evening at a place, whatever is decided
// about summer time.
func TestPremiereByWallClock(t *testing.T) {
	for _, c := range []struct{ from, zone, want string }{
		{"2026-12-24T20:00", "Europe/Paris", "2026-12-24T19:00:00Z"},
		{"2026-07-24T20:00", "Europe/Paris", "2026-07-24T18:00:00Z"},
		{"2026-07-24T20:00", "America/New_York", "2026-07-25T00:00:00Z"},
		{"2026-07-24T20:00", "Asia/Kathmandu", "2026-07-24T14:15:00Z"},
		{"2026-07-24T20:00", "", "2026-07-24T20:00:00Z"},
		{"2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00Z"},        // shown twice: the first
		{"2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"}, // put back by half an hour
	} {
		w := DraftWindow{From: c.from, Zone: c.zone, Long: Interval(ShortestWindow)}
		at, err := w.Premiere(time.Time{})
		if err != nil || at.Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s is %v, %v; want %s", c.from, c.zone, at, err, c.want)
		}
		if twice := strings.Contains(c.from, "-10-25") || strings.Contains(c.from, "-04-05"); w.Twice() != twice {
			t.Errorf("%s in %s is shown twice: %v", c.from, c.zone, w.Twice())
		}
	}
	for _, bad := range []DraftWindow{
		{From: "2026-03-29T02:30", Zone: "Europe/Paris"}, // skipped
		{From: "2026-12-24T20:00", Zone: "Local"},
		{From: "2026-12-24T20:00", Zone: "Mars/Base"},
		{From: "2026-12-24T20:00", Zone: "../../etc/passwd"},
		{From: "tomorrow", Zone: "UTC"},
		{From: "2026-12-24T20:00:00Z"},
		{From: "2026-02-30T20:00"},
	} {
		if at, err := bad.Premiere(time.Time{}); err == nil {
			t.Errorf("%+v is %v", bad, at)
		}
	}
}

func TestDraftWindow(t *testing.T) {
	now := time.Date(2026, 5, 1, 10, 0, 0, 500, time.UTC)
	days := func(n int) Interval { return Interval(time.Duration(n) * 24 * time.Hour) }
	w, err := DraftWindow{Long: days(45), After: AfterOpen, Later: days(2)}.Window(now)
	if err != nil || !w.From.Equal(now.Truncate(time.Second)) || w.Length() != 45*24*time.Hour || w.Opens.Sub(w.Until) != 48*time.Hour {
		t.Errorf("%+v, %v", w, err)
	}
	for _, c := range []struct {
		plan DraftWindow
		ok   bool
	}{
		{DraftWindow{Long: days(30)}, true},
		{DraftWindow{Long: days(60)}, true},
		{DraftWindow{Long: days(29)}, false},
		{DraftWindow{Long: days(61)}, false},
		{DraftWindow{Long: Interval(2 * time.Minute)}, false},
		{DraftWindow{Long: Interval(2 * time.Minute), Override: OwnLength}, true},
		{DraftWindow{Long: 0, Override: OwnLength}, false},
		{DraftWindow{Long: days(45), After: "never"}, false},
	} {
		if _, err := c.plan.Window(now); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.plan, err)
		}
	}
}

func TestIntervals(t *testing.T) {
	for text, want := range map[string]time.Duration{"45d": 45 * 24 * time.Hour, "36h": 36 * time.Hour, "2m": 2 * time.Minute, "0s": 0} {
		got, err := ParseInterval(text)
		if err != nil || time.Duration(got) != want {
			t.Errorf("%s is %v, %v", text, got, err)
		}
		raw, err := json.Marshal(got)
		var back Interval
		if err != nil || json.Unmarshal(raw, &back) != nil || back != got {
			t.Errorf("%s comes back as %s", text, raw)
		}
	}
	for _, bad := range []string{"", "d", "-1d", "4.5d", "99999999999d", "-2m", "forever", "1y"} {
		if got, err := ParseInterval(bad); err == nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
}

// TestSafePath: what comes out is allowed in a bundle, or nothing does.
func TestSafePath(t *testing.T) {
	for in, want := range map[string]ItemPath{
		"Season 1/E01.mkv": "Season 1/E01.mkv", `a\b.mkv`: "a_b.mkv", "what?.mp4": "what_.mp4", "CON.mkv": "_CON.mkv", " a. ": "a",
		"a\u202eb.mp4": "ab.mp4", "../x": "", "/x": "", "": "", "a//b": "a/b", strings.Repeat("x", 300) + ".mp4": ItemPath(strings.Repeat("x", 232) + ".mp4"),
		strings.Repeat("a/", 9) + "x": "", "\xff.mp4": "_.mp4",
	} {
		got := SafePath(in)
		if got != want {
			t.Errorf("%.40q is %q, want %q", in, got, want)
		}
		if got != "" && (got.Valid() != nil || SealedName(got).Valid() != nil) {
			t.Errorf("%q is not allowed", got)
		}
	}
}

// TestSealedFor: what one edition gives away, no other one sells.
func TestSealedFor(t *testing.T) {
	paid := []Offer{{Kind: OfferPaid, Price: &Money{Currency: "EUR", Minor: 495}}}
	d := Draft{Editions: []DraftEdition{
		{ID: "free", Offers: []Offer{{Kind: OfferFree}}}, {ID: "paid", Offers: paid}, {ID: "late", Offers: []Offer{{Kind: OfferFree}}, Window: &DraftWindow{}},
	}}
	for _, c := range []struct {
		role   Role
		in     []EditionID
		sealed bool
	}{
		{RoleMain, []EditionID{"paid"}, true},
		{RoleMain, []EditionID{"late", "paid"}, true},
		{RoleMain, []EditionID{"free", "paid"}, false},
		{RoleMain, []EditionID{"gone"}, false},
		{RoleMain, nil, false},
		{RoleTrailer, []EditionID{"paid"}, false},
		{RoleExtra, []EditionID{"paid"}, true},
	} {
		if got := d.SealedFor(DraftItem{Role: c.role, Editions: c.in}); (len(got) > 0) != c.sealed {
			t.Errorf("%s in %v is sealed for %v", c.role, c.in, got)
		}
	}
}
