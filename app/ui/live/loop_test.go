package live

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mainThread stands for Fyne's: functions wait in it until the test runs them.
type mainThread chan func()

func (m mainThread) do(f func()) { m <- f }

func (m mainThread) runOne(t *testing.T) {
	t.Helper()
	select {
	case f := <-m:
		f()
	case <-time.After(5 * time.Second):
		t.Fatal("nothing reached the main thread")
	}
}

func started(t *testing.T) (*Loop, mainThread) {
	main := make(mainThread, 16)
	l := New(context.Background(), main.do)
	t.Cleanup(func() { l.Close(); l.Wait() })
	return l, main
}

func TestWorkReportsOnTheMainThread(t *testing.T) {
	l, main := started(t)
	want := errors.New("no")
	var got error
	l.Work(func(context.Context) error { return want }, func(err error) { got = err })
	main.runOne(t)
	if !errors.Is(got, want) {
		t.Fatalf("got %v", got)
	}
}

func TestNothingReachesTheMainThreadAfterClose(t *testing.T) {
	l, main := started(t)
	l.Post(func() { t.Error("ran after Close") })
	l.Close()
	main.runOne(t)
	l.Work(func(context.Context) error { t.Error("worked after Close"); return nil }, nil)
	l.Wait()
}

func TestCloseEndsWorkThatHeedsItsContext(t *testing.T) {
	l, _ := started(t)
	entered := make(chan struct{})
	l.Work(func(ctx context.Context) error {
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}, nil)
	<-entered
	l.Close()
	l.Wait()
}

func TestPollSleepsUntilActive(t *testing.T) {
	l, main := started(t)
	var reads atomic.Int32
	p := l.Poll(time.Millisecond, func(context.Context) func() { reads.Add(1); return func() {} })
	p.Now()
	p.SetActive(true)
	main.runOne(t)
	p.SetActive(false)
	l.Close()
	l.Wait()
	if n := reads.Load(); n < 1 {
		t.Fatalf("%d reads while active", n)
	}
}

func TestPollNeverReadsWhileInactive(t *testing.T) {
	l, _ := started(t)
	p := l.Poll(time.Microsecond, func(context.Context) func() { t.Error("read"); return nil })
	for range 100 {
		p.Now()
	}
	l.Close()
	l.Wait()
}

func TestPollWaitsForTheMainThread(t *testing.T) {
	l, main := started(t)
	var reads atomic.Int32
	read := make(chan struct{}, 64)
	p := l.Poll(time.Hour, func(context.Context) func() {
		reads.Add(1)
		read <- struct{}{}
		return func() {}
	})
	p.SetActive(true)
	<-read
	// The first result is not shown yet: the wake-ups below must read nothing.
	main2 := <-main
	for range 20 {
		p.Now()
	}
	main2()
	p.Now()
	<-read
	if n := reads.Load(); n > 4 {
		t.Fatalf("%d reads for one shown result", n)
	}
	main.runOne(t)
}

func TestPollWithNothingNewPostsNothing(t *testing.T) {
	l, main := started(t)
	read := make(chan struct{})
	p := l.Poll(time.Hour, func(context.Context) func() { read <- struct{}{}; return nil })
	p.SetActive(true)
	<-read
	p.Now()
	<-read
	if len(main) != 0 {
		t.Fatalf("%d calls reached the main thread", len(main))
	}
}

func TestEachEndsWithItsChannel(t *testing.T) {
	l, _ := started(t)
	ch := make(chan int, 3)
	sum := make(chan int, 3)
	ch <- 1
	ch <- 2
	close(ch)
	Each(l, ch, func(v int) { sum <- v })
	l.Wait()
	if a, b := <-sum, <-sum; a+b != 3 {
		t.Fatalf("got %d and %d", a, b)
	}
}
