package watch

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
	"matinee/player"
)

func TestControlsSayWhatPlays(t *testing.T) {
	h := open(t, playing())
	c := h.screen.controls
	got := []string{
		c.title.Text(), c.item.Text(), c.clock.Text(), c.speed.Text(), c.audio.Text(), c.subtitles.Text(), c.traffic.Text(),
	}
	want := []string{
		"Children", "E2", "0:20 / 1:40", "1.0×", "Audio · English", "Subtitles · Français",
		"↓ 400\u00a0KB/s from 9 people · buffer 30\u00a0s",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %q", got)
	}
	if c.play.Shows() != kit.IconPause || !c.next.Visible() || c.volume.Value() != 0.8 {
		t.Fatalf("play %s, next %v, volume %v", c.play.Shows(), c.next.Visible(), c.volume.Value())
	}
	if h.theatre.offset != 200 {
		t.Fatalf("asked for the stream at %d", h.theatre.offset)
	}
}

func TestButtonsReachThePlayer(t *testing.T) {
	h := open(t, playing())
	c := h.screen.controls
	for _, b := range []*kit.Button{c.play, c.rewind, c.forward, c.sound, c.fullscreen} {
		test.Tap(b)
	}
	test.TapAt(c.volume, fyne.NewPos(c.volume.Size().Width/2, 10))
	test.TapAt(c.bar, fyne.NewPos(c.bar.Size().Width/2, 10))
	h.wantCalls("toggle", "seekby -10s", "seekby 30s", "mute", "full true", "volume 50", "seek 50s")
	test.Tap(c.next)
	h.until(func() bool { return slices.Contains(h.theatre.log(), "next") })
}

func TestPlayingDoesNotSeekByItself(t *testing.T) {
	h := open(t, playing())
	for i := range 50 {
		h.change(func(f *fakeTheatre) { f.status.Position = time.Duration(i) * time.Second })
	}
	for _, call := range h.theatre.log() {
		if strings.HasPrefix(call, "seek") || strings.HasPrefix(call, "volume") {
			t.Fatalf("the screen asked for %q", call)
		}
	}
}

func TestKeysReachThePlayer(t *testing.T) {
	h := open(t, playing())
	h.key(fyne.KeySpace, fyne.KeyLeft, fyne.KeyM, fyne.KeyComma)
	h.screen.pad.TypedRune('<')
	h.screen.pad.TypedRune('m')
	h.key(fyne.KeyN)
	h.until(func() bool { return slices.Contains(h.theatre.log(), "next") })
	want := []string{"play b 1", "toggle-pause 0s 0", "seek-by -10s 0", "toggle-mute 0s 0", "change-speed 0s -1", "next"}
	if got := h.theatre.log(); !slices.Equal(withoutResize(got), want) {
		t.Fatalf("calls %v", got)
	}
}

func withoutResize(calls []string) []string {
	return slices.DeleteFunc(calls, func(s string) bool {
		return strings.HasPrefix(s, "resize") || strings.HasPrefix(s, "lift")
	})
}

func TestKeysWorkWhileAButtonHasTheFocus(t *testing.T) {
	h := open(t, playing())
	h.window.Canvas().Focus(h.screen.controls.rewind)
	h.key(fyne.KeyF, fyne.KeyReturn)
	h.wantCalls("full true", "seekby -10s")
}

func TestEscapeLeavesFullscreenFirst(t *testing.T) {
	h := open(t, playing())
	h.key(fyne.KeyF, fyne.KeyEscape)
	h.wantCalls("full true", "full false")
	if slices.Contains(h.theatre.log(), "leave") {
		t.Fatal("left the player instead of fullscreen")
	}
	h.key(fyne.KeyEscape)
	h.wantCalls("stop", "leave")
	if len(h.theatre.subs) != 0 || h.theatre.onFrame != nil {
		t.Fatal("the player is still listened to")
	}
}

func TestControlsGoWhenNobodyMoves(t *testing.T) {
	h := open(t, playing())
	c := h.screen.controls
	h.idle()
	for _, o := range c.objects() {
		if o.Visible() {
			t.Fatalf("%T is still seen", o)
		}
	}
	if h.screen.pad.Cursor() != desktop.HiddenCursor {
		t.Fatal("the cursor is still seen")
	}
	h.read()
	if c.next.Visible() {
		t.Fatal("a reading brought a button back")
	}
	h.screen.pad.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(5, 5)}})
	if !c.play.Visible() || !c.next.Visible() || h.screen.pad.Cursor() == desktop.HiddenCursor {
		t.Fatal("moving does not bring the controls back")
	}
}

func TestSubtitlesStandAboveTheControls(t *testing.T) {
	h := open(t, playing())
	h.wantCalls("lift 0.14")
	h.idle()
	h.wantCalls("lift 0.00")
	h.screen.stir()
	if log := h.theatre.log(); log[len(log)-1] != "lift 0.14" {
		t.Fatalf("calls %v", log)
	}
}

