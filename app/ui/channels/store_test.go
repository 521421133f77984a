package channels

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"matinee/library"
)

// TestAStoreIsLookedInto by its address, in either field: what it lists shows at once, is
// followed from there, and the store can be forgotten.
func TestAStoreIsLookedInto(t *testing.T) {
	f := newFake(t, "en")
	s := newScreen(t, f)
	s.open(tabDiscover)
	f.Until(func() bool { return s.shown.tab == tabDiscover })
	if !s.head.begin.Hidden {
		t.Error("there is a button, and nothing to look into")
	}
	s.head.field.SetText("htt") // as one types it
	s.head.field.SetText("https://corner.example/shop")
	if asked := s.asked.Load().text; asked != "" {
		t.Errorf("an address is searched for as %q", asked)
	}
	if s.head.begin.Hidden || !s.head.follow.leave.Hidden {
		t.Fatal("an address offers no button, or asks for leave that it does not need")
	}
	f.Press("Look into this store")
	f.Until(func() bool { return len(s.entries) == 8 })
	if !f.has("store https://corner.example/shop false") || s.head.field.Text != "" || !s.head.begin.Hidden {
		t.Errorf("calls %v, the field has %q", f.calls, s.head.field.Text)
	}
	if said := plain(s.head.follow.text.Text()); said != "Corner lists 1 channel." {
		t.Errorf("it says %q", said)
	}
	if e := s.entries[5]; e.title != "Sold here" || !strings.HasPrefix(plain(e.caption), "sold by Corner · Low Tide (from €4.95)") {
		t.Errorf("what it sells is shown as %+v", e)
	}
	if e := s.entries[7]; e.title != "Corner" || plain(e.caption) != "1 channel · https://corner.example/shop · added by you" {
		t.Errorf("the store is shown as %+v", e)
	}
	s.entries[5].open()
	f.Press("Follow")
	f.Until(func() bool { return s.asked.Load().tab == tabFollowing })
	s.open(tabDiscover)
	f.Until(func() bool { return len(s.entries) == 8 })
	s.entries[7].open()
	f.Press("Forget it")
	f.Until(func() bool { return f.has("forget https://corner.example/shop") })
}

// TestAStoreInThisNetworkNeedsLeave, and one that does not answer says so beside the field.
func TestAStoreInThisNetworkNeedsLeave(t *testing.T) {
	f := newFake(t, "en")
	f.refuses = &library.Error{Code: library.CodeStoreGone}
	s := newScreen(t, f)
	s.head.field.SetText("http://127.0.0.1:8430")
	if s.head.follow.leave.Hidden {
		t.Fatal("no leave is asked for")
	}
	test.Tap(s.head.follow.leave)
	s.head.field.OnSubmitted("")
	f.Until(func() bool { return s.head.follow.cancel == nil && s.head.follow.text.Text() != "" })
	if !f.has("store http://127.0.0.1:8430 true") || !strings.HasPrefix(s.head.follow.text.Text(), "The store does not answer") {
		t.Errorf("calls %v, it says %q", f.calls, s.head.follow.text.Text())
	}
}
