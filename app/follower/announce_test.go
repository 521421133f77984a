package follower

import (
	"context"
	"testing"
	"time"

	"matinee/library"
	"matinee/sync/channel"
)

// creates makes a channel in a place that seeds, and whose DHT does what put says.
func (p *place) creates(put func(context.Context) (int, error)) OwnChannel {
	p.t.Helper()
	p.swarm, p.put = &files{gone: make(chan struct{})}, put
	made, _, err := p.NewChannel(p.t.Context(), NewOwn{Profile: channel.Profile{Name: "Mine"}})
	must(p.t, err)
	return made
}

// work has the place's follower work until the function returned is called.
func (p *place) work(t *testing.T) (end func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Work(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// TestPublishingDoesNotWaitForTheDHT: while nodes keep a channel waiting, what is published
// stands, is seeded, and can be published anew; ending the program ends the waiting.
func TestPublishingDoesNotWaitForTheDHT(t *testing.T) {
	p := newPlace(t)
	asked := make(chan struct{}, 100)
	made := p.creates(func(ctx context.Context) (int, error) {
		asked <- struct{}{}
		<-ctx.Done()
		return 0, ctx.Err()
	})
	end := p.work(t)
	<-asked
	for seq := made.Seq + 1; seq < made.Seq+3; seq++ {
		own, err := p.Publish(t.Context(), "", Publication{})
		must(t, err)
		if own.Seq != seq || own.Announced.State != library.AnnouncementWaiting {
			t.Errorf("%+v", own)
		}
	}
	if p.seeds.of(made.Root) == nil {
		t.Error("it is not seeded")
	}
	end()
}

// TestAnnouncing: what became of telling the DHT can be seen; it is tried again soon where
// nobody was reached, less often each time, and hourly where somebody was.
func TestAnnouncing(t *testing.T) {
	p := newPlace(t)
	made := p.creates(nil)
	at := func() library.Announcement { return p.announced.now(made.Root) }
	if got := at(); got.State != library.AnnouncementWaiting {
		t.Errorf("at first: %+v", got)
	}
	for _, pause := range []time.Duration{retrySoonest, 2 * retrySoonest, 4 * retrySoonest} {
		p.announceDue(t.Context())
		got := at()
		if got.State != library.AnnouncementNobody || !got.At.Equal(p.clock()) || got.Next.Sub(p.clock()) != pause {
			t.Errorf("nobody is there: %+v, want the next after %v", got, pause)
		}
		p.pass(pause - time.Second)
		if p.announceDue(t.Context()); at() != got {
			t.Errorf("it was tried too early: %+v", at())
		}
		p.pass(time.Second)
	}
	for range 20 {
		p.announceDue(t.Context())
		p.pass(at().Next.Sub(p.clock()))
	}
	if p.announceDue(t.Context()); at().Next.Sub(p.clock()) != retryLatest {
		t.Errorf("after many tries: %+v", at())
	}
	p.put = func(context.Context) (int, error) { return 7, nil }
	p.pass(retryLatest)
	p.announceDue(t.Context())
	if got := at(); got.State != library.AnnouncementReached || got.Nodes != 7 || got.Next.Sub(p.clock()) != announceEvery {
		t.Errorf("seven nodes took it: %+v", got)
	}
	p.put = func(context.Context) (int, error) { return 0, library.Errorf(library.CodeForked, "seq 3") }
	if _, err := p.Publish(t.Context(), "", Publication{}); err != nil {
		t.Fatal(err)
	}
	if got := at(); got.State != library.AnnouncementWaiting {
		t.Errorf("a new state waits to be told: %+v", got)
	}
	p.announceDue(t.Context())
	if got := at(); got.State != library.AnnouncementRival {
		t.Errorf("another program was quicker: %+v", got)
	}
}

// TestAPublicationDuringTheTelling: what was published meanwhile is told, too, and who waits
// for it waits for that.
func TestAPublicationDuringTheTelling(t *testing.T) {
	p := newPlace(t)
	p.put = nil
	made := p.creates(func(context.Context) (int, error) { return 3, nil })
	asked, due := p.announced.begin(made.Root, p.clock(), false)
	if !due {
		t.Fatal("a new channel is not due")
	}
	if _, err := p.Publish(t.Context(), "", Publication{}); err != nil {
		t.Fatal(err)
	}
	p.announced.end(made.Root, asked, p.clock(), 3, nil)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Announced(gone, ""); err == nil {
		t.Error("the newest state was not told")
	}
	end := p.work(t)
	defer end()
	own, err := p.Announced(t.Context(), "")
	must(t, err)
	if own.Announced.State != library.AnnouncementReached || own.Announced.Nodes != 3 || own.Seq != made.Seq+1 {
		t.Errorf("%+v", own)
	}
}