func TestControlsStayWhileTheyAreNeeded(t *testing.T) {
	for name, f := range map[string]func(*fakeTheatre){
		"paused":  func(f *fakeTheatre) { f.status.State, f.status.Paused = player.Paused, true },
		"ended":   func(f *fakeTheatre) { f.status.State = player.Ended },
		"opening": func(f *fakeTheatre) { f.status.State = player.Opening },
		"music":   func(f *fakeTheatre) { f.status.Media.Audio = true },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, playing())
			h.change(f)
			h.idle()
			if !h.screen.controls.play.Visible() {
				t.Fatal("the controls went away")
			}
		})
	}
}

func TestNothingIsPaintedBehindThePicture(t *testing.T) {
	h := open(t, playing())
	if h.screen.ground.Visible() {
		t.Fatal("the ground is painted although the picture covers it")
	}
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
	if !h.screen.ground.Visible() {
		t.Fatal("music has nothing behind it")
	}
}

func TestMenuKeepsTheControls(t *testing.T) {
	h := open(t, playing())
	test.Tap(h.screen.controls.speed)
	h.idle()
	if !h.screen.controls.play.Visible() {
		t.Fatal("the controls went away under an open menu")
	}
	h.menuItem("1.25×")
	h.wantCalls("speed 1.25")
	h.idle()
	if h.screen.controls.play.Visible() {
		t.Fatal("the controls stay after the menu closed")
	}
}

func TestTrackMenus(t *testing.T) {
	h := open(t, playing())
	test.Tap(h.screen.controls.audio)
	h.menuItem("Français · Commentary")
	test.Tap(h.screen.controls.subtitles)
	h.menuItem("Off")
	test.Tap(h.screen.controls.subtitles)
	h.menuItem("Add a file…")
	test.Tap(h.screen.controls.subtitles)
	h.menuItem("Later")
	h.menuItem("Later")
	h.menuItem("Smaller")
	h.wantCalls("audio 2", "subtitle -1", "subfile /tmp/film.srt", "delay 100ms", "delay 200ms", "scale 0.9")
}

func TestBufferedPartsAndChaptersAreDrawn(t *testing.T) {
	h := open(t, playing())
	v := h.screen.last
	if got := v.buffered(); len(got) != 2 || got[1] != (kit.Part{From: 0.8, To: 0.9}) {
		t.Fatalf("buffered %v", got)
	}
	if got := v.chapters(); len(got) != 2 || got[1].At != 0.5 || got[1].Title != "Relay" {
		t.Fatalf("chapters %v", got)
	}
	v.stream.Complete = true
	if got := v.buffered(); len(got) != 1 || got[0] != (kit.Part{From: 0, To: 1}) {
		t.Fatalf("buffered when complete %v", got)
	}
	v.stream = library.StreamStatus{}
	v.status.Cached = []player.TimeSpan{{From: 0, To: 25 * time.Second}}
	if got := v.buffered(); len(got) != 1 || got[0].To != 0.25 {
		t.Fatalf("buffered by the player %v", got)
	}
}

func TestAProblemSaysWhatToDo(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) {
		f.status.State, f.status.Err = player.Failed, library.Errorf(library.CodeNoCodec, "E2.mkv")
	})
	c := h.screen.panel.Content()
	if !c.Danger || !strings.Contains(c.Detail, "a format the player does not know (E2.mkv). Update libmpv") {
		t.Fatalf("panel %+v", c)
	}
	h.press(h.screen.panel, "Try again")
	h.until(func() bool { return countOf(h.theatre.log(), "play b 1") == 2 })
	h.read()
	h.press(h.screen.panel, "Back to the library")
	h.wantCalls("stop", "leave")
}

func countOf(calls []string, call string) (n int) {
	for _, c := range calls {
		if c == call {
			n++
		}
	}
	return n
}

func TestAPlayThatFailsIsTold(t *testing.T) {
	f := playing()
	f.err = errors.New("boom")
	h := open(t, f)
	h.until(func() bool { return h.screen.panel.Content().Danger })
	if got := h.screen.panel.Content().Detail; !strings.Contains(got, "boom") {
		t.Fatalf("panel says %q", got)
	}
}

func TestTheNextItemIsAnnounced(t *testing.T) {
	h := open(t, playing())
	if h.screen.upNext.Visible() {
		t.Fatal("announced 80 s before the end")
	}
	h.change(func(f *fakeTheatre) { f.status.Position = 66 * time.Second })
	if c := h.screen.upNext.Content(); c.Head != "Next: E3" || c.Detail != "in 34\u00a0s" {
		t.Fatalf("notice %+v", c)
	}
	h.change(func(f *fakeTheatre) {
		f.now.Names = library.ItemNames{1: {Title: "The wire", Episode: 2}, 2: {Title: "Dead air", Season: 1, Episode: 3}}
	})
	if c := h.screen.upNext.Content(); c.Head != "Next: E3 · Dead air" || h.screen.controls.item.Text() != "E2 · The wire" {
		t.Fatalf("notice %+v while %q plays", c, h.screen.controls.item.Text())
	}
	h.press(h.screen.upNext, "Not now")
	h.wantCalls("stay")
	h.change(func(f *fakeTheatre) { f.status.Position = 70 * time.Second })
	if h.screen.upNext.Visible() {
		t.Fatal("announced again although it was declined")
	}
}

