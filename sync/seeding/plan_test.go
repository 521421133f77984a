package seeding

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"matinee/library"
)

// noon is the moment of all tests.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// bundle makes an input of one GiB; done is the part of it that is here.
func bundle(n int, done float64, change ...func(*Input)) Input {
	const length = 1 << 30
	in := Input{
		Bundle: library.Bundle{
			ID: library.BundleID(fmt.Sprintf("%040x", n)), Length: length, PieceLength: 1 << 20, Queue: n,
			Added: noon().AddDate(0, -6, 0),
		},
		Transfer: library.Transfer{Length: length, Wanted: length, Done: int64(done * length), Peers: 5},
		Copies:   5,
		Disk:     length,
	}
	for _, f := range change {
		f(&in)
	}
	return in
}

func streaming(in *Input) { in.Transfer.Streaming = true }
func paused(in *Input)    { in.Bundle.Paused = true }
func magnet(in *Input)    { in.Bundle.PieceLength = 0 }
func ratio(r float64) func(*Input) {
	return func(in *Input) { in.Bundle.Uploaded = int64(r * float64(in.Bundle.Length)) }
}
func copies(c float64) func(*Input) { return func(in *Input) { in.Copies = c } }
func was(s library.State, age time.Duration) func(*Input) {
	return func(in *Input) { in.Last = Verdict{State: s, Since: noon().Add(-age)} }
}

func wasStalled(in *Input) {
	in.Last = Verdict{State: library.Downloading, Since: noon().Add(-time.Hour), Stalled: true}
}

func limits(downloads, seeds int) library.Settings {
	s := library.DefaultSettings()
	s.ActiveDownloads, s.ActiveSeeds = downloads, seeds
	return s
}

func states(vs []Verdict) []library.State {
	out := make([]library.State, len(vs))
	for i, v := range vs {
		out[i] = v.State
	}
	return out
}

