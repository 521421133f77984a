package seeding

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
)

// drawInput draws a bundle in any situation, likely or not.
func drawInput(t *rapid.T, n int) Input {
	in := bundle(n, rapid.SampledFrom([]float64{0, 0.5, 1, 1}).Draw(t, "done"))
	b, tr := &in.Bundle, &in.Transfer
	b.Queue = rapid.IntRange(0, 9).Draw(t, "queue")
	b.Paused = rapid.IntRange(0, 9).Draw(t, "paused") == 0
	b.Pinned = rapid.IntRange(0, 4).Draw(t, "pinned") == 0
	b.Bought = rapid.IntRange(0, 4).Draw(t, "bought") == 0
	b.Watched = rapid.Bool().Draw(t, "watched")
	b.Uploaded = rapid.Int64Range(0, 4<<30).Draw(t, "uploaded")
	b.SeedTime = time.Duration(rapid.IntRange(0, 200).Draw(t, "seeded")) * time.Hour
	b.Played = noon().Add(-time.Duration(rapid.IntRange(0, 2000).Draw(t, "played")) * time.Hour)
	if rapid.IntRange(0, 5).Draw(t, "magnet") == 0 {
		b.PieceLength, tr.Wanted, tr.Done = 0, 0, 0
	}
	tr.Streaming = rapid.IntRange(0, 5).Draw(t, "streaming") == 0
	tr.State = rapid.SampledFrom([]library.State{"", library.Downloading, library.Checking, library.Stopped, library.Queued}).Draw(t, "state")
	tr.Peers = rapid.IntRange(0, 2).Draw(t, "peers")
	tr.DownRate = rapid.SampledFrom([]int64{0, 1000, 1 << 20}).Draw(t, "rate")
	in.Copies = rapid.Float64Range(-1, 50).Draw(t, "copies")
	in.Disk = rapid.Int64Range(0, 4<<30).Draw(t, "disk")
	in.Progress = noon().Add(-time.Duration(rapid.IntRange(0, 1000).Draw(t, "progress")) * time.Second)
	in.Last = Verdict{
		State: rapid.SampledFrom([]library.State{"", library.Downloading, library.Seeding, library.Queued}).Draw(t, "last"),
		// Half a minute off, so that no turn ends within the second of steady.
		Since:   noon().Add(-time.Duration(rapid.IntRange(0, 166).Draw(t, "since"))*time.Minute - 30*time.Second),
		Stalled: rapid.Bool().Draw(t, "stalled"),
	}
	return in
}

func drawInputs(t *rapid.T) []Input {
	in := make([]Input, rapid.IntRange(0, 20).Draw(t, "n"))
	for i := range in {
		in[i] = drawInput(t, i)
	}
	return in
}

func TestPlanProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInputs(t)
		s := limits(rapid.IntRange(1, 4).Draw(t, "downloads"), rapid.IntRange(0, 4).Draw(t, "seeds"))
		s.SeedRatio = rapid.SampledFrom([]float64{0, 1, 2}).Draw(t, "goal")
		vs := Plan(noon(), s, in)
		counted := map[library.State]int{}
		waiting := map[library.State]int{}
		for i, v := range vs {
			tr := in[i].Transfer
			if v.ID != in[i].Bundle.ID {
				t.Fatal("verdicts out of order")
			}
			if in[i].Bundle.Paused != (v.State == library.Paused) {
				t.Fatalf("paused by the user %v, verdict %s", in[i].Bundle.Paused, v.State)
			}
			if v.Stalled && (!v.Runs() || v.State == library.Seeding) {
				t.Fatalf("stalled and %s", v.State)
			}
			if tr.Streaming && v.State == library.Queued {
				t.Fatal("what is streamed waits")
			}
			if v.State == library.Queued {
				waiting[wish(s, in[i])]++
			}
			if v.Runs() && !tr.Streaming && !v.Stalled {
				counted[v.State]++
			}
		}
		most := map[library.State]int{library.FindingInfo: s.ActiveDownloads, library.Downloading: s.ActiveDownloads, library.Seeding: s.ActiveSeeds}
		for state, limit := range most {
			if limit == 0 {
				continue
			}
			if counted[state] > limit {
				t.Fatalf("%d are %s, limit %d", counted[state], state, limit)
			}
			if counted[state] < limit && waiting[state] > 0 {
				t.Fatalf("%d wait to be %s while %d of %d run", waiting[state], state, counted[state], limit)
			}
		}
		steady(t, s, in, vs)
	})
}

// steady asks again at once, with the verdicts handed back: nothing may change.
func steady(t *rapid.T, s library.Settings, in []Input, before []Verdict) {
	for i := range in {
		in[i].Last = before[i]
	}
	for i, v := range Plan(noon().Add(time.Second), s, in) {
		if v.State != before[i].State {
			t.Fatalf("bundle %d went from %s to %s within a second", i, before[i].State, v.State)
		}
	}
}

// Availability and rates jitter; places must not.
func TestPlanDoesNotFlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := limits(2, 2)
		var in []Input
		for i := range 8 {
			in = append(in, bundle(i, float64(i%2)))
		}
		changes := 0
		const seconds = 1800
		for second := 0; second < seconds; second += 5 {
			now := noon().Add(time.Duration(second) * time.Second)
			for i := range in {
				jitter(t, now, &in[i])
			}
			for i, v := range Plan(now, s, in) {
				if in[i].Last.State != "" && in[i].Last.State != v.State {
					changes++
				}
				in[i].Last = v
			}
		}
		// A download's place changes hands at most once a minute, two verdicts
		// each time; seeds not at all.
		if most := 2 * 2 * seconds / 60; changes > most {
			t.Fatalf("%d changes in half an hour, at most %d are fair", changes, most)
		}
		for i := range in {
			if in[i].Transfer.Complete() && in[i].Last.Since.After(noon()) {
				t.Fatalf("seed %d changed at %s", i, in[i].Last.Since)
			}
		}
	})
}

