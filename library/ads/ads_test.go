package ads_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
	"matinee/library/ads"
)

const (
	minute = time.Minute
	film   = library.ItemPath("film.mp4.age")
)

func breaks() []library.Break {
	return []library.Break{
		{Place: library.BreakAfter, Spots: 1, Longest: minute},
		{Place: library.BreakAt, At: 40 * minute, Spots: 2, Longest: minute},
		{Place: library.BreakBefore, Spots: 2, Longest: minute},
		{Place: library.BreakAt, At: 20 * minute, Spots: 1, Longest: minute},
		{Item: "extra.mp4.age", Place: library.BreakBefore, Spots: 1, Longest: minute},
		{Place: library.BreakAt, At: 90 * minute, Spots: 1, Longest: minute}, // past the end
	}
}

func TestSlotsOfAnItem(t *testing.T) {
	var got []string
	for i, s := range ads.Slots(breaks(), film, true, 80*minute) {
		if s.N != i {
			t.Errorf("break %d has the number %d", i, s.N)
		}
		got = append(got, fmt.Sprint(s.Place, s.At))
	}
	if want := []string{"before0s", "at20m0s", "at40m0s", "after0s"}; !slices.Equal(got, want) {
		t.Errorf("the film has %v", got)
	}
	if n := len(ads.Slots(breaks(), film, true, 0)); n != 5 {
		t.Errorf("of unknown length it has %d breaks", n)
	}
	if extra := ads.Slots(breaks(), "extra.mp4.age", false, 0); len(extra) != 1 {
		t.Errorf("the extra has %v", extra)
	}
	twice := append(breaks(), breaks()...)
	if n := len(ads.Slots(twice, film, true, 80*minute)); n != 4 {
		t.Errorf("written twice it has %d breaks", n)
	}
	if n := ads.Tokens(ads.Slots(breaks(), film, true, 80*minute)); n != 6 {
		t.Errorf("a view needs %d tokens", n)
	}
}

// due is which break, "" for none.
func due(s ads.Slot, is bool) string {
	if !is {
		return ""
	}
	return fmt.Sprint(s.Place, s.At)
}

func TestAPlaybackAsksForEachBreakOnce(t *testing.T) {
	p := ads.NewPlayback(ads.Slots(breaks(), film, true, 80*minute), 0)
	for i, step := range []struct{ got, want string }{
		{due(p.Start()), "before0s"},
		{due(p.Start()), ""},
		{due(p.Play(19 * minute)), ""},
		{due(p.Play(20 * minute)), "at20m0s"},
		{due(p.Play(21 * minute)), ""},
		{due(p.Seek(10 * minute)), ""},
		{due(p.Play(22 * minute)), ""}, // it was shown
		{due(p.Seek(70 * minute)), "at40m0s"},
		{due(p.Seek(0)), ""},
		{due(p.Seek(70 * minute)), ""},
		{due(p.End()), "after0s"},
		{due(p.End()), ""},
	} {
		if step.got != step.want {
			t.Errorf("step %d: %q, not %q", i, step.got, step.want)
		}
	}
}

func TestLeapingOverBreaksShowsOne(t *testing.T) {
	slots := ads.Slots(breaks(), film, true, 80*minute)
	p := ads.NewPlayback(slots, 5*minute)
	if got := due(p.Seek(70 * minute)); got != "at40m0s" {
		t.Errorf("leaping over two: %q", got)
	}
	p = ads.NewPlayback(slots, 30*minute) // resumed behind the first
	if got := due(p.Play(35 * minute)); got != "" {
		t.Errorf("resumed behind a break: %q", got)
	}
	p = ads.NewPlayback(slots, 30*minute, 0, 2)
	if got := due(p.Start()) + due(p.Seek(70*minute)) + due(p.End()); got != "after0s" {
		t.Errorf("what was watched before is asked again: %q", got)
	}
	if got := due(ads.NewPlayback(slots, 30*minute).Start()); got != "before0s" {
		t.Errorf("resumed, the first break: %q", got)
	}
}

// TestNoBreakTwice however one plays and seeks, and every leap asks for one at most.
func TestNoBreakTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slots := ads.Slots(breaks(), film, true, 0)
		p := ads.NewPlayback(slots, time.Duration(rapid.IntRange(0, 100).Draw(t, "from"))*minute)
		seen := map[int]bool{}
		at := time.Duration(0)
		for range rapid.IntRange(0, 50).Draw(t, "steps") {
			var s ads.Slot
			var is bool
			to := time.Duration(rapid.IntRange(0, 100).Draw(t, "to")) * minute
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				s, is = p.Start()
			case 1:
				s, is = p.Seek(to)
			case 2:
				s, is = p.Play(max(at, to))
			default:
				s, is = p.End()
			}
			at = to
			if !is {
				continue
			}
			if seen[s.N] || !p.Shown(s.N) {
				t.Fatalf("break %d again", s.N)
			}
			seen[s.N] = true
		}
	})
}

// TestPlayingThroughShowsAll breaks in their order.
func TestPlayingThroughShowsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := ads.NewPlayback(ads.Slots(breaks(), film, true, 80*minute), 0)
		got := due(p.Start())
		for at := time.Duration(0); at < 80*minute; {
			at += time.Duration(rapid.IntRange(1, 45).Draw(t, "on")) * minute
			for s, is := p.Play(at); is; s, is = p.Play(at) {
				got += " " + due(s, true)
			}
		}
		if got += " " + due(p.End()); got != "before0s at20m0s at40m0s after0s" {
			t.Fatal(got)
		}
	})
}

func TestWeeks(t *testing.T) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{monday, monday.Add(7*24*time.Hour - 1), monday.Add(100 * time.Hour).In(time.FixedZone("east", 9*3600))} {
		if got := ads.WeekOf(at); !got.Equal(monday) {
			t.Errorf("the week of %s began on %s", at, got)
		}
	}
	now := monday.AddDate(0, 0, 15)
	for days, want := range map[int]bool{-1: false, 0: true, 13: true, 14: false} {
		if got := ads.Viewed(monday, monday.AddDate(0, 0, days), now); got != want {
			t.Errorf("viewed on day %d: %v", days, got)
		}
	}
	if ads.Viewed(monday, monday.AddDate(0, 0, 3), monday.AddDate(0, 0, 2)) || ads.Viewed(monday, monday.Add(time.Hour), now) {
		t.Error("viewed tomorrow, or at an hour")
	}
	if !ads.Spendable(monday, monday.AddDate(0, 0, 27)) || ads.Spendable(monday, monday.AddDate(0, 0, 28)) || ads.Spendable(monday, monday.Add(-1)) {
		t.Error("when a token may be spent")
	}
	if ads.Matured(monday, monday.AddDate(0, 0, 29)) || !ads.Matured(monday, monday.AddDate(0, 0, 30)) {
		t.Error("when ads are paid out")
	}
}
