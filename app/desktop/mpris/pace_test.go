package mpris

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counted is a player that counts how often it is looked at, and whose position goes on.
type counted struct {
	Player
	looks *atomic.Int64
	state State
	begun time.Time
}

func (c counted) Playing() Playing {
	c.looks.Add(1)
	p := film()
	p.State = c.state
	if c.state == Active {
		p.Position = time.Since(c.begun)
	}
	return p
}

func (counted) Rates() (least, most float64) { return 0.25, 4 }

// TestThePositionIsLookedAtOnceASecond while something plays, and not at all else; nothing
// is told of what goes on by itself.
func TestThePositionIsLookedAtOnceASecond(t *testing.T) {
	for state, want := range map[State]int64{Active: 61, Paused: 2} { // one when it is shown, one at the start
		synctest.Test(t, func(t *testing.T) {
			var looks atomic.Int64
			ctx, end := context.WithCancel(t.Context())
			s := &Server{opt: Options{Player: counted{looks: &looks, state: state, begun: time.Now()}}, now: time.Now}
			s.read()
			ended := make(chan struct{})
			go func() { defer close(ended); s.Run(ctx) }() // without a connection: whatever is told ends the test
			time.Sleep(time.Minute)
			synctest.Wait()
			end()
			<-ended
			if got := looks.Load(); got < want-1 || got > want {
				t.Errorf("%s: %d looks in a minute, not %d", state, got, want)
			}
		})
	}
}

// TestAJumpIsSeenWithoutNews, at the next look.
func TestAJumpIsSeenWithoutNews(t *testing.T) {
	s := show(t, film())
	s.mu.Lock()
	s.now.Position = 5 * time.Minute
	s.mu.Unlock()
	for {
		if to, ok := s.signal(playerName + ".Seeked").Body[0].(int64); ok && to == int64(300e6) {
			return
		}
	}
}

// BenchmarkTheSamePlaysOn is one look at a player of which only the position changed.
func BenchmarkTheSamePlaysOn(b *testing.B) {
	var looks atomic.Int64
	s := &Server{opt: Options{Player: counted{looks: &looks, state: Active, begun: time.Now()}}, now: time.Now}
	s.read()
	b.ReportAllocs()
	for b.Loop() {
		s.read()
	}
}
