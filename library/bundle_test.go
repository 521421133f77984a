package library_test

import (
	"strings"
	"testing"
	"time"

	"matinee/library"
)

func TestParseBundleID(t *testing.T) {
	const id = "0123456789abcdef0123456789abcdef01234567"
	for in, want := range map[string]library.BundleID{
		id: id, " " + strings.ToUpper(id) + "\n": id,
		"AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH": id, "aerukz4jvpg66ajdivtytk6n54asgrlh": id,
		"": "", id[:39]: "", id + "0": "", strings.Repeat("g", 40): "", strings.Repeat("1", 32): "",
	} {
		got, err := library.ParseBundleID(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseBundleID(%q) = %q, %v", in, got, err)
		}
		if err != nil && library.CodeOf(err) != library.CodeBadSource {
			t.Errorf("%q: kind %s", in, library.CodeOf(err))
		}
	}
	if h := library.BundleID(id).Hash(); h[0] != 0x01 || h[19] != 0x67 {
		t.Errorf("hash is %x", h)
	}
	for _, bad := range []library.BundleID{"", "xyz", "0123", id + "00"} {
		if bad.Hash() != [20]byte{} {
			t.Errorf("%q has hash %x", bad, bad.Hash())
		}
	}
}

func TestRatio(t *testing.T) {
	for _, c := range []struct {
		uploaded, downloaded, length int64
		want                         float64
	}{
		{0, 0, 0, 0}, {5, 0, 0, 0}, {50, 100, 100, 0.5}, {50, 0, 100, 0.5}, {50, 1, 100, 0.5}, {50, 200, 100, 0.25},
	} {
		b := library.Bundle{Uploaded: c.uploaded, Downloaded: c.downloaded, Length: c.length}
		if b.Ratio() != c.want {
			t.Errorf("%+v: ratio %v", c, b.Ratio())
		}
	}
}

func TestTitleOfAnItem(t *testing.T) {
	for in, want := range map[string]string{"a/b/Film.2020.mkv": "Film.2020", "Film": "Film", "a.b/c": "c"} {
		if got := (library.Item{Path: in}).Title(); got != want {
			t.Errorf("title of %q is %q", in, got)
		}
	}
}

func TestABundleWithoutPieceLengthHasNoInfo(t *testing.T) {
	if (library.Bundle{Source: "magnet:?"}).HasInfo() || !(library.Bundle{PieceLength: 1}).HasInfo() {
		t.Fatal("HasInfo tells the wrong thing")
	}
}

func TestProgressOfATransfer(t *testing.T) {
	for _, c := range []struct {
		done, wanted int64
		complete     bool
		progress     float64
	}{
		{0, 0, false, 0}, {5, 0, false, 0}, {0, 10, false, 0}, {5, 10, false, 0.5}, {10, 10, true, 1},
	} {
		tr := library.Transfer{Done: c.done, Wanted: c.wanted}
		if tr.Complete() != c.complete || tr.Progress() != c.progress {
			t.Errorf("%+v: %v, %v", c, tr.Complete(), tr.Progress())
		}
	}
}

func TestEventsTellWhatTheyAreAbout(t *testing.T) {
	const id library.BundleID = "b"
	for _, e := range []library.Event{
		library.NewAdded(id), library.NewGotInfo(id), library.NewRemoved(id), library.NewStateChanged(id, library.Queued, library.Seeding),
		library.NewItemDone(id, 1), library.NewCompleted(id), library.NewFailed(id, nil), library.NewStalled(id), library.NewEvicted(id, 1),
	} {
		if e.About() != id {
			t.Errorf("%T is about %q", e, e.About())
		}
	}
	if about := library.NewNotice(nil).About(); about != "" {
		t.Errorf("a notice is about %q", about)
	}
}

func TestResumeRule(t *testing.T) {
	const hour = time.Hour
	for name, c := range map[string]struct {
		at, duration time.Duration
		resume       time.Duration
		seen         bool
	}{
		"at the beginning":           {0, hour, 0, false},
		"in the middle":              {hour / 2, hour, hour / 2, false},
		"just before 95 %":           {57*time.Minute - 1, hour, 57*time.Minute - 1, false},
		"at 95 %":                    {57 * time.Minute, hour, 0, true},
		"before the last 10 seconds": {49 * time.Second, time.Minute, 49 * time.Second, false},
		"in the last 10 seconds":     {50 * time.Second, time.Minute, 0, true},
		"behind the end":             {2 * hour, hour, 0, true},
		"before the beginning":       {-time.Second, hour, 0, false},
		"duration unknown":           {hour, 0, hour, false},
		"a short clip, opened":       {0, 8 * time.Second, 0, false},
		"a short clip, begun":        {time.Second, 8 * time.Second, 0, false},
		"a short clip, half":         {4 * time.Second, 8 * time.Second, 0, true},
	} {
		p := library.Position{At: c.at, Duration: c.duration}
		if p.ResumeAt() != c.resume || p.Seen() != c.seen {
			t.Errorf("%s: resumes at %v, seen %v; want %v, %v", name, p.ResumeAt(), p.Seen(), c.resume, c.seen)
		}
	}
}
