package watch

import (
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/player"
)

func TestEveryWaitSaysWhatItWaitsFor(t *testing.T) {
	h := open(t, playing()) // for the translations
	base := h.screen.last
	for _, c := range []struct {
		name, head, detail string
		change             func(*view)
	}{
		{"playing", "", "", func(*view) {}},
		{"pieces missing", "Waiting for data", "waiting for 3 of 8 pieces, 400 KB/s, about 13 s", func(v *view) {
			v.status.State, v.stream.Missing, v.stream.Bytes = player.Waiting, 3, 4_800_000
		}},
		{"nobody there", "Waiting for data", "waiting for 3 of 8 pieces, looking for people who share this", func(v *view) {
			v.status.State, v.stream.Missing, v.stream.Rate, v.stream.Peers = player.Waiting, 3, 0, 0
		}},
		{"silent peers", "Waiting for data", "waiting for 3 of 8 pieces, connected to 9 people, nothing arrives yet", func(v *view) {
			v.status.State, v.stream.Missing, v.stream.Rate = player.Waiting, 3, 0
		}},
		{"seeking", "Waiting for data", "waiting for 3 of 8 pieces, 400 KB/s, about 13 s", func(v *view) {
			v.status.Seeking, v.stream.Missing, v.stream.Bytes = true, 3, 4_800_000
		}},
		{"seeking on disk", "", "", func(v *view) { v.status.Seeking, v.stream.Missing, v.stream.Complete = true, 3, true }},
		{"opening", "Starts in about 13 s", "waiting for 3 of 8 pieces, 400 KB/s", func(v *view) {
			v.status.State, v.stream.Missing, v.stream.Bytes = player.Opening, 3, 4_800_000
		}},
		{"opening, all there", "Starting…", "", func(v *view) { v.status.State = player.Opening }},
		{"opening from disk", "Starting…", "", func(v *view) { v.status.State, v.stream.Complete = player.Opening, true }},
		{"opening without a swarm", "Starting…", "looking for people who share this", func(v *view) {
			v.status.State, v.stream.Missing, v.stream.Rate, v.stream.Peers = player.Opening, 3, 0, 0
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := base
			c.change(&v)
			head, detail := v.waiting()
			plain := strings.NewReplacer("\u00a0", " ")
			if plain.Replace(head) != c.head || plain.Replace(detail) != c.detail {
				t.Fatalf("%q, %q", head, detail)
			}
		})
	}
}

func TestSlowSwarmOffersAChoice(t *testing.T) {
	h := open(t, playing())
	slow := func(f *fakeTheatre) { f.stream.Rate = 2 } // 300 bytes missing: 150 s for 80 s of video
	for range steadyReadings - 1 {
		h.change(slow)
	}
	if h.screen.panel.Visible() {
		t.Fatal("asked before the rate settled")
	}
	h.change(slow)
	c := h.screen.panel.Content()
	if c.ID != "choice" || !strings.Contains(c.Detail, "about 120\u00a0s") && !strings.Contains(c.Detail, "2\u00a0min") {
		t.Fatalf("panel %+v", c)
	}
	h.press(h.screen.panel, "Wait first")
	h.wantCalls("paused true")
	if got := h.screen.panel.Content(); got.ID != "patience" {
		t.Fatalf("panel %+v", got)
	}
	h.change(func(f *fakeTheatre) { f.stream.Rate = 1e6 })
	h.wantCalls("paused false")
	if h.screen.panel.Visible() {
		t.Fatal("the panel stays after the wait")
	}
}

func TestPlayAnywayIsNotAskedTwice(t *testing.T) {
	h := open(t, playing())
	for range steadyReadings {
		h.change(func(f *fakeTheatre) { f.stream.Rate = 2 })
	}
	h.press(h.screen.panel, "Play anyway")
	for range steadyReadings * 2 {
		h.read()
	}
	if h.screen.panel.Visible() {
		t.Fatal("asked again")
	}
	h.change(func(f *fakeTheatre) { f.status.Media.ID = "b/2" })
	if h.screen.forecast.chosen != undecided {
		t.Fatal("the choice holds for another item")
	}
}

func TestMissingCountsOnlyWhatIsStillToCome(t *testing.T) {
	v := view{now: Now{Item: library.Item{Length: 1000}}}
	v.status.Duration, v.status.Position = 100*time.Second, 40*time.Second
	v.stream.Have = []library.Span{{From: 0, To: 500}, {From: 800, To: 900}}
	if got := v.missing(); got != 400 {
		t.Fatalf("missing %d", got)
	}
}

func TestNamesOfTracksAndSpeeds(t *testing.T) {
	open(t, playing())
	for want, track := range map[string]player.Track{
		"English":               {ID: 1, Language: "eng"},
		"Deutsch":               {ID: 1, Language: "ger"},
		"Português":             {ID: 1, Language: "pt-BR"},
		"Français · Commentary": {ID: 1, Language: "fr", Title: "Commentary"},
		"Director":              {ID: 1, Title: "Director"},
		"Track 4":               {ID: 4, Language: "und"},
		"English · forced":      {ID: 1, Language: "en", Forced: true},
		"xx-klingon":            {ID: 1, Language: "xx-klingon"},
	} {
		if got := trackName(track); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if speedName(1) != "1.0×" || speedName(1.25) != "1.25×" {
		t.Errorf("speeds %q, %q", speedName(1), speedName(1.25))
	}
}
