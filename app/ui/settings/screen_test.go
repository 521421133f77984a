package settings

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// plain writes a text without the spaces that hold it together.
func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestASwitchTakesEffectAtOnce(t *testing.T) {
	s := newStage(t)
	test.Tap(find[*kit.Switch](s, "net.dht"))
	s.until(func() bool { return s.store.get("net.dht") == "false" })
	s.read()
	test.Tap(s.row("net.dht").reset)
	s.until(func() bool { return s.store.get("net.dht") == "true" })
	s.read()
	if !find[*kit.Switch](s, "net.dht").On() || s.row("net.dht").reset.Visible() {
		t.Fatal("the default is back, and the row does not show it")
	}
}

func TestAmountsAreWrittenAsPeopleDo(t *testing.T) {
	s := newStage(t)
	for key, texts := range map[string][2]string{
		"rate.down": {"2 MB/s", "2000000"}, "disk.quota": {"200 GB", "200000000000"}, "seed.time": {"3 days", "72h0m0s"},
		"seed.ratio": {"1,5", "1.5"}, "alt.from": {"22:30", "22:30"}, "stream.readahead": {"2 min", "2m0s"},
		"player.volume": {"80%", "80"}, "net.port": {"50000", "50000"},
	} {
		s.write(key, texts[0])
		s.until(func() bool { return s.store.get(key) == texts[1] })
	}
	s.read()
	if got := plain(find[*kit.Input](s, "rate.down").Text); got != "2 MB/s" {
		t.Errorf("the field says %q", got)
	}
	s.write("rate.down", "5") // in the unit that was there
	s.until(func() bool { return s.store.get("rate.down") == "5000000" })
	s.write("rate.down", "no limit")
	s.until(func() bool { return s.store.get("rate.down") == "0" })
}

func TestInvalidInputIsExplainedAndNeverStored(t *testing.T) {
	s := newStage(t)
	for key, text := range map[string]string{
		"rate.down": "fast", "conns.total": "1", "net.port": "70000", "stream.readahead": "1 s", "alt.from": "25:00",
		"seed.ratio": "-1", "disk.quota": "1e40", "player.volume": "2.5", "conns.bundle": "9 people",
	} {
		in := s.write(key, text)
		r := s.row(key)
		if r.woes.Text() == "" || r.woe == "" {
			t.Errorf("%s = %q is not explained", key, text)
		}
		if in.Text != text {
			t.Errorf("%s: what was typed is gone: %q", key, in.Text)
		}
	}
	s.read()
	if s.store.stored() != 0 {
		t.Fatalf("stored %v", s.store.sets)
	}
	if got := plain(s.row("stream.readahead").woe); !strings.Contains(got, "Allowed: 5 s to 10 min.") {
		t.Errorf("the bounds are not told: %q", got)
	}
	find[*kit.Input](s, "net.port").TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.read()
	if r := s.row("net.port"); r.woe != "" || find[*kit.Input](s, "net.port").Text != "42690" {
		t.Errorf("Escape did not take it back: %q, %q", r.woe, find[*kit.Input](s, "net.port").Text)
	}
}

func TestWhatTheStoreRefusesIsTold(t *testing.T) {
	s := newStage(t, func(f *fakeStore) { f.err = library.Errorf(library.CodeReadOnly, "/mnt") })
	s.write("media.folder", "/mnt")
	s.until(func() bool { return s.row("media.folder").woe != "" })
	if got := s.row("media.folder").woe; !strings.Contains(got, "cannot be written") {
		t.Errorf("told: %q", got)
	}
}

func TestASwitchNeverShowsWhatIsNotSo(t *testing.T) {
	s := newStage(t, func(f *fakeStore) { f.err = &library.Error{Code: library.CodeReadOnly} })
	test.Tap(find[*kit.Switch](s, "net.dht"))
	s.until(func() bool { return s.row("net.dht").woe != "" })
	if !find[*kit.Switch](s, "net.dht").On() {
		t.Fatal("the switch shows what was not stored")
	}
}

func TestStepsByMouseAndKey(t *testing.T) {
	s := newStage(t)
	in := find[*kit.Input](s, "rate.up")
	in.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	s.until(func() bool { return s.store.get("rate.up") == "100000" })
	s.read()
	in.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.until(func() bool { return s.store.get("rate.up") == "0" })
	s.read()
	if in.Text != "no limit" {
		t.Errorf("the field says %q", in.Text)
	}
}

func TestDaysPicksAndFolders(t *testing.T) {
	s := newStage(t)
	test.Tap(test.LaidOutObjects(find[*kit.Week](s, "alt.days"))[1].(fyne.Tappable)) // Monday
	s.until(func() bool { return s.store.get("alt.days") == "tue,wed,thu,fri,sat,sun" })
	pick := find[*kit.Pick](s, "net.encryption")
	pick.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.until(func() bool { return s.store.get("net.encryption") == "prefer" })
	s.desk.choose = "/media/films"
	test.Tap(find[*pathField](s, "watch.folder").choose)
	s.until(func() bool { return s.store.get("watch.folder") == "/media/films" })
	find[*kit.Pick](s, "net.bind").TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.until(func() bool { return s.store.get("net.bind") == "lo" })
}