func TestPlan(t *testing.T) {
	const (
		D, S, Q, F, P = library.Downloading, library.Seeding, library.Queued, library.Finished, library.Paused
		M             = library.FindingInfo
	)
	goals := limits(5, 0)
	goals.SeedRatio, goals.SeedTime = 2, 10*time.Hour
	seeded := func(d time.Duration) func(*Input) { return func(in *Input) { in.Bundle.SeedTime = d } }
	state := func(s library.State) func(*Input) { return func(in *Input) { in.Transfer.State = s } }
	noPeers := func(in *Input) { in.Transfer.Peers = 0 }
	rate := func(r int64) func(*Input) { return func(in *Input) { in.Transfer.DownRate = r } }
	progress := func(age time.Duration) func(*Input) {
		return func(in *Input) { in.Progress = noon().Add(-age) }
	}
	tests := []struct {
		name string
		s    library.Settings
		in   []Input
		want []library.State
	}{
		{"nothing", limits(1, 1), nil, []library.State{}},
		{"in the order of the queue", limits(2, 0), []Input{bundle(3, 0), bundle(1, 0), bundle(2, 0)}, []library.State{Q, D, D}},
		{"all seeds without a limit", limits(1, 0), []Input{bundle(1, 1), bundle(2, 1), bundle(3, 1)}, []library.State{S, S, S}},
		{"the rarest seeds", limits(1, 2), []Input{bundle(1, 1, copies(50)), bundle(2, 1, copies(0.5)), bundle(3, 1, copies(2))}, []library.State{Q, S, S}},
		{"the unknown is asked for", limits(1, 1), []Input{bundle(1, 1, copies(9)), bundle(2, 1, copies(-1))}, []library.State{Q, S}},
		{"streaming needs no place", limits(1, 1), []Input{bundle(1, 0), bundle(2, 0, streaming), bundle(3, 1, streaming), bundle(4, 1)}, []library.State{D, D, S, S}},
		{"paused stays paused", limits(5, 0), []Input{bundle(1, 0, paused), bundle(2, 1, paused), bundle(3, 0.5, paused, streaming)}, []library.State{P, P, P}},
		{"paused needs no place", limits(1, 0), []Input{bundle(1, 0, paused), bundle(2, 0)}, []library.State{P, D}},
		{"the ratio goal", goals, []Input{bundle(1, 1, ratio(1.9)), bundle(2, 1, ratio(2)), bundle(3, 0.5, ratio(9))}, []library.State{S, F, D}},
		{"the time goal", goals, []Input{bundle(1, 1, seeded(10*time.Hour)), bundle(2, 1, seeded(9*time.Hour))}, []library.State{F, S}},
		{"checking and stopped are left alone", limits(1, 0), []Input{bundle(1, 0, state(library.Checking)), bundle(2, 0, state(library.Stopped)), bundle(3, 0)}, []library.State{library.Checking, library.Stopped, D}},
		{"magnets have their own places", limits(1, 0), []Input{bundle(1, 0, magnet), bundle(2, 0, magnet), bundle(3, 0)}, []library.State{M, Q, D}},
		{"alone for a minute", limits(1, 0), []Input{bundle(1, 0, noPeers, was(D, time.Hour)), bundle(2, 0)}, []library.State{D, D}},
		{"alone for a moment", limits(1, 0), []Input{bundle(1, 0, noPeers, was(D, 50*time.Second)), bundle(2, 0)}, []library.State{D, Q}},
		{"alone, but something came", limits(1, 0), []Input{bundle(1, 0, noPeers, was(D, time.Hour), progress(30*time.Second)), bundle(2, 0)}, []library.State{D, Q}},
		{"idle peers for minutes", limits(1, 0), []Input{bundle(1, 0, was(D, time.Hour), progress(5*time.Minute)), bundle(2, 0)}, []library.State{D, D}},
		{"big pieces at a good rate", limits(1, 0), []Input{bundle(1, 0, was(D, time.Hour), progress(9*time.Minute), rate(20<<10)), bundle(2, 0)}, []library.State{D, Q}},
		{"a trickle stays stalled", limits(1, 0), []Input{bundle(1, 0, wasStalled, rate(1000), progress(0)), bundle(2, 0)}, []library.State{D, D}},
		{"flowing again needs a place", limits(1, 0), []Input{bundle(2, 0, wasStalled, rate(20<<10)), bundle(1, 0)}, []library.State{Q, D}},
		{"a fresh download keeps its place", limits(1, 0), []Input{bundle(1, 0), bundle(2, 0, was(D, 30*time.Second))}, []library.State{Q, D}},
		{"moved up in the queue", limits(1, 0), []Input{bundle(1, 0), bundle(2, 0, was(D, 61*time.Second))}, []library.State{D, Q}},
		{"a seed keeps its turn", limits(1, 1), []Input{bundle(1, 1, copies(2)), bundle(2, 1, copies(5), was(S, time.Hour))}, []library.State{Q, S}},
		{"unless another is needed more", limits(1, 1), []Input{bundle(1, 1, copies(0.5)), bundle(2, 1, copies(5), was(S, time.Hour))}, []library.State{S, Q}},
		{"the turn ends", limits(1, 1), []Input{bundle(1, 1, was(Q, time.Hour)), bundle(2, 1, was(S, 2*time.Hour))}, []library.State{S, Q}},
		{"who gave less goes first", limits(1, 1), []Input{bundle(1, 1, ratio(3)), bundle(2, 1, ratio(0.2))}, []library.State{Q, S}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := states(Plan(noon(), tt.s, tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPlacesAndTimes(t *testing.T) {
	in := []Input{bundle(3, 0, was(library.Queued, time.Hour)), bundle(1, 0, was(library.Downloading, time.Hour)), bundle(2, 0)}
	in[1].Progress = noon()
	vs := Plan(noon(), limits(1, 0), in)
	if vs[0].Place != 2 || vs[1].Place != 0 || vs[2].Place != 1 {
		t.Errorf("places %d, %d, %d, want 2, 0, 1", vs[0].Place, vs[1].Place, vs[2].Place)
	}
	if !vs[0].Since.Equal(noon().Add(-time.Hour)) || !vs[2].Since.Equal(noon()) {
		t.Errorf("since %s and %s", vs[0].Since, vs[2].Since)
	}
	if vs[0].Runs() || !vs[1].Runs() || vs[1].ID != in[1].Bundle.ID {
		t.Errorf("verdicts %+v", vs)
	}
}

func TestGoal(t *testing.T) {
	s := library.DefaultSettings()
	if g := GoalOf(s, bundle(1, 1, ratio(5))); !g.Forever() || g.Reached() || g.Ratio != 5 {
		t.Errorf("by default seeding ends: %+v", g)
	}
	s.SeedRatio, s.SeedTime = 2, 10*time.Hour
	in := bundle(1, 1, ratio(1.2))
	in.Bundle.SeedTime = time.Hour
	if g := GoalOf(s, in); math.Abs(g.Part-0.6) > 1e-6 || g.Reached() || g.Forever() || g.RatioGoal != 2 {
		t.Errorf("ratio 1.2 of 2.0: %+v", g)
	}
	in.Transfer.Uploaded = 4 << 30 // fresher than the library's figure
	if g := GoalOf(s, in); g.Part != 1 || !g.Reached() || g.Ratio != 4 {
		t.Errorf("ratio 4 of 2.0: %+v", g)
	}
}
