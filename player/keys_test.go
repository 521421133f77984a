package player

import (
	"testing"
	"time"
)

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		key   string
		shift bool
		want  Action
	}{
		{"Space", false, Action{Verb: DoTogglePause}},
		{"K", false, Action{Verb: DoTogglePause}},
		{"k", false, Action{Verb: DoTogglePause}},
		{"Left", false, Action{DoSeekBy, -10 * time.Second, 0}},
		{"Right", false, Action{DoSeekBy, 10 * time.Second, 0}},
		{"Left", true, Action{DoSeekBy, -30 * time.Second, 0}},
		{"Right", true, Action{DoSeekBy, 30 * time.Second, 0}},
		{"J", false, Action{DoSeekBy, -10 * time.Second, 0}},
		{"L", false, Action{DoSeekBy, 10 * time.Second, 0}},
		{"Up", false, Action{DoAddVolume, 0, 5}},
		{"Down", false, Action{DoAddVolume, 0, -5}},
		{"M", false, Action{Verb: DoToggleMute}},
		{"F", false, Action{Verb: DoFullscreen}},
		{"Escape", false, Action{Verb: DoLeave}},
		{"C", false, Action{Verb: DoNextSubtitle}},
		{"A", false, Action{Verb: DoNextAudio}},
		{"<", false, Action{DoChangeSpeed, 0, -1}},
		{">", true, Action{DoChangeSpeed, 0, 1}},
		{",", true, Action{DoChangeSpeed, 0, -1}},
		{",", false, Action{DoStepFrame, 0, -1}},
		{"0", false, Action{DoSeekPercent, 0, 0}},
		{"7", false, Action{DoSeekPercent, 0, 70}},
		{"N", false, Action{Verb: DoNextItem}},
		{"P", false, Action{Verb: DoPrevItem}},
		{"Next", false, Action{Verb: DoNextChapter}},
		{"Prior", false, Action{Verb: DoPrevChapter}},
		{"[", false, Action{Verb: DoPrevChapter}},
		{"Z", false, Action{DoAddSubDelay, -100 * time.Millisecond, 0}},
		{"X", false, Action{DoAddSubDelay, 100 * time.Millisecond, 0}},
		{"I", false, Action{Verb: DoInfo}},
	} {
		if got, ok := KeyAction(c.key, c.shift); !ok || got != c.want {
			t.Errorf("%s (shift %v): %+v, want %+v", c.key, c.shift, got, c.want)
		}
	}
	for _, key := range []string{"", "Q", "é", "7 ", "Return", "F5"} {
		if a, ok := KeyAction(key, false); ok {
			t.Errorf("%q does %+v", key, a)
		}
	}
	if _, ok := KeyAction("7", true); ok {
		t.Error("shift and a digit type something else")
	}
}

// Every key either does something to the player or is left to the window.
func TestPerformKnowsEveryVerb(t *testing.T) {
	window := map[Verb]bool{DoFullscreen: true, DoLeave: true, DoNextItem: true, DoPrevItem: true, DoInfo: true, DoMini: true, DoHelp: true}
	f := newFake()
	p := New(f, Options{})
	defer p.Close(t.Context())
	for _, keys := range []map[string]Action{plainKeys(), shiftedKeys()} {
		for key, a := range keys {
			if p.Perform(a) == window[a.Verb] {
				t.Errorf("key %s, verb %s: window's own is %v", key, a.Verb, window[a.Verb])
			}
		}
	}
}

func TestSpeedSteps(t *testing.T) {
	for _, c := range []struct{ from, direction, want float64 }{
		{1, 1, 1.25}, {1, -1, 0.75}, {1.1, 1, 1.25}, {1.1, -1, 1}, {4, 1, 4}, {0.25, -1, 0.25}, {2, 0, 1},
	} {
		if got := nextSpeed(c.from, c.direction); got != c.want {
			t.Errorf("from %v by %v: %v, want %v", c.from, c.direction, got, c.want)
		}
	}
}
