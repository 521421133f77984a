package studio

import (
	"testing"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// TestFromFolderToBundle walks the whole way: what was suggested is decided upon, kept
// at every step, looked over, published, and can be opened.
func TestFromFolderToBundle(t *testing.T) {
	h := newHouse(t)
	h.stage.Press("New bundle")
	h.stage.Press("Choose a folder…")
	h.stage.Until(func() bool { return h.says("Made by") })
	if h.field("Title").Text != "Low Tide" {
		t.Errorf("the title is %q", h.field("Title").Text)
	}
	h.stage.Press("Next")
	if !h.says("Say who made it") {
		t.Error("it goes on without a creator")
	}
	h.write("Made by", "Ann Example\nBo Example")
	h.write("Languages", "en, 1")
	h.stage.Press("Next")
	if !h.says("Mend what is marked") {
		t.Error("it goes on with a wrong language")
	}
	h.write("Languages", "en, fr")
	h.write("From age", "12")
	h.through("Rights statement")
	h.stage.Until(func() bool { return len(h.saved().Creators) == 2 })
	h.stage.Press("Next")
	if !h.says("Write who holds the rights") {
		t.Error("it goes on without a rights statement")
	}
	h.write("Rights statement", "© 2026 Ann Example")
	h.remarks = []library.Remark{{Code: library.RemarkNoTitle, Blocks: true}, {Code: library.RemarkQuiet, Value: -31.5, Limit: -25, Item: "Low Tide.mkv"}}
	h.stage.Press("Next")
	h.stage.Until(func() bool { return h.says("It has no title") })
	if !h.says("Low Tide.mkv: -31.5 LUFS, usual is -25 LUFS") || !h.says("1 thing must be mended") {
		t.Error("the remarks are not said")
	}
	h.stage.Press("Next")
	if !h.says("Mend what must be mended first") {
		t.Error("it goes on with what blocks")
	}
	h.stage.Press("Go there: About")
	if !h.says("Made by") {
		t.Fatal("it does not go there")
	}
	h.mu.Lock()
	h.remarks = nil
	h.mu.Unlock()
	h.through("Check-up")
	h.stage.Until(func() bool { return h.says("Nothing was found that would spoil it") })
	if d := h.saved(); d.Rights != "© 2026 Ann Example" || len(d.Languages) != 2 || *d.MinAge != 12 {
		t.Errorf("kept %+v", d)
	}
	h.stage.Press("Next")
	h.going = make(chan struct{})
	h.stage.Press("Publish")
	h.stage.Until(func() bool { return h.says("25 B of 100 B") })
	h.stage.Press("Pause")
	h.stage.Until(func() bool { return h.says("paused") })
	h.stage.Press("Go on")
	h.stage.Until(func() bool { return !h.says("paused") })
	close(h.going)
	h.stage.Until(func() bool { return h.says("Low Tide is published") })
	h.stage.Press("Show in the library")
	if h.opened != "2222222222222222222222222222222222222222" || !h.says("magnet:?xs=urn:btpk:") {
		t.Errorf("opened %q", h.opened)
	}
}

// TestATypedDraftIsKept: what is typed is stored while the step is still shown, also that
// of an item's page on top of it; what nobody changes is not stored again.
func TestATypedDraftIsKept(t *testing.T) {
	h := newHouse(t)
	h.stage.Press("New bundle")
	h.stage.Press("Choose a folder…")
	h.stage.Until(func() bool { return h.says("Made by") && h.saved().Title == "Low Tide" })
	h.write("Title", "High Ti")
	h.write("Title", "High Tide")
	h.stage.Until(func() bool { return h.saved().Title == "High Tide" })
	h.write("Title", "A title that is much longer")
	if title := h.top().title; title.Size().Width < title.Width() {
		t.Errorf("the title has %v of %v", title.Size().Width, title.Width())
	}
	h.write("Title", "High Tide")
	h.Back()
	f := newFlow(h.screen, h.chooses)
	h.Push(f.page)
	h.stage.Until(func() bool { return f.loaded })
	f.show(2)
	f.steps[2].(*itemsStep).edit(0)
	h.write("Title", "The high tide")
	h.stage.Until(func() bool { return h.saved().Items[0].Name == "The high tide" })
	h.mu.Lock()
	saves := h.saves
	h.mu.Unlock()
	for range 3 { // beats of the pulse in which nothing changes
		f.keep()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.saves != saves {
		t.Errorf("stored %d times more", h.saves-saves)
	}
}

// through presses Next until a line with that name, or a text, is there.
func (h *house) through(text string) {
	h.stage.T.Helper()
	for range 12 {
		h.stage.Until(func() bool { return !h.says("Looking at the files, which") })
		if h.on(text) {
			return
		}
		h.stage.Press("Next")
		if why := h.top().woe.Text(); why != "" {
			h.stage.T.Fatalf("on the way to %s: %s", text, why)
		}
	}
	h.stage.T.Fatalf("the way does not lead to %s", text)
}

// on reports whether what is shown beside the steps has a text: their names stand there,
// too.
func (h *house) on(text string) bool {
	s, ok := h.top().body.(*sheet)
	if !ok {
		return false
	}
	return saysIn(s, text)
}

// TestLeavingGoesOn: publishing goes on when its page is left, and its page shows it
// again; canceled, it goes on later.
func TestLeavingGoesOn(t *testing.T) {
	h := newHouse(t)
	h.suggests.Rights, h.suggests.Creators = "© Ann", []library.Maker{{Name: "Ann"}}
	h.going = make(chan struct{})
	h.stage.Press("New bundle")
	h.stage.Press("Choose a folder…")
	h.stage.Until(func() bool { return h.says("Made by") })
	h.through("Nothing was found")
	h.stage.Press("Next")
	h.stage.Press("Publish")
	h.stage.Until(func() bool { return h.says("25 B of 100 B") })
	h.Back()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return len(h.screen.known.productions) == 1 })
	h.screen.open(h.screen.known.productions[0])
	h.stage.Until(func() bool { return h.says("25 B of 100 B") })
	h.stage.Press("Cancel")
	h.stage.Until(func() bool { return h.says("goes on where it was") })
	if !h.says("Canceled") {
		t.Error("it does not say that it was canceled")
	}
	h.Back()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return h.screen.known.productions[0].State == library.ProductionBegun })
	h.screen.open(h.screen.known.productions[0])
	h.stage.Until(func() bool { return h.says("goes on where it was") })
	h.top().foot[0].Tapped(nil) // it can still be decided upon
	h.stage.Until(func() bool { return h.says("Nothing was found") })
	h.stage.Press("Next")
	close(h.going)
	h.stage.Press("Go on")
	h.stage.Until(func() bool { return h.says("Low Tide is published") })
}

