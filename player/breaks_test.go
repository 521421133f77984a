package player

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// plan are breaks by where they are due: before (-1), at a second, and after (99).
type plan map[int][]Spot

const (
	before = -1
	after  = 99
)

func (p plan) take(at int) (Break, bool) {
	spots, due := p[at]
	delete(p, at)
	return Break{N: at, Spots: spots}, due
}

func (p plan) Start() (Break, bool) { return p.take(before) }
func (p plan) End() (Break, bool)   { return p.take(after) }

func (p plan) Play(to time.Duration) (Break, bool) { return p.take(int(to / sec)) }

// Seek finds any break on the way.
func (p plan) Seek(to time.Duration) (Break, bool) {
	for at := range p {
		if at > 0 && at <= int(to/sec) {
			return p.take(at)
		}
	}
	return Break{}, false
}

func spots(ids ...string) []Spot {
	var out []Spot
	for _, id := range ids {
		out = append(out, Spot{ID: id, URL: "/" + id, Sponsor: "Sponsor " + id, Length: 30 * sec, Skip: 5 * sec})
	}
	return out
}

// with opens the film with breaks.
func with(p plan) func(*machine) {
	return func(m *machine) {
		media := film
		media.Breaks = p
		m.open(media)
	}
}

// shown are the steps of the film up to its first frame, under the load it has by now.
func shown(m *machine) {
	for _, e := range []Event{Started{m.load}, minute, Loaded{m.load}, video, Restarted{}} {
		m.handle(e)
	}
}

// inSpot are events of the spot that plays.
func inSpot(e ...Event) func(*machine) {
	return func(m *machine) {
		m.handle(Started{m.load})
		m.handle(Restarted{})
		for _, e := range e {
			m.handle(e)
		}
	}
}

// over ends what is loaded.
func over(why EndReason) func(*machine) {
	return func(m *machine) { m.handle(EndOfFile{ID: m.load, Reason: why, Err: errFake}) }
}

func skip(m *machine) {
	if m.Ad.Skippable() {
		m.spotOver(false)
	}
}

// loads are what was loaded, and from where.
func loads(m *machine) (out []Load) {
	for _, c := range m.out {
		if l, ok := c.(Load); ok {
			out = append(out, Load{URL: l.URL, Start: l.Start, Exact: l.Exact, Append: l.Append})
		}
	}
	return out
}

func TestBreaks(t *testing.T) {
	at := func(s int) PositionChanged { return PositionChanged{At: time.Duration(s) * sec} }
	whole, ofFilm := over(EndReached), Load{URL: film.URL}
	a, b := Load{URL: "/a"}, Load{URL: "/b"}
	back := func(s int) Load { return Load{URL: film.URL, Start: time.Duration(s) * sec, Exact: true} }
	for name, c := range map[string]struct {
		steps []any
		loads []Load
		state State
		shown []string // spots that were watched to their end
	}{
		"before": {[]any{with(plan{before: spots("a")})}, []Load{a}, Opening, nil},
		"before, shown": {
			[]any{with(plan{before: spots("a")}), inSpot()},
			[]Load{a},
			Playing,
			nil,
		},
		"before, then the film": {
			[]any{with(plan{before: spots("a", "b")}), inSpot(), whole, inSpot(), whole, shown},
			[]Load{a, b, ofFilm},
			Playing,
			[]string{"a", "b"},
		},
		"none in the reel": {[]any{with(plan{before: nil}), shown}, []Load{ofFilm}, Playing, nil},
		"in the middle": {
			[]any{with(plan{20: spots("a")}), shown, at(19), at(20), EndOfFile{ID: 1, Reason: EndStopped}, inSpot(at(3))},
			[]Load{ofFilm, a},
			Playing,
			nil,
		},
		"in the middle, and back": {
			[]any{with(plan{20: spots("a")}), shown, at(20), inSpot(at(3)), whole},
			[]Load{ofFilm, a, back(20)},
			Playing,
			[]string{"a"},
		},
		"paused in a spot": {[]any{with(plan{before: spots("a")}), inSpot(), pause}, []Load{a}, Paused, nil},
		"a dry spot":       {[]any{with(plan{before: spots("a")}), inSpot(dry)}, []Load{a}, Waiting, nil},
		"skipped too early": {
			[]any{with(plan{before: spots("a")}), inSpot(at(4)), skip},
			[]Load{a},
			Playing,
			nil,
		},
		"skipped": {[]any{with(plan{before: spots("a")}), inSpot(at(5)), skip}, []Load{a, ofFilm}, Opening, nil},
		"a spot that cannot be played": {
			[]any{with(plan{before: spots("a", "b")}), over(EndFailed), inSpot(), whole},
			[]Load{a, b, ofFilm},
			Opening,
			[]string{"b"},
		},
		"a spot that ends unseen": {[]any{with(plan{before: spots("a")}), whole}, []Load{a, ofFilm}, Opening, nil},
		"window closed in a spot": {[]any{with(plan{before: spots("a")}), inSpot(), over(EndStopped)}, []Load{a}, Idle, nil},
		"stopped in a spot":       {[]any{with(plan{before: spots("a")}), inSpot(), stop}, []Load{a}, Idle, nil},
		"leapt over": {
			[]any{with(plan{20: spots("a")}), shown, at(1), func(m *machine) { m.goTo(40*sec, true) }, inSpot(), whole},
			[]Load{ofFilm, a, back(40)},
			Playing,
			[]string{"a"},
		},
		"dragged over, and let go before it": {
			[]any{with(plan{20: spots("a")}), shown, func(m *machine) { m.drag(40 * sec) }, Restarted{}, at(40), func(m *machine) { m.goTo(10*sec, true) }},
			[]Load{ofFilm},
			Playing,
			nil,
		},
		"after": {
			[]any{with(plan{after: spots("a")}), shown, at(59), whole, inSpot(), whole, shown, whole},
			[]Load{ofFilm, a, back(60)},
			Ended,
			[]string{"a"},
		},
		"after, and the next": {
			[]any{with(plan{after: spots("a")}), shown, func(m *machine) { m.preload(Media{ID: "next", URL: "/next"}) }, at(59), whole, inSpot(), whole},
			[]Load{ofFilm, a, {URL: "/next"}},
			Opening,
			[]string{"a"},
		},
		"the next has a break": {
			[]any{open, shown, func(m *machine) { m.preload(Media{URL: "/next", Breaks: plan{before: spots("a")}}) }, at(59), whole, inSpot(), whole},
			[]Load{ofFilm, a, {URL: "/next"}},
			Opening,
			[]string{"a"},
		},
		"the next was taken back": {
			[]any{with(plan{after: spots("a")}), shown, func(m *machine) { m.preload(Media{URL: "/next"}); m.preload(Media{}) }, at(59), whole, inSpot(), whole},
			[]Load{ofFilm, a, back(60)},
			Playing,
			[]string{"a"},
		},
	} {
		m := drive(c.steps...)
		if got := loads(m); !reflect.DeepEqual(got, c.loads) {
			t.Errorf("%s: loaded %v, want %v", name, got, c.loads)
		}
		if m.State != c.state {
			t.Errorf("%s: %s, want %s", name, m.State, c.state)
		}
		var watched []string
		for _, s := range m.spots {
			if s.Whole {
				watched = append(watched, s.Spot)
			}
		}
		if !slices.Equal(watched, c.shown) {
			t.Errorf("%s: watched %v, want %v", name, watched, c.shown)
		}
	}
}

