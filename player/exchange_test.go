package player

import (
	"context"
	"slices"
	"testing"
	"time"
)

func (f *fake) commands() []Command {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.got)
}

func TestAnotherBackendTakesOverBetweenTwoMedia(t *testing.T) {
	first, second := newFake(), newFake()
	x := NewExchange(first)
	p := New(x, Options{Volume: 40})
	p.SetSpeed(1.5)
	p.Open(Media{ID: "one", URL: "/one"})
	until(t, p, "the first", func(s Status) bool { return s.State == Playing })
	p.Stop()
	until(t, p, "its end", func(s Status) bool { return s.State == Idle })
	if err := x.Put(second); err != nil {
		t.Fatal(err)
	}
	var kept []float64
	for _, c := range second.commands() {
		switch c := c.(type) {
		case SetVolume:
			kept = append(kept, c.Percent)
		case SetSpeed:
			kept = append(kept, 100*c.Speed)
		}
	}
	slices.Sort(kept)
	if !slices.Equal(kept, []float64{40, 150}) {
		t.Errorf("it was told of volume and speed %v", kept)
	}
	p.Open(Media{ID: "two", URL: "/two"})
	until(t, p, "the second", func(s Status) bool { return s.State == Playing && s.Media.ID == "two" })
	loads := func(f *fake) (n int) {
		for _, c := range f.commands() {
			if _, ok := c.(Load); ok {
				n++
			}
		}
		return n
	}
	if loads(first) != 1 || loads(second) != 1 {
		t.Errorf("the first was given %d media, the second %d", loads(first), loads(second))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := p.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if err := x.Put(newFake()); err == nil { // goleak finds it if it is not ended
		t.Error("an end is none")
	}
	if err := x.Close(ctx); err != nil {
		t.Error(err)
	}
}

func TestABackendThatDiesEndsItsExchange(t *testing.T) {
	f := newFake()
	x := NewExchange(f)
	p := New(x, Options{})
	if err := f.Close(t.Context()); err != nil { // by itself, as far as the player knows
		t.Fatal(err)
	}
	<-p.done
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestPreferredLanguagesReplaceThosePickedByHand(t *testing.T) {
	tracks := TracksChanged{[]Track{
		{Kind: AudioTrack, ID: 1, Language: "en", Selected: true},
		{Kind: AudioTrack, ID: 2, Language: "fr"},
		{Kind: SubtitleTrack, ID: 1, Language: "en"},
	}}
	m := drive(playing(tracks)...)
	m.prefer(Preferences{Hardware: true})
	m.selectTrack(AudioTrack, 2)
	m.selectTrack(SubtitleTrack, 1)
	m.prefer(Preferences{Audio: []string{"en"}})
	if _, kept := m.chosen[AudioTrack]; kept || m.chosen[SubtitleTrack] != "en" {
		t.Errorf("still picked by hand: %v", m.chosen)
	}
	if p, ok := m.out[len(m.out)-1].(Prefer); !ok || !slices.Equal(p.Audio, []string{"en"}) || p.Hardware {
		t.Errorf("told %+v", m.out)
	}
}
