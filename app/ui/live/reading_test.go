package live

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// readingOf starts a reading whose results come through a channel.
func readingOf(t *testing.T, every time.Duration) (r *Reading, read *atomic.Int32, shown chan int32, l *Loop) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	l = New(context.Background(), func(f func()) { go f() })
	read, shown = &atomic.Int32{}, make(chan int32, 64)
	r = l.Reading(every, func(context.Context) func() {
		n := read.Add(1)
		return func() { shown <- n }
	})
	t.Cleanup(func() {
		l.Close()
		l.Wait()
		goleak.VerifyNone(t, before)
	})
	return r, read, shown, l
}

func TestReadingSleepsUntilSomebodyLooks(t *testing.T) {
	r, read, shown, _ := readingOf(t, time.Nanosecond)
	r.Stale()
	r.SetActive(true)
	if n := <-shown; n != 1 || read.Load() != 1 {
		t.Fatalf("the first reading is number %d", n)
	}
	r.SetActive(false)
	r.Stale()
	r.SetActive(true)
	if n := <-shown; n != 2 {
		t.Fatalf("what changed while nobody looked was not read: %d", n)
	}
}

func TestManyChangesCostOneReading(t *testing.T) {
	r, read, shown, _ := readingOf(t, time.Hour)
	r.SetActive(true)
	<-shown
	for range 100 {
		r.Stale()
	}
	if read.Load() != 1 {
		t.Fatal("readings do not keep their distance")
	}
	r.Now()
	if n := <-shown; n != 2 || read.Load() != 2 {
		t.Fatalf("hurrying read %d times", read.Load())
	}
}

func TestAClosedReadingEnds(t *testing.T) {
	r, read, shown, l := readingOf(t, time.Hour)
	r.SetActive(true)
	<-shown
	r.Close() // while it keeps its distance
	ended := make(chan struct{})
	go func() { l.Wait(); close(ended) }()
	<-ended
	r.Now()
	if read.Load() != 1 {
		t.Fatal("it reads on")
	}
}