func TestThePasswordOfAProxyIsNeverShown(t *testing.T) {
	s := newStage(t, func(f *fakeStore) { f.settings.Proxy = "socks5://ann:secret@host:1080" })
	s.screen.open(4) // the network
	p := find[*proxyFields](s, "net.proxy")
	for _, o := range test.LaidOutObjects(s.window.Canvas().Content()) {
		if l, ok := o.(*kit.Label); ok && strings.Contains(l.Text(), "secret") {
			t.Fatalf("a label says %q", l.Text())
		}
	}
	if p.address.Text != "host:1080" || p.user.Text != "ann" || p.password.Text != "" || !p.password.Password {
		t.Fatalf("%q, %q, %q", p.address.Text, p.user.Text, p.password.Text)
	}
	p.address.SetText("other:1")
	p.address.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.until(func() bool { return s.store.get("net.proxy") == "socks5://ann:secret@other:1" })
	p.password.SetText("word")
	p.password.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.until(func() bool { return s.store.get("net.proxy") == "socks5://ann:word@other:1" })
	s.read()
	if p.password.Text != "" {
		t.Fatal("the password stays in its field")
	}
	p.address.SetText("nonsense")
	p.address.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.row("net.proxy").woe == "" {
		t.Fatal("a bad address is not explained")
	}
}

func TestHandEditedSettingShowsTheDefaultAndANotice(t *testing.T) {
	s := newStage(t, func(f *fakeStore) {
		f.unusable = map[string]error{"conns.total": library.Errorf(library.CodeBadSetting, "999999")}
	})
	if got := find[*kit.Input](s, "conns.total").Text; got != "300" {
		t.Errorf("the field says %q", got)
	}
	if got := s.row("conns.total").woes.Text(); !strings.Contains(got, "default is in force") {
		t.Errorf("the notice says %q", got)
	}
	s.write("conns.total", "200")
	s.until(func() bool { return s.store.get("conns.total") == "200" })
	s.read()
	if got := s.row("conns.total").woe; got != "" {
		t.Errorf("the notice stays: %q", got)
	}
}

func TestSearchFindsAcrossGroups(t *testing.T) {
	s := newStage(t)
	found := func() []string {
		var keys []string
		for _, r := range s.screen.page.shown {
			keys = append(keys, r.spec.key)
		}
		return keys
	}
	test.Type(s.screen.search, "UPLOAD limit")
	if got := found(); !slices.Equal(got, []string{"rate.up", "alt.up"}) {
		t.Errorf("found %v", got)
	}
	s.screen.search.SetText("xyzzy")
	if len(found()) != 0 || !s.screen.page.none.Visible() {
		t.Error("nothing found is not said")
	}
	s.screen.search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got := found(); len(got) < 5 || got[0] != "stream.readahead" {
		t.Errorf("Escape leads to %v", got)
	}
	if fold("Réglage Épinglé") != "reglage epingle" {
		t.Error("accents are in the way")
	}
}

func TestChangedElsewhereIsShown(t *testing.T) {
	s := newStage(t)
	if err := s.store.Set(t.Context(), "rate.down", "3000000"); err != nil {
		t.Fatal(err)
	}
	s.read()
	if got := plain(find[*kit.Input](s, "rate.down").Text); got != "3 MB/s" {
		t.Errorf("the field says %q", got)
	}
	in := find[*kit.Input](s, "rate.up")
	in.SetText("4 M") // still typing
	s.read()
	if in.Text != "4 M" {
		t.Errorf("what is being typed was replaced by %q", in.Text)
	}
}

func TestEveryTextFitsInBothLanguages(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			s := newStage(t)
			speak(t, language)
			again := New(s.screen.loop, s.store, s.desk, Backends{})
			for _, tab := range again.tabs {
				label := kit.NewLabel(tab.Text(), kit.TextBody, kit.Medium, kit.ColorText)
				if label.Width() > tabsWidth-20 {
					t.Errorf("the tab %q is cut", tab.Text())
				}
			}
			for _, x := range again.specs {
				r := again.page.row(x)
				room := float32(1072-2*28) - tabsWidth - 24 // of the panel at the usual size
				text := room - 2*rowInset - r.control.width - resetWidth - 10
				if r.label.Width() > text {
					t.Errorf("%s: the label %q is cut", r.spec.key, r.label.Text())
				}
				if r.help.Width() > 1.9*text {
					t.Errorf("%s: the help %q is cut", r.spec.key, r.help.Text())
				}
			}
		})
	}
}