func TestTheLastItemHasNoNext(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) { f.now.HasNext, f.status.Position = false, 90*time.Second })
	if h.screen.upNext.Visible() || h.screen.controls.next.Visible() {
		t.Fatal("something is announced after the last item")
	}
}

func TestFramesAreCoalescedAndStopWhenUnseen(t *testing.T) {
	f := playing()
	h := open(t, f)
	drain := func() {
		for len(h.main) > 0 {
			(<-h.main)()
		}
	}
	// A reading of the screen's may come between, so it is tried again: repaints that
	// are not coalesced are twenty every time, and unseen ones are there every time.
	h.until(func() bool {
		drain()
		for range 20 {
			f.onFrame()
		}
		return len(h.main) == 1
	})
	arrived := f.onFrame
	h.screen.SetSeen(false)
	if f.onFrame != nil {
		t.Fatal("frames are asked for although nobody sees them")
	}
	h.until(func() bool {
		drain()
		arrived()
		return len(h.main) == 0
	})
	h.screen.SetSeen(true)
	if f.onFrame == nil {
		t.Fatal("frames do not come back")
	}
}

func TestOwnWindowAndMusicHaveNoPicture(t *testing.T) {
	f := playing()
	f.own = true
	h := open(t, f)
	if got := h.screen.panel.Content().Head; got != "The picture is in its own window" || h.screen.picture.Visible() {
		t.Fatalf("panel says %q", got)
	}
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
	if !h.screen.music.Visible() || h.screen.music.title.Text() != "E2" || h.screen.music.item.Text() != "Children" {
		t.Fatalf("music shows %q, %q", h.screen.music.title.Text(), h.screen.music.item.Text())
	}
}

func TestATapPausesButNotBetweenTheControls(t *testing.T) {
	h := open(t, playing())
	h.screen.pad.Tapped(&fyne.PointEvent{Position: fyne.NewPos(600, 400)})
	h.screen.pad.Tapped(&fyne.PointEvent{Position: fyne.NewPos(600, 780)})
	if n := countOf(h.theatre.log(), "toggle"); n != 1 {
		t.Fatalf("toggled %d times", n)
	}
	h.screen.pad.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -1)})
	h.wantCalls("add-volume 0s -5")
}

func TestChangesOfStateAreReadAtOnce(t *testing.T) {
	h := open(t, playing())
	h.theatre.mu.Lock()
	h.theatre.status.Paused, h.theatre.status.State = true, player.Paused
	told := slices.Collect(maps.Values(h.theatre.subs))
	h.theatre.mu.Unlock()
	for _, tell := range told {
		tell(player.ChangedState)
	}
	h.until(func() bool { return h.screen.controls.play.Shows() == kit.IconPlay })
}

func TestAPartThatFailsIsRemarkedWhileTheRestPlays(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) { f.status.Err = library.Errorf(library.CodeNotMedia, "film.srt") })
	if got := h.screen.controls.info.Text(); !strings.Contains(got, "film.srt") || h.screen.panel.Visible() {
		t.Fatalf("the remark is %q", got)
	}
	h.change(func(f *fakeTheatre) { f.status.Err = nil })
	h.key(fyne.KeyI)
	if plate := h.screen.controls.plate; !plate.Visible() || plate.Size().Width <= h.screen.controls.info.Width() {
		t.Error("the figures stand on the bare picture")
	}
	if got := h.screen.controls.info.Text(); got != "1920 × 1080" {
		t.Fatalf("the I key shows %q", got)
	}
}

func TestMusicGoesOnUnseen(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) { f.status.Media.Audio = true })
	h.screen.PauseFilm()
	h.screen.SetSeen(false)
	if slices.Contains(h.theatre.log(), "paused true") {
		t.Fatal("the music was paused")
	}
}

func TestResumedItemIsAskedForWhereItBegins(t *testing.T) {
	h := open(t, playing())
	h.change(func(f *fakeTheatre) {
		f.status.State, f.status.Duration, f.status.Position = player.Opening, 0, 50*time.Second
		f.now.Item.Duration = 100 * time.Second
	})
	if h.theatre.offset != 500 {
		t.Fatalf("asked for the stream at %d", h.theatre.offset)
	}
}

func TestThePictureOfWhatPlayedBeforeIsNotSeen(t *testing.T) {
	h := open(t, playing())
	if h.screen.curtain.Visible() {
		t.Fatal("the film is hidden")
	}
	h.change(func(f *fakeTheatre) { f.status.FirstFrame = false }) // loaded anew where it was
	if h.screen.curtain.Visible() {
		t.Fatal("the film is hidden while it is loaded anew")
	}
	h.change(func(f *fakeTheatre) { f.status.Media.ID = "b/2" })
	if !h.screen.curtain.Visible() {
		t.Fatal("the film before is seen while the next one waits")
	}
	h.change(func(f *fakeTheatre) { f.status.FirstFrame = true })
	if h.screen.curtain.Visible() {
		t.Fatal("the next film is hidden")
	}
}