// jitter moves a bundle's figures around the thresholds.
func jitter(t *rapid.T, now time.Time, in *Input) {
	in.Copies = 2.5 + rapid.Float64Range(0, 1).Draw(t, "copies")
	in.Transfer.DownRate = rapid.Int64Range(0, 40<<10).Draw(t, "rate")
	in.Transfer.Peers = rapid.IntRange(0, 1).Draw(t, "peers")
	if in.Transfer.DownRate > 0 && in.Last.Runs() {
		in.Progress = now
	}
}

// With few places every seed gets its turn.
func TestSeedsTakeTurns(t *testing.T) {
	in := []Input{bundle(1, 1), bundle(2, 1), bundle(3, 1)}
	served := map[library.BundleID]time.Duration{}
	for minute := range 60 * 24 {
		now := noon().Add(time.Duration(minute) * time.Minute)
		for i, v := range Plan(now, limits(1, 1), in) {
			if v.Runs() {
				served[v.ID] += time.Minute
			}
			in[i].Last = v
		}
	}
	for id, d := range served {
		if len(served) != 3 || d != 8*time.Hour {
			t.Errorf("%s seeded %s of a day, %d had a turn", id, d, len(served))
		}
	}
}

func TestEvictProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInputs(t)
		byID := map[library.BundleID]Input{}
		for _, i := range in {
			byID[i.Bundle.ID] = i
		}
		need := rapid.Int64Range(-1, 20<<30).Draw(t, "need")
		gone, short := Evict(noon(), need, in)
		var freed int64
		for _, c := range gone {
			i := byID[c.ID]
			delete(byID, c.ID) // a second time it is not found
			b := i.Bundle
			switch {
			case b.ID == "", b.Bought, b.Pinned, i.Transfer.Streaming, !i.Transfer.Complete(), i.Copies < scarce:
				t.Fatalf("protected: %+v", i)
			case noon().Sub(b.Played) < keepWatched:
				t.Fatalf("played %s ago", noon().Sub(b.Played))
			case !b.Watched && c.Reason != library.GoesUnused, c.Bytes != i.Disk, c.Bytes <= 0:
				t.Fatalf("candidate %+v of %+v", c, i)
			}
			freed += c.Bytes
		}
		switch {
		case short > 0 && len(gone) > 0:
			t.Fatal("something goes although it does not suffice")
		case short == 0 && freed < need:
			t.Fatalf("frees %d of %d", freed, need)
		case short > 0 && freed+short > max(need, 0):
			t.Fatalf("short by %d of %d", short, need)
		}
		for _, c := range gone {
			if freed-c.Bytes >= need {
				t.Fatalf("%s goes without need", c.ID)
			}
		}
	})
}

func TestRoomProperties(t *testing.T) {
	amount := rapid.OneOf(rapid.Int64Range(-10, 1<<40), rapid.Just(int64(math.MaxInt64)))
	rapid.Check(t, func(t *rapid.T) {
		s := library.DefaultSettings()
		s.DiskQuota = rapid.Int64Range(0, 1<<40).Draw(t, "quota")
		s.DiskFloor = rapid.Int64Range(0, 1<<40).Draw(t, "floor")
		used, free, incoming := amount.Draw(t, "used"), amount.Draw(t, "free"), amount.Draw(t, "incoming")
		short, why := Room(s, used, free, incoming)
		if short < 0 || (short == 0) != (why == "") {
			t.Fatalf("short by %d because of %q", short, why)
		}
		if short == 0 && incoming > 0 && (max(free, 0)-incoming < s.DiskFloor || (s.DiskQuota > 0 && s.DiskQuota-max(used, 0) < incoming)) {
			t.Fatal("a limit would be passed")
		}
	})
}

func TestShareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.Int64Range(0, 10<<20).Draw(t, "limit")
		st := Stream{
			Complete: rapid.IntRange(0, 9).Draw(t, "complete") == 0,
			Ahead:    time.Duration(rapid.IntRange(0, 40).Draw(t, "ahead")) * time.Second,
			DownRate: rapid.Int64Range(0, 10<<20).Draw(t, "down"),
			BitRate:  rapid.Int64Range(0, 2<<20).Draw(t, "bits"),
			UpPeak:   rapid.Int64Range(0, 10<<20).Draw(t, "up peak"),
			DownPeak: rapid.Int64Range(0, 10<<20).Draw(t, "down peak"),
		}
		for name, rule := range map[string]func(limit, last int64, s Stream) int64{"upload": UploadShare, "download": DownloadShare} {
			last := rapid.SampledFrom([]int64{0, 1 << 10, 50_000, 1 << 20}).Draw(t, "last")
			for range 40 { // from anything to full, once the stream is well
				got := rule(limit, last, st)
				if limit > 0 && (got <= 0 || got > limit) {
					t.Fatalf("%s: %d with a limit of %d", name, got, limit)
				}
				if last > 0 && got > 2*last {
					t.Fatalf("%s: jumped from %d to %d", name, last, got)
				}
				last = got
			}
			if (st.Complete || st.Ahead >= comfortable) && last != limit {
				t.Fatalf("%s: %d of %d though the stream is well", name, last, limit)
			}
			if !st.Complete && st.Ahead < starving && st.DownRate < st.BitRate && last == 0 {
				t.Fatalf("%s: no limit though the stream starves", name)
			}
		}
	})
}
