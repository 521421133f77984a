//go:build cgo && !windows

package mpv

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"matinee/library"
	"matinee/player"
)

func TestOpensAndClosesWithoutALeak(t *testing.T) {
	cycle := func() {
		r := startRig(t, Options{})
		r.open("fast.mp4")
		r.close()
	}
	for range 20 {
		cycle() // what is loaded once stays, and so do the allocator's arenas
	}
	goroutines, memory := runtime.NumGoroutine(), resident(t)
	for range 30 {
		cycle()
	}
	// The last one may still be on its way out, of which nothing tells; thirty would not go.
	for deadline := time.Now().Add(patience); runtime.NumGoroutine() > goroutines; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
			break
		}
	}
	if grown := resident(t) - memory; grown > 48<<20 {
		t.Errorf("grown by %d MiB in 30 cycles", grown>>20)
	}
}

func TestOpensManyFilesInARow(t *testing.T) {
	r := newRig(t, Options{Surface: Headless})
	names := []string{"fast.mp4", "song.flac", "all.mkv", "text.mp4"}
	for i := range 40 {
		name := names[i%len(names)]
		r.Open(player.Media{ID: name, URL: file(name)}) // mostly before the one before has begun
	}
	r.open("film.webm")
}

// resident is the process's memory in use.
func resident(t *testing.T) int64 {
	t.Helper()
	runtime.GC()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc")
	}
	pages, err := strconv.ParseInt(strings.Fields(string(b))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

func TestCostsNothingWhilePaused(t *testing.T) {
	r := newRig(t, Options{})
	r.open("fast.mp4")
	for name, still := range map[string]func(){
		"paused": func() { r.SetPaused(true); r.until("pause", in(player.Paused)) },
		"ended":  func() { r.SeekTo(time.Hour); r.SetPaused(false); r.until("end", in(player.Ended)) },
		"idle":   func() { r.Stop(); r.until("idle", in(player.Idle)) },
	} {
		r.open("fast.mp4")
		still()
		time.Sleep(300 * time.Millisecond) // what was under way
		before := cpu(t)
		time.Sleep(time.Second)
		if used := cpu(t) - before; used > 50*time.Millisecond {
			t.Errorf("%s costs %v of a core each second", name, used)
		}
	}
}

// cpu is the processor time this process used.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestCommandsWaitForTheStart(t *testing.T) {
	b, err := New(Options{Surface: Headless})
	if err != nil {
		t.Fatal(err)
	}
	// At this moment mpv is hardly there.
	if err := b.Do(player.Load{ID: 9, URL: file("fast.mp4")}); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(patience)
	for loaded := false; !loaded; {
		select {
		case e := <-b.Events():
			l, ok := e.(player.Loaded)
			loaded = ok && l.ID == 9
		case <-deadline:
			t.Fatal("never loaded")
		}
	}
	closed := make(chan error)
	go func() { closed <- b.Close(context.Background()) }()
	for range b.Events() {
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := b.Do(player.SetPause{Paused: true}); library.CodeOf(err) != library.CodeNoPlayer {
		t.Errorf("after the end: %v", err)
	}
}

func TestClosesBeforeItStarted(t *testing.T) {
	for range 5 {
		newRig(t, Options{}).close()
	}
}