// TestMending: what the program can mend is mended by a button, and looked over again.
func TestMending(t *testing.T) {
	h, f := onTheWay(t)
	at := func(path library.ItemPath) library.Remark {
		return library.Remark{Code: library.RemarkIndex, Item: path, Mends: true}
	}
	h.remarks = []library.Remark{at("Low Tide.mkv"), at("Making of.mkv"), {Code: library.RemarkNoKey, Edition: "standard"}}
	to[*rightsStep](t, f)
	h.write("Trackers", "udp://a.example:1337\n\nhttps://b.example/announce")
	s := to[*checkStep](t, f)
	h.stage.Until(func() bool { return s.looked })
	h.mu.Lock()
	h.remarks = h.remarks[2:]
	h.mu.Unlock()
	h.stage.Press("Move every index to the front")
	h.stage.Until(func() bool { return s.looked && len(s.remarks) == 1 })
	if d := h.saved(); !d.Items[0].Front || !d.Items[1].Front || len(d.Trackers) != 2 {
		t.Errorf("%+v", d)
	}
	h.stage.Press("Go there: Window")
	if !h.says("exclusive here for a time") && !h.says("While its window runs") {
		t.Error("it does not go to the window")
	}
}

// TestFocusIsSeen: what gets the keys is scrolled into sight.
func TestFocusIsSeen(t *testing.T) {
	h, f := onTheWay(t)
	h.stage.Window.Resize(fyne.NewSize(700, 400))
	last := h.field("Words to find it by")
	body, ok := f.body.(*sheet)
	if !ok || body.scroll.Offset.Y != 0 {
		t.Fatal("it is scrolled already")
	}
	h.stage.Focus(last)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(last).Y
	if at < pageTop || at+last.Size().Height > 400-footHeight {
		t.Errorf("it lies at %.0f", at)
	}
	h.stage.Focus(f.next)
	h.stage.Focus(h.field("Title"))
	if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.field("Title")).Y; at < pageTop {
		t.Errorf("the first lies at %.0f", at)
	}
}

// TestWhatFailsCanBeTriedAgain: an error of the backend is said where it was met.
func TestWhatFailsCanBeTriedAgain(t *testing.T) {
	h := newHouse(t)
	h.stage.Press("New bundle")
	h.fail(library.Errorf(library.CodeBadFolder, "/work"))
	h.stage.Press("Choose a folder…")
	h.stage.Until(func() bool { return h.says("This folder cannot be read (/work)") })
	h.fail(nil)
	h.stage.Press("Choose a folder…")
	h.stage.Until(func() bool { return h.says("Made by") })
	h.fail(&library.Error{Code: library.CodeReadOnly})
	h.write("Made by", "Ann")
	h.stage.Press("Next")
	h.stage.Until(func() bool { return h.says("cannot be written") })
	h.fail(nil)
	h.Back()
	h.stage.Until(func() bool { return len(h.saved().Creators) == 1 })
}

// TestPublishedIsNotPublishedAgain: a folder whose bundle is out says so.
func TestPublishedIsNotPublishedAgain(t *testing.T) {
	h := newHouse(t)
	h.mu.Lock()
	h.prods = []library.Production{released(h.suggests.ID, "Low Tide", day, "")}
	h.mu.Unlock()
	h.screen.poll.Now()
	h.stage.Until(func() bool { return len(h.screen.known.productions) == 1 })
	h.screen.Drop(h.chooses)
	h.stage.Until(func() bool { return h.says("is published already") })
}

// TestNothingMovesWhileSomebodyTypes: what is wrong with a field stands in the place of what
// explains it, so that the next field stays under the mouse.
func TestNothingMovesWhileSomebodyTypes(t *testing.T) {
	newHouse(t) // for the theme
	l := newLine("Languages", "as tags: en, fr, pt-BR", newPara("", 14, 0, ""))
	before := l.heightFor(700)
	l.woe.say("A language is a tag such as en, fr or pt-BR.")
	l.Resize(fyne.NewSize(700, before))
	if after := l.heightFor(700); after != before || l.help.Visible() {
		t.Errorf("from %v to %v", before, after)
	}
	bare := newLine("Name", "", newPara("", 14, 0, ""))
	before = bare.heightFor(700)
	bare.woe.say("Give it a name.")
	if bare.heightFor(700) <= before {
		t.Error("there is no room for what is wrong")
	}
}
