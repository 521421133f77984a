//go:build cgo

package app

import (
	"context"
	"testing"
	"time"

	"matinee/app/desktop/mpris"
	"matinee/app/theatre"
	"matinee/library"
	"matinee/player"
)

// rack is a shelf with one picture, of what can be seen.
type rack struct{ seen bool }

func (r rack) Sees(library.BundleID) bool { return r.seen }

func (r rack) Artwork(_ context.Context, id library.BundleID, shape library.Shape) (string, error) {
	return "/pictures/" + string(id) + "-" + string(shape) + ".jpg", nil
}

// deaf is a backend that nothing comes out of.
type deaf struct{ events chan player.Event }

func (d deaf) Do(player.Command) error     { return nil }
func (d deaf) Events() <-chan player.Event { return d.events }
func (deaf) Frames() player.Frames         { return nil }

func (d deaf) Close(context.Context) error {
	close(d.events)
	return nil
}

// TestPanelsSeeWhatTheProfileMay, with its picture, and nothing of anything else.
func TestPanelsSeeWhatTheProfileMay(t *testing.T) {
	pl := player.New(deaf{make(chan player.Event)}, player.Options{Volume: 40})
	defer func() {
		if err := pl.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	item := library.Item{Index: 2, Path: "film.mkv", Duration: time.Hour}
	now := theatre.Now{Bundle: library.Bundle{ID: "b", Title: "Low Tide", Items: []library.Item{item}}, Item: item, Creators: "Ana", HasNext: true}
	heard := make(chan bool, 1)
	defer pl.Subscribe(func(player.Change) {
		if pl.Status().Media.ID != "" {
			select {
			case heard <- true:
			default:
			}
		}
	})()
	pl.Open(player.Media{ID: "b/2", URL: "/film.mkv"})
	select {
	case <-heard:
	case <-time.After(30 * time.Second):
		t.Fatal("nothing was opened")
	}
	p := &panel{Player: pl, now: func() theatre.Now { return now }, shelf: rack{true}}
	want := mpris.Playing{
		State: mpris.Active, Track: "b/2", Title: "film", Album: "Low Tide", Artist: "Ana", Film: true, Art: "/pictures/b-card.jpg",
		Length: time.Hour, Rate: 1, Volume: 0.4, HasNext: true,
	}
	if got := p.Playing(); got != want {
		t.Errorf("shown is %+v", got)
	}
	p = &panel{Player: pl, now: p.now, shelf: rack{false}}
	want = mpris.Playing{State: mpris.Active, Rate: 1, Volume: 0.4}
	if got := p.Playing(); got != want {
		t.Errorf("of what is hidden is shown %+v", got)
	}
}

func TestStatesAsPanelsKnowThem(t *testing.T) {
	for _, step := range []struct {
		state  player.State
		paused bool
		want   mpris.State
	}{
		{player.Idle, false, mpris.Stopped},
		{player.Failed, false, mpris.Stopped},
		{player.Opening, false, mpris.Active},
		{player.Opening, true, mpris.Paused},
		{player.Playing, false, mpris.Active},
		{player.Waiting, false, mpris.Active},
		{player.Waiting, true, mpris.Paused},
		{player.Paused, true, mpris.Paused},
		{player.Ended, false, mpris.Paused},
	} {
		if got := stateOf(player.Status{State: step.state, Paused: step.paused}); got != step.want {
			t.Errorf("%s, paused %v: %s", step.state, step.paused, got)
		}
	}
}

// TestPlayingOnIsNoNews for panels; what they show of the player is.
func TestPlayingOnIsNoNews(t *testing.T) {
	if tellsPanel(player.ChangedTime | player.ChangedBuffer) {
		t.Error("they are told ten times a second that it plays on")
	}
	for _, c := range []player.Change{player.ChangedState, player.ChangedMedia | player.ChangedTime, player.ChangedLength, player.ChangedControls, player.ChangedSpot} {
		if !tellsPanel(c) {
			t.Errorf("they are not told of %b", c)
		}
	}
}
