package mpv

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"matinee/player"
)

func TestFrameSize(t *testing.T) {
	for _, c := range []struct{ w, h, step, wantW, wantH int }{
		{1280, 720, 0, 1280, 720},
		{1279, 720, 0, 1280, 720},
		{1287, 720, 0, 1280, 720},
		{645, 363, 0, 640, 363},
		{3840, 2160, 0, 1920, 1080},
		{1000, 4000, 0, 304, 1200},
		{1280, 720, 1, 960, 540},
		{1280, 720, 3, 640, 360},
		{0, 0, 0, 16, 2},
		{-5, 10, 0, 16, 10},
		{1, 1, 4, 16, 2},
	} {
		if w, h := frameSize(c.w, c.h, 1920, 1200, c.step); w != c.wantW || h != c.wantH {
			t.Errorf("%d×%d step %d: %d×%d, want %d×%d", c.w, c.h, c.step, w, h, c.wantW, c.wantH)
		}
	}
}

func TestReducer(t *testing.T) {
	var r reducer
	now := time.Now()
	tick := func(drops int64, after time.Duration) bool {
		now = now.Add(after)
		return r.note(drops, now)
	}
	for drops := int64(1); drops <= 20; drops++ {
		if tick(drops, 500*time.Millisecond) {
			t.Fatalf("reduced after %d single drops", drops)
		}
	}
	r.jumped(now)
	if tick(40, 10*time.Millisecond) || tick(60, 10*time.Millisecond) {
		t.Fatal("reduced by what a seek drops")
	}
	if tick(61, 3*time.Second) || tick(68, time.Second) {
		t.Fatal("reduced too early")
	}
	if !tick(69, 100*time.Millisecond) {
		t.Fatal("not reduced after many drops in a row")
	}
	if tick(1, 100*time.Millisecond) { // another file: mpv counts from 0
		t.Fatal("reduced by a new count")
	}
	for drops := int64(10); drops < 200; drops += 10 { // and it goes on
		tick(drops, 100*time.Millisecond)
	}
	if r.step != len(sizes())-1 {
		t.Errorf("at step %d", r.step)
	}
	r.reset()
	if r.step != 0 {
		t.Error("a new size does not begin anew")
	}
}

func TestReducerActsBeforeFramesDrop(t *testing.T) {
	now := time.Now()
	frames := func(r *reducer, n int, every, drawing time.Duration) (reduced bool) {
		for range n {
			now = now.Add(every)
			reduced = r.took(drawing, now) || reduced
		}
		return reduced
	}
	const ms = time.Millisecond
	var r reducer
	if frames(&r, 200, 33*ms, 12*ms) {
		t.Fatal("reduced although most of the time is free")
	}
	if frames(&r, 2, 33*ms, 32*ms) {
		t.Fatal("reduced by two slow frames")
	}
	if !frames(&r, 100, 33*ms, 26*ms) || r.step == 0 {
		t.Fatal("not reduced although drawing takes most of the time")
	}
	r.reset()
	if frames(&r, 100, time.Second, 900*ms) {
		t.Fatal("reduced by a picture that stands still between two frames")
	}
	r.jumped(now)
	if frames(&r, 20, 33*ms, 30*ms) {
		t.Fatal("reduced right after a seek")
	}
}

func TestNodesTakeAnything(t *testing.T) {
	many := make([]any, 5000)
	for i := range many {
		many[i] = map[string]any{"type": "audio", "id": int64(i), "title": strings.Repeat("é", 5000), "time": float64(i)}
	}
	for _, v := range []any{nil, 3, "x", []any{nil, 1, map[string]any{"type": 5, "id": "x"}}, map[string]any{}} {
		if got := tracksOf(node{v}); got != nil {
			t.Errorf("%v: tracks %v", v, got)
		}
		if ahead, cached := cacheOf(node{v}); ahead != 0 || cached != nil {
			t.Errorf("%v: cached %v", v, cached)
		}
	}
	if got := tracksOf(node{many}); len(got) != maxTracks || len(got[0].Title) > maxText+3 {
		t.Errorf("%d tracks, title of %d bytes", len(got), len(got[0].Title))
	}
	if got := chaptersOf(node{many}); len(got) != maxChapters {
		t.Errorf("%d chapters", len(got))
	}
	for in, want := range map[float64]time.Duration{1.5: 1500 * time.Millisecond, math.Inf(1): 0, math.NaN(): 0, 1e18: 0, -1: -time.Second} {
		if got := duration(in); got != want {
			t.Errorf("%v s: %v", in, got)
		}
	}
}

func TestCacheOf(t *testing.T) {
	state := node{map[string]any{
		"cache-duration":  12.5,
		"seekable-ranges": []any{map[string]any{"start": -0.02, "end": 10.0}, map[string]any{"start": 20.0, "end": 20.0}, map[string]any{"start": 30.0, "end": 40.0}},
	}}
	ahead, cached := cacheOf(state)
	want := []player.TimeSpan{{From: 0, To: 10 * time.Second}, {From: 30 * time.Second, To: 40 * time.Second}}
	if ahead != 12500*time.Millisecond || !reflect.DeepEqual(cached, want) {
		t.Errorf("%v ahead, %v", ahead, cached)
	}
}
