package news

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/assets"
	"matinee/library"
)

func TestMain(m *testing.M) {
	test.NewApp()
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// studio is a Source whose events a test sends.
type studio struct{ events chan library.Event }

func (s studio) Changes(context.Context) <-chan library.Event { return s.events }
func (s studio) ChannelName(_ context.Context, root library.Key) string {
	if root == "unknown" {
		return ""
	}
	return "Channel " + string(root)
}

// telling runs until its events are closed; what is shown comes out of the channel.
func telling(t *testing.T, quiet time.Duration, fails error) (studio, <-chan string, <-chan error) {
	s := studio{make(chan library.Event)}
	shown, failed, done := make(chan string, 20), make(chan error, 20), make(chan struct{})
	go func() {
		defer close(done)
		Run(t.Context(), Config{Source: s, Quiet: quiet, Failed: func(err error) { failed <- err }, Show: func(_ context.Context, title, text string) error {
			shown <- title + ": " + text
			return fails
		}})
	}()
	t.Cleanup(func() { close(s.events); <-done })
	return s, shown, failed
}

func next(t *testing.T, shown <-chan string) string {
	t.Helper()
	select {
	case text := <-shown:
		return text
	case <-time.After(30 * time.Second):
		t.Fatal("nothing is shown")
		return ""
	}
}

// TestOneMessageForEachChannel, however many bundles it brings.
func TestOneMessageForEachChannel(t *testing.T) {
	s, shown, _ := telling(t, 200*time.Millisecond, nil)
	for i := range 5 {
		s.events <- library.NewBundleListed("a", fmt.Sprint("Film ", i+1))
	}
	s.events <- library.NewBundleListed("unknown", "Song")
	s.events <- library.NewAdded("x") // is nobody's news
	if got, want := next(t, shown), "Channel a: 5 new bundles: Film 1 · Film 2 · Film 3 and 2 more"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := next(t, shown), "A channel that you follow: New: Song"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.events <- library.NewBundleListed("a", "Film 6")
	if got, want := next(t, shown), "Channel a: New: Film 6"; got != want {
		t.Errorf("what was told is told again, or not at all: %q", got)
	}
}

// TestAStreamOfNewsIsToldInTime: what comes all the time does not put the message off
// for ever.
func TestAStreamOfNewsIsToldInTime(t *testing.T) {
	d := &desk{listed: map[library.Key][]string{}}
	d.hear(t.Context(), library.NewBundleListed("a", "1"))
	first := d.first
	d.hear(t.Context(), library.NewBundleListed("a", "2"))
	if first.IsZero() || !d.first.Equal(first) {
		t.Error("it counts from the last one")
	}
	for i := range 2 * maxHeld {
		d.hear(t.Context(), library.NewBundleListed(library.Key(fmt.Sprint(i)), "x"))
	}
	if len(d.order) != maxHeld || len(d.listed) != maxHeld {
		t.Errorf("%d channels are held", len(d.order))
	}
}

// TestAPremiereIsToldAtOnce, and a failure to show it is heard of.
func TestAPremiereIsToldAtOnce(t *testing.T) {
	s, shown, failed := telling(t, time.Hour, errors.New("no desktop"))
	s.events <- library.NewBundleListed("a", "Film")
	s.events <- library.NewUnlocked("x", library.ReleasePremiere, "Low Tide")
	if got, want := next(t, shown), "Low Tide can be watched now: The premiere has begun."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.events <- library.NewUnlocked("x", library.ReleaseOpen, "Low Tide")
	if got, want := next(t, shown), "Low Tide is open to everybody: It can be watched now, with no license."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if err := <-failed; err == nil {
		t.Error("no failure")
	}
}