// TestASpotLeavesTheFilmAlone: its position, its tracks and its report stay the film's.
func TestASpotLeavesTheFilmAlone(t *testing.T) {
	m := drive(
		with(plan{20: spots("a")}), shown, PositionChanged{At: 20 * sec}, inSpot(
			PositionChanged{At: 7 * sec}, DurationChanged{30 * sec}, TracksChanged{}, ChaptersChanged{[]Chapter{{Title: "x"}}}, SoundChanged{Percent: 50, Speed: 3}))
	if m.Position != 20*sec || m.Duration != 60*sec || len(m.Tracks) != 1 || m.Chapters != nil || m.Speed != 1 || m.Volume != 50 {
		t.Errorf("the film changed: %+v", m.Status)
	}
	if m.Ad.Sponsor != "Sponsor a" || m.Ad.N != 1 || m.Ad.Of != 1 || m.Ad.At != 7*sec || !m.Ad.Shown {
		t.Errorf("the spot is %+v", m.Ad)
	}
	for _, r := range m.reports {
		if r.Position > 20*sec || r.Media.ID != film.ID {
			t.Errorf("reported %+v", r)
		}
	}
}

// TestSpotsPlayAtTheirOwnSpeed, and the film at the one that was chosen.
func TestSpotsPlayAtTheirOwnSpeed(t *testing.T) {
	m := drive(with(plan{20: spots("a", "b")}), shown, func(m *machine) { m.setSpeed(2) }, PositionChanged{At: 20 * sec},
		inSpot(), over(EndReached), inSpot(), over(EndReached))
	var got []float64
	for _, c := range m.out {
		if s, ok := c.(SetSpeed); ok {
			got = append(got, s.Speed)
		}
	}
	if !slices.Equal(got, []float64{2, 1, 2}) {
		t.Errorf("speeds %v", got)
	}
}

// TestNothingIsSoughtInASpot over the whole player.
func TestNothingIsSoughtInASpot(t *testing.T) {
	var played []SpotPlayed
	told := make(chan struct{}, 8)
	f := newFake()
	p := New(f, Options{OnSpot: func(s SpotPlayed) { played = append(played, s); told <- struct{}{} }})
	media := film
	media.Breaks = plan{before: spots("a")}
	p.Open(media)
	until(t, p, "spot", func(s Status) bool { return s.Ad.Shown })
	p.SeekTo(20 * sec)
	p.SeekBy(20 * sec)
	p.SeekPercent(50)
	p.SetSpeed(2)
	p.StepFrame(false)
	p.SkipSpot() // too early
	heard := make(chan struct{})
	p.ask(func(*machine) { close(heard) })
	<-heard // wishes and events have no order among each other
	f.mu.Lock()
	f.tell(PositionChanged{At: 6 * sec})
	f.mu.Unlock()
	until(t, p, "six seconds", func(s Status) bool { return s.Ad.Skippable() })
	p.SkipSpot()
	s := until(t, p, "film", func(s Status) bool { return s.State == Playing && !s.Ad.Playing() })
	if s.Position != 0 || s.Speed != 1 {
		t.Errorf("%+v", s)
	}
	<-told
	if err := p.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(played) != 1 || played[0].Whole || played[0].Watched != 6*sec {
		t.Errorf("played %+v", played)
	}
}
