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
type studio struct {
	events    chan library.Event
	settings  library.Settings
	premieres []library.Premiere
	traffic   library.Traffic
	by        library.ProfileID
}

func (studio) Downloaded(id library.BundleID) (string, bool) {
	return "Film " + string(id), id != "own"
}
func (s *studio) Premieres(context.Context) []library.Premiere { return s.premieres }
func (s *studio) Traffic() library.Traffic                     { return s.traffic }
func (s *studio) Settings() library.Settings                   { return s.settings }
func (s *studio) Profile() library.ProfileID                   { return s.by }

func (s *studio) Changes(context.Context) <-chan library.Event { return s.events }
func (s *studio) ChannelName(_ context.Context, root library.Key) string {
	if root == "unknown" {
		return ""
	}
	return "Channel " + string(root)
}

// telling runs until its events are closed; what is shown comes out of the channel.
func telling(t *testing.T, quiet time.Duration, fails error) (*studio, <-chan string, <-chan error) {
	s := &studio{events: make(chan library.Event), settings: library.DefaultSettings()}
	shown, failed, done := make(chan string, 20), make(chan error, 20), make(chan struct{})
	go func() {
		defer close(done)
		Run(t.Context(), Config{Source: s, Quiet: quiet, Failed: func(err error) { failed <- err }, Every: time.Hour, Show: func(_ context.Context, m Message) error {
			shown <- m.Title + ": " + m.Text
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
		s.events <- library.NewBundleListed("a", "", fmt.Sprint("Film ", i+1))
	}
	s.events <- library.NewBundleListed("unknown", "", "Song")
	s.events <- library.NewAdded("x") // is nobody's news
	if got, want := next(t, shown), "Channel a: 5 new bundles: Film 1 · Film 2 · Film 3 and 2 more"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := next(t, shown), "A channel that you follow: New: Song"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.events <- library.NewBundleListed("a", "", "Film 6")
	if got, want := next(t, shown), "Channel a: New: Film 6"; got != want {
		t.Errorf("what was told is told again, or not at all: %q", got)
	}
}

// TestAStreamOfNewsIsToldInTime: what comes all the time does not put the message off
// for ever.
func TestAStreamOfNewsIsToldInTime(t *testing.T) {
	d := newDesk(Config{})
	d.hear(t.Context(), library.NewBundleListed("a", "", "1"))
	first := d.first
	d.hear(t.Context(), library.NewBundleListed("a", "", "2"))
	if first.IsZero() || !d.first.Equal(first) {
		t.Error("it counts from the last one")
	}
	for i := range 2 * maxHeld {
		d.hear(t.Context(), library.NewBundleListed(library.Key(fmt.Sprint(i)), "", "x"))
	}
	if len(d.order) != maxHeld || len(d.listed) != maxHeld {
		t.Errorf("%d channels are held", len(d.order))
	}
}

// TestAPremiereIsToldAtOnce, and a failure to show it is heard of.
func TestAPremiereIsToldAtOnce(t *testing.T) {
	s, shown, failed := telling(t, time.Hour, errors.New("no desktop"))
	s.events <- library.NewBundleListed("a", "", "Film")
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

// TestANewerReleaseLeadsToItsPage.
func TestANewerReleaseLeadsToItsPage(t *testing.T) {
	now := time.Unix(1e9, 0)
	d, shown := looking(&studio{settings: library.DefaultSettings()}, &now)
	d.hear(t.Context(), library.NewOutdated(library.Update{Version: "1.2.0", Page: "https://releases.example/"}))
	if m := (*shown)[0]; m.Title != "Matinee 1.2.0 is out" || m.To.Page != "https://releases.example/" {
		t.Errorf("shown was %+v", m)
	}
}

// TestWhatIsComplete is told together, and nothing of what was not downloaded.
func TestWhatIsComplete(t *testing.T) {
	s, shown, _ := telling(t, 200*time.Millisecond, nil)
	s.events <- library.NewCompleted("own")
	s.events <- library.NewCompleted("1")
	if got, want := next(t, shown), "Film 1 is complete: It plays at any time, without a network."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i := range 5 {
		s.events <- library.NewCompleted(library.BundleID(fmt.Sprint(i)))
	}
	if got, want := next(t, shown), "5 bundles are complete: Film 0 · Film 1 · Film 2 and 2 more"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if to := whole([]finished{{"1", "Film 1"}, {"2", "Film 2"}}).To; to != (Target{Library: true}) {
		t.Errorf("several lead to %+v", to)
	}
}

// looking is a desk whose clock a test sets, and what it showed.
func looking(s *studio, now *time.Time) (*desk, *[]Message) {
	shown := &[]Message{}
	return newDesk(Config{Source: s, Box: &Box{}, Now: func() time.Time { return *now }, Show: func(_ context.Context, m Message) error {
		*shown = append(*shown, m)
		return nil
	}}), shown
}

func (d *desk) lookNow(ctx context.Context) {
	for _, m := range d.look(ctx, d.Now()) {
		d.show(ctx, m)
	}
}

// TestAPremiereIsToldTenMinutesBefore, once, and again when it was put off.
func TestAPremiereIsToldTenMinutesBefore(t *testing.T) {
	now := time.Date(2026, 12, 24, 19, 30, 0, 0, time.FixedZone("far", 3600))
	s := &studio{settings: library.DefaultSettings(), traffic: library.Traffic{Free: -1}}
	at := now.Add(30 * time.Minute)
	s.premieres = []library.Premiere{{ID: "x", Title: "Low Tide", At: at.UTC()}}
	d, shown := looking(s, &now)
	d.lookNow(t.Context())
	now = at.Add(-early)
	d.lookNow(t.Context())
	d.lookNow(t.Context())
	if len(*shown) != 1 {
		t.Fatalf("shown were %v", *shown)
	}
	m := (*shown)[0]
	if m.Title != "Low Tide begins in 10 minutes" || m.Text != "The premiere is at 20:00." || m.To.Bundle != "x" || m.Plays {
		t.Errorf("shown was %+v", m)
	}
	s.premieres[0].At = at.Add(time.Hour)
	d.watch.hear(library.NewChannelChanged("a"))
	d.lookNow(t.Context())
	now = at.Add(time.Hour - 30*time.Second) // the computer slept
	d.lookNow(t.Context())
	now = at.Add(time.Hour)
	d.lookNow(t.Context())
	if len(*shown) != 2 || (*shown)[1].Title != "Low Tide begins in 1 minute" {
		t.Errorf("shown were %+v", *shown)
	}
}

// TestADiskThatIsNearlyFull is told once, until there was room again.
func TestADiskThatIsNearlyFull(t *testing.T) {
	now := time.Unix(1e9, 0)
	s := &studio{settings: library.DefaultSettings()}
	d, shown := looking(s, &now)
	for _, room := range []int64{5 << 30, 1 << 29, 1 << 28, 3 << 29, 1 << 29, -1, 1 << 29} {
		s.traffic = library.Traffic{Free: room}
		d.lookNow(t.Context())
	}
	if len(*shown) != 1 || (*shown)[0].Title != "The disk is nearly full" || !(*shown)[0].To.Storage {
		t.Fatalf("shown were %+v", *shown)
	}
	s.traffic = library.Traffic{Free: 3 << 30}
	d.lookNow(t.Context())
	s.traffic = library.Traffic{Free: 5, Floor: 5}
	d.lookNow(t.Context())
	if len(*shown) != 2 || (*shown)[1].Text != "Nothing is left for downloads: they stop. See what takes how much." {
		t.Errorf("shown were %+v", *shown)
	}
}

// TestQuietHoursHoldBack: what the desktop did not show is in the window's list.
func TestQuietHoursHoldBack(t *testing.T) {
	now := time.Date(2026, 12, 24, 23, 0, 0, 0, time.UTC)
	s := &studio{settings: library.DefaultSettings()}
	s.settings.QuietHours = true
	d, shown := looking(s, &now)
	d.hear(t.Context(), library.NewUnlocked("x", library.ReleasePremiere, "Low Tide"))
	now = now.Add(10 * time.Hour)
	d.hear(t.Context(), library.NewUnlocked("y", library.ReleasePremiere, "High Tide"))
	all := d.Box.All()
	if len(*shown) != 1 || len(all) != 2 || all[0].Held || !all[1].Held || all[1].To.Bundle != "x" || !all[1].Plays {
		t.Errorf("shown %+v, listed %+v", *shown, all)
	}
	s.settings.Messages = false
	d.hear(t.Context(), library.NewUnlocked("z", library.ReleasePremiere, "No Tide"))
	if len(*shown) != 1 || d.Box.Unread() != 3 {
		t.Errorf("shown %d, unread %d", len(*shown), d.Box.Unread())
	}
}

// TestTheBoxIsBounded, and forgets the oldest.
func TestTheBoxIsBounded(t *testing.T) {
	b, told := &Box{}, 0
	b.OnChanged(func() { told++ })
	for i := range 2 * maxKept {
		b.Put(Message{Title: fmt.Sprint(i)})
	}
	all := b.All()
	if len(all) != maxKept || all[0].Title != fmt.Sprint(2*maxKept-1) || b.Unread() != maxKept || told != 2*maxKept {
		t.Errorf("%d are kept, %d unread, told %d times", len(all), b.Unread(), told)
	}
	b.Read()
	b.Read()
	if b.Unread() != 0 || told != 2*maxKept+1 {
		t.Error("they are not read")
	}
}

// TestMessagesAreOfOneProfile: a child's is not to read what another was told.
func TestMessagesAreOfOneProfile(t *testing.T) {
	s, box := &studio{settings: library.DefaultSettings(), by: 1}, &Box{}
	d := newDesk(Config{Source: s, Box: box, Show: func(context.Context, Message) error { return nil }})
	d.by = s.by
	box.Put(Message{Title: "told"})
	d.hear(t.Context(), library.NewCompleted("waits"))
	d.hear(t.Context(), library.NewProfileChanged()) // it was renamed
	if len(box.All()) != 1 || len(d.whole) != 1 {
		t.Fatalf("%d told, %d wait", len(box.All()), len(d.whole))
	}
	s.by = 2
	d.hear(t.Context(), library.NewProfileChanged())
	if len(box.All()) != 0 || box.Unread() != 0 || len(d.whole) != 0 {
		t.Errorf("%d are shown to the child, %d wait", len(box.All()), len(d.whole))
	}
}
