package ads_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library/ads"
)

func TestCapsAtIssuance(t *testing.T) {
	c := ads.DefaultCaps()
	for _, one := range []struct {
		asked int
		used  ads.Used
		want  int
	}{
		{6, ads.Used{}, 6},
		{1000, ads.Used{}, 64},
		{-1, ads.Used{}, 0},
		{6, ads.Used{DeviceDay: 118}, 2},
		{6, ads.Used{DeviceDay: 500}, 0},
		{6, ads.Used{PrefixHour: 240}, 0},
		{6, ads.Used{PrefixDay: 957}, 3},
	} {
		if got := c.Grant(one.asked, one.used); got != one.want {
			t.Errorf("%+v: %d", one, got)
		}
	}
}

// due is what views cost at a price for a thousand, rounded down.
func dueAt(cpm int64) func(int64) int64 { return func(v int64) int64 { return v * cpm / 1000 } }

// TestBudgetsHold over any history of several bundles: what is due for all of them is never
// more than what was prepaid, no day has more than its cap, and no view that fits is refused.
func TestBudgetsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cpm := rapid.Int64Range(1, 100_000).Draw(t, "cpm")
		b := ads.Budget{Prepaid: rapid.Int64Range(0, 5000).Draw(t, "prepaid"), PerDay: rapid.Int64Range(0, 200).Draw(t, "per day"), Due: dueAt(cpm)}
		views := map[int]int64{}
		today := map[[2]int]int64{}
		total := func() (sum int64) {
			for _, v := range views {
				sum += b.Due(v)
			}
			return sum
		}
		for range rapid.IntRange(0, 60).Draw(t, "batches") {
			bundle, on := rapid.IntRange(0, 3).Draw(t, "bundle"), rapid.IntRange(0, 2).Draw(t, "day")
			n := rapid.Int64Range(0, 300).Draw(t, "views")
			took, then := b.Take(n, ads.Count{Views: views[bundle], Today: today[[2]int{bundle, on}], Spent: total()})
			if took < 0 || took > n || then.Views != views[bundle]+took || then.Today != today[[2]int{bundle, on}]+took {
				t.Fatalf("took %d of %d: %+v", took, n, then)
			}
			views[bundle], today[[2]int{bundle, on}] = then.Views, then.Today
			if total() != then.Spent || then.Spent > b.Prepaid || b.PerDay > 0 && then.Today > b.PerDay {
				t.Fatalf("%+v of %d", then, b.Prepaid)
			}
			if took < n && (b.PerDay == 0 || then.Today < b.PerDay) && then.Spent-b.Due(then.Views)+b.Due(then.Views+1) <= b.Prepaid {
				t.Fatal("a view that fits was refused")
			}
		}
	})
}

// TestWhatTheDishonestCanTake is bounded by networks and days, and by the cap of a day
// whatever they have.
func TestWhatTheDishonestCanTake(t *testing.T) {
	c := ads.DefaultCaps()
	month := 30 * 24 * time.Hour
	for name, one := range map[string]struct {
		d      ads.Dishonest
		perDay int64
		want   int64
	}{
		"one machine":                       {ads.Dishonest{Devices: 1, Networks: 1, Days: 1}, 0, 120},
		"a thousand keys on one network":    {ads.Dishonest{Devices: 1000, Networks: 1, Days: 1}, 0, 960},
		"a botnet for a month":              {ads.Dishonest{Devices: 1e6, Networks: 1e5, Days: 30}, 0, 30 * 1e5 * 960},
		"a botnet, and a cap of 1000 a day": {ads.Dishonest{Devices: 1e6, Networks: 1e5, Days: 30}, 1000, 30_000},
		"a botnet for one day, with a cap":  {ads.Dishonest{Devices: 1e6, Networks: 1e5, Days: 1}, 1000, 15_000},
	} {
		if got := c.Views(one.d, one.perDay, month); got != one.want {
			t.Errorf("%s: %d views", name, got)
		}
	}
	// The bound holds against one that takes all that is granted.
	rapid.Check(t, func(t *rapid.T) {
		d := ads.Dishonest{Devices: rapid.IntRange(1, 20).Draw(t, "devices"), Networks: rapid.IntRange(1, 3).Draw(t, "networks"), Days: rapid.IntRange(1, 3).Draw(t, "days")}
		got := 0
		for range d.Days {
			device, daily := make([]int, d.Devices), make([]int, d.Networks)
			for range 24 {
				hourly := make([]int, d.Networks)
				for i := range device {
					for n := range daily {
						g := c.Grant(rapid.IntRange(0, 200).Draw(t, "asked"), ads.Used{DeviceDay: device[i], PrefixHour: hourly[n], PrefixDay: daily[n]})
						device[i], hourly[n], daily[n] = device[i]+g, hourly[n]+g, daily[n]+g
						got += g
					}
				}
			}
		}
		if bound := c.Views(d, 0, month); int64(got) > bound {
			t.Fatalf("%d tokens, the bound is %d", got, bound)
		}
	})
}
