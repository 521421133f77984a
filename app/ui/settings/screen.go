package settings

import (
	"context"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/text/unicode/norm"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// readEvery is how often the values are read while the screen is seen: they can
// be changed by a command too.
const readEvery = 2 * time.Second

// more is a further page of the screen, below those of the settings.
type more struct {
	title  string
	screen interface {
		fyne.CanvasObject
		SetVisible(on bool)
	}
}

// Screen is the settings screen.
type Screen struct {
	widget.BaseWidget
	store Store
	desk  Desk
	loop  *live.Loop
	poll  *live.Poll
	specs []spec
	then  []func() // run after the next reading
	seen  bool

	title  *kit.Label
	search *kit.Field
	tabs   []*kit.Tab
	ids    []string // of the tabs: a group, or "" for a further page
	list   *kit.Pick
	page   *page
	more   []more
	room   *storagePage // nil without a backend
	quiet  *privacyPage
	at     int // the tab chosen
}

// Backends are what the further pages need; a page whose backend is nil is not
// there.
type Backends struct {
	Storage   Storage
	Profiles  Profiles
	Purchases Purchases
	Report    func() // shows a report of a problem; nil where none can be made
}

// New makes the screen.
func New(loop *live.Loop, store Store, desk Desk, b Backends) *Screen {
	s := &Screen{
		store: store, desk: desk, loop: loop, specs: specs(),
		title:  kit.NewLabel(lang.L("Settings"), kit.TextTitle, kit.Bold, kit.ColorText),
		search: kit.NewField(lang.L("Search the settings"), kit.IconSearch),
	}
	var words []kit.Option
	add := func(id, title string) {
		i := len(s.tabs)
		s.tabs = append(s.tabs, kit.NewTab(title, func() { s.open(i) }))
		s.ids = append(s.ids, id)
		words = append(words, kit.Option{Value: title, Text: title})
	}
	for _, g := range groups() {
		add(g.id, g.title)
	}
	s.addPages(b)
	for _, p := range s.more {
		add("", p.title)
		p.screen.Hide()
	}
	s.list = kit.NewPick(words, words[0].Value, func(title string) {
		for i, t := range s.tabs {
			if t.Text() == title {
				s.open(i)
			}
		}
	})
	s.list.Call(lang.L("Page"))
	s.page = newPage(s)
	s.search.OnChanged = func(string) { s.choose() }
	s.search.OnKey = s.searchKey
	s.ExtendBaseWidget(s)
	s.poll = loop.Poll(readEvery, s.read)
	s.tabs[0].Select(true)
	s.choose()
	return s
}

// TakeFile takes a file that was dropped onto the window, if the page in sight has use for
// it.
func (s *Screen) TakeFile(path string) bool {
	p, ok := s.shown().(*purchasesPage)
	if ok {
		p.bring(path)
	}
	return ok
}

// addPages makes the further pages.
func (s *Screen) addPages(b Backends) {
	if b.Storage != nil {
		s.room = newStoragePage(s, b.Storage)
		s.more = append(s.more, more{lang.L("Storage"), s.room})
	}
	if b.Purchases != nil {
		s.more = append(s.more, more{lang.L("Purchases"), newPurchasesPage(s.loop, s.desk, b.Purchases)})
	}
	if b.Profiles != nil {
		s.more = append(s.more, more{lang.L("Profiles"), newProfilesPage(s.loop, b.Profiles)})
	}
	s.quiet = newPrivacyPage(s, b.Report)
	s.more = append(s.more, more{lang.L("Privacy"), s.quiet})
}

// host is what the rows of a page are given.
func (s *Screen) host(relayout func()) *host {
	return &host{store: s.store, desk: s.desk, loop: s.loop, readSoon: s.readSoon, relayout: relayout}
}

// specs joins the catalog with the fields of the settings.
func specs() []spec {
	fields := map[string]library.SettingField{}
	for _, f := range library.SettingFields() {
		fields[f.Key] = f
	}
	var all []spec
	for _, e := range catalog() {
		if f, ok := fields[e.key]; ok {
			all = append(all, spec{entry: e, field: f})
		}
	}
	return all
}

// SetVisible starts and stops the reading of values.
func (s *Screen) SetVisible(on bool) {
	s.seen = on
	s.poll.SetActive(on)
	s.tellPages()
}

// tellPages tells the further pages whether they are in sight.
func (s *Screen) tellPages() {
	for _, p := range s.more {
		p.screen.SetVisible(s.seen && p.screen == s.shown())
	}
}

// read takes the values off the main thread.
func (s *Screen) read(context.Context) func() {
	values, unusable := s.store.Values(), s.store.Unusable()
	return func() {
		then := s.then
		s.then = nil
		s.page.update(values, unusable)
		s.quiet.update(values, unusable)
		if s.room != nil {
			s.room.update(values, unusable)
		}
		for _, f := range then {
			f()
		}
	}
}

// readSoon reads the values now, and runs f after that.
func (s *Screen) readSoon(f func()) {
	s.then = append(s.then, f)
	s.poll.Now()
}

// open shows a tab's page and ends the search.
func (s *Screen) open(at int) {
	s.at = at
	for i, t := range s.tabs {
		t.Select(i == at)
	}
	s.list.Set(s.tabs[at].Text())
	s.search.SetText("")
	s.choose()
}

// shown is the page in sight.
func (s *Screen) shown() fyne.CanvasObject {
	if len(s.words()) == 0 && s.ids[s.at] == "" {
		return s.more[s.at-len(groups())].screen
	}
	return s.page
}

// words are what is searched for; none when nothing is.
func (s *Screen) words() []string { return strings.Fields(fold(s.search.Text)) }

// choose shows what the tab, or the search, asks for.
func (s *Screen) choose() {
	words := s.words()
	s.page.choose(func(x spec) bool {
		if len(words) == 0 {
			return x.group == s.ids[s.at]
		}
		text := fold(x.label + " " + helpOf(x) + " " + x.key)
		for _, w := range words {
			if !strings.Contains(text, w) {
				return false
			}
		}
		return true
	})
	s.tellPages()
	s.Refresh()
}

// fold makes a text comparable: without case and accents.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// searchKey ends the search with Escape.
func (s *Screen) searchKey(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape && s.search.Text != "" {
		s.search.SetText("")
		return true
	}
	return false
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }

type screenRenderer struct{ s *Screen }

const (
	tabsWidth float32 = 208
	narrow    float32 = 780 // below it the tabs are a list that opens
)

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 300) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.s.title, r.s.list, r.s.search, r.s.page}
	for _, t := range r.s.tabs {
		objects = append(objects, t)
	}
	for _, p := range r.s.more {
		objects = append(objects, p.screen)
	}
	return objects
}

func (r *screenRenderer) Layout(size fyne.Size) {
	s := r.s
	search := min(float32(280), size.Width*0.36)
	put(s.title, kit.PageMargin, 22, 200, 34)
	put(s.search, size.Width-kit.PageMargin-search, 20, search, kit.FieldHeight)
	left, top := kit.PageMargin+tabsWidth+24, float32(76)
	small := size.Width < narrow
	s.list.Hidden = !small
	if small {
		put(s.list, kit.PageMargin, 68, min(s.list.MinSize().Width, size.Width-2*kit.PageMargin), 36)
		left, top = kit.PageMargin, 116
	}
	for i, t := range s.tabs {
		t.Hidden = small
		y := top + float32(i)*(kit.TabHeight+4)
		if s.ids[i] == "" {
			y += 14 // apart from the settings
		}
		put(t, kit.PageMargin-12, y, tabsWidth, kit.TabHeight)
	}
	width := size.Width - left - kit.PageMargin + pageRight
	shown := s.shown()
	for _, o := range r.pages() {
		put(o, left, top, width, size.Height-top)
		if o == shown {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

func (r *screenRenderer) pages() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.s.page}
	for _, p := range r.s.more {
		all = append(all, p.screen)
	}
	return all
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
