package studio

import (
	"context"
	"encoding/json"
	"image"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/app/ui/stagehand"
	"matinee/library"
)

// house is a backend that remembers what it was asked, and a desk that keeps the pages
// on top of each other.
type house struct {
	mu       sync.Mutex
	channels []Channel
	made     []NewChannel
	prods    []library.Production
	moved    []library.Transfer
	suggests library.Draft
	drafts   map[string]library.Draft // as they were saved
	saves    int
	pictures []string            // taken into a folder
	begun    []library.KeptDraft // listed
	remarks  []library.Remark
	err      error         // of every call
	going    chan struct{} // publishing waits for it; nil does not
	held     []bool

	revised   library.Draft
	issued    []Licence
	contracts []Deal
	proposed  Deal
	exported  string
	annexes   []string
	verified  int
	keys      []string // what was asked of channels' keys and stores
	consigned []Consigned
	answers   atomic.Bool // stores are told at their address
	silent    atomic.Bool // the next one is not
	files     []string
	accounts  library.Accounts
	read      []string // how accounts were asked for
	sponsors  library.SponsorsAt

	stage   *stagehand.Stage
	screen  *Screen
	works   *Works
	pages   []Page
	opened  library.BundleID
	copied  string
	folder  string
	told    error
	chooses string // the folder that a person chooses
}

const root = library.Key("1111111111111111111111111111111111111111111111111111111111111111")

func draftOf(title string) library.Draft {
	return library.Draft{
		Format: library.DraftFormat, ID: "00000000000000000000000000000001", Title: title, License: library.AllRightsReserved,
		Editions: []library.DraftEdition{
			{ID: "standard", Name: "Standard", Offers: []library.Offer{{Kind: library.OfferFree}}},
			{ID: "extras", Name: "With extras", Offers: []library.Offer{{Kind: library.OfferFree}}},
		},
		Items: []library.DraftItem{
			{File: "Low Tide.mkv", Path: "Low Tide.mkv", Role: library.RoleMain, Name: "Low Tide", Editions: []library.EditionID{"standard", "extras"}},
			{File: "Making of.mkv", Path: "Making of.mkv", Role: library.RoleExtra, Name: "Making of", Editions: []library.EditionID{"extras"}},
			{File: "Low Tide.en.srt", Path: "Low Tide.en.srt", Role: library.RoleCaption, For: "Low Tide.mkv", Languages: []library.Language{"en"}},
			{Frame: "Low Tide.mkv", Path: "poster.jpg", Role: library.RolePoster},
		},
	}
}

// newHouse shows a studio with one channel.
func newHouse(t testing.TB) *house {
	h := &house{
		stage: stagehand.New(t), drafts: map[string]library.Draft{}, suggests: draftOf("Low Tide"),
		channels: []Channel{{Root: root, Name: "Ann", Link: "magnet:?xs=urn:btpk:" + string(root)}}, chooses: "/work/Low Tide",
	}
	h.begin()
	return h
}

// begin shows the screen as the next start of the window does.
func (h *house) begin() {
	h.works = NewWorks(h.stage.Loop, h)
	h.screen = New(h.stage.Loop, h, h, h.works)
	h.stage.Show(h.screen, 1072, 800)
	h.screen.SetVisible(true)
	h.stage.Until(func() bool { return h.screen.loaded })
}

// top is the page on top; nil for none.
func (h *house) top() *page {
	if len(h.pages) == 0 {
		return nil
	}
	p, _ := h.pages[len(h.pages)-1].(*page)
	return p
}

func (h *house) do(f func()) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil {
		return h.err
	}
	f()
	return nil
}

func (h *house) fail(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.err = err
}

func (h *house) Channels(context.Context) (list []Channel, err error) {
	err = h.do(func() { list = append(list, h.channels...) })
	return list, err
}

func (h *house) NewChannel(_ context.Context, c NewChannel) (made MadeChannel, err error) {
	err = h.do(func() {
		h.made = append(h.made, c)
		made = MadeChannel{Channel: Channel{Root: root, Name: c.Name, Link: "magnet:?x"}, RootKey: "MATINEE-ROOT-1 ABCD", RootFile: "/keys/root.age"}
		h.channels = append(h.channels, made.Channel)
	})
	return made, err
}

func (h *house) Picture(string) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, 8, 8)), nil
}

func (h *house) Productions(context.Context) (list []library.Production, err error) {
	err = h.do(func() { list = append(list, h.prods...) })
	return list, err
}

func (h *house) Transfers() []library.Transfer {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.moved
}

func (h *house) Draft(_ context.Context, folder string) (d library.Draft, err error) {
	var raw []byte
	err = h.do(func() {
		kept, ok := h.drafts[folder]
		if !ok {
			kept = h.suggests
		}
		raw, err = json.Marshal(kept) // as from a disk: what is typed changes only what is typed
	})
	if err == nil {
		err = json.Unmarshal(raw, &d)
	}
	return d, err
}

func (h *house) SaveDraft(_ context.Context, folder string, d library.Draft) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return h.do(func() {
		var kept library.Draft
		err = json.Unmarshal(raw, &kept)
		h.drafts[folder] = kept
		h.saves++
	})
}

func (h *house) Drafts(context.Context) (list []library.KeptDraft, err error) {
	err = h.do(func() { list = append(list, h.begun...) })
	return list, err
}

func (h *house) ForgetDraft(_ context.Context, folder string) error {
	return h.do(func() {
		h.begun = slices.DeleteFunc(slices.Clone(h.begun), func(d library.KeptDraft) bool { return d.Folder == folder })
	})
}

func (h *house) Frames(_ context.Context, _, _ string, tell func(Frame)) error {
	return h.do(func() {
		for n := range 3 {
			tell(Frame{At: library.Interval(time.Duration(n) * 10 * time.Second), Picture: image.NewGray(image.Rect(0, 0, 16, 9))})
		}
	})
}

func (h *house) AddPicture(_ context.Context, folder, picture string) (string, image.Image, error) {
	err := h.do(func() { h.pictures = append(h.pictures, picture) })
	return "poster.png", image.NewGray(image.Rect(0, 0, 16, 9)), err
}

// saved is the draft as the disk has it.
func (h *house) saved() library.Draft {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.drafts[h.chooses]
}

func (h *house) CheckUp(_ context.Context, _ string, _ library.Key, progress func(done, total int)) (remarks []library.Remark, err error) {
	progress(1, 2)
	err = h.do(func() { remarks = h.remarks })
	return remarks, err
}

func (h *house) Publish(ctx context.Context, folder string, channel library.Key, progress func(done, total int)) (p library.Production, err error) {
	err = h.do(func() {
		d := h.drafts[folder]
		p = library.Production{ID: d.ID, Title: d.Title, State: library.ProductionMaking, Source: folder, Channel: channel, Done: 25, Total: 100}
		h.put(p)
	})
	if err != nil {
		return p, err
	}
	progress(25, 100)
	if h.going != nil {
		select {
		case <-h.going:
		case <-ctx.Done():
			p.State = library.ProductionBegun
			return p, errorsJoin(h.do(func() { h.put(p) }), ctx.Err())
		}
	}
	err = h.do(func() {
		p.State, p.Bundle, p.Terms, p.Published = library.ProductionPublished, "2222222222222222222222222222222222222222", 1, time.Now()
		h.put(p)
	})
	return p, err
}

func errorsJoin(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// put keeps a production; the lock is held.
func (h *house) put(p library.Production) {
	for i := range h.prods {
		if h.prods[i].ID == p.ID {
			h.prods[i] = p
			return
		}
	}
	h.prods = append(h.prods, p)
}

func (h *house) Hold(_ context.Context, id library.Token, hold bool) error {
	return h.do(func() {
		h.held = append(h.held, hold)
		for i := range h.prods {
			if h.prods[i].ID == id {
				h.prods[i].State = map[bool]library.ProductionState{true: library.ProductionHeld, false: library.ProductionMaking}[hold]
			}
		}
	})
}

func (h *house) DraftOf(context.Context, library.Token) (d library.Draft, err error) {
	err = h.do(func() { d = h.suggests })
	return d, err
}

func (h *house) Revise(_ context.Context, id library.Token, d library.Draft) (p library.Production, err error) {
	err = h.do(func() {
		h.revised = d
		for i := range h.prods {
			if h.prods[i].ID == id {
				h.prods[i].Terms++
				p = h.prods[i]
			}
		}
	})
	return p, err
}

func (h *house) ChooseFile(chosen func(path string)) { chosen("/deal.json") }

func (h *house) SaveFile(name string, document []byte) {
	h.files = append(h.files, name+": "+string(document))
}

func (h *house) Push(p Page) {
	h.pages = append(h.pages, p)
	h.stage.Window.SetContent(p)
	p.SetVisible(true)
}

func (h *house) Back() {
	if len(h.pages) == 0 {
		return
	}
	top := h.pages[len(h.pages)-1]
	h.pages = h.pages[:len(h.pages)-1]
	top.SetVisible(false)
	if c, ok := top.(interface{ Close() }); ok {
		c.Close()
	}
	if p := h.top(); p != nil {
		h.stage.Window.SetContent(p)
		return
	}
	h.stage.Window.SetContent(h.screen)
}

func (h *house) OpenBundle(id library.BundleID)        { h.opened = id }
func (h *house) ChooseFolder(chosen func(path string)) { chosen(h.chooses) }
func (h *house) OpenFolder(path string)                { h.folder = path }
func (h *house) Copy(text string)                      { h.copied = text }
func (h *house) Tell(err error)                        { h.told = err }
func (h *house) Focus(o fyne.Focusable)                { h.stage.Focus(o) }

// says reports whether a text stands somewhere in the window.
func (h *house) says(text string) bool { return saysIn(h.stage.Window.Content(), text) }

func saysIn(in fyne.CanvasObject, text string) bool {
	for _, o := range test.LaidOutObjects(in) {
		if l, ok := o.(*kit.Label); ok && l.Visible() && strings.Contains(strings.ReplaceAll(l.Text(), "\u00a0", " "), text) {
			return true
		}
	}
	return false
}

// field is the field beside a name.
func (h *house) field(name string) *kit.Input {
	h.stage.T.Helper()
	for _, o := range test.LaidOutObjects(h.stage.Window.Content()) {
		l, ok := o.(*line)
		if !ok || l.label.label.Text() != name {
			continue
		}
		for _, in := range test.LaidOutObjects(l.control) {
			switch in := in.(type) {
			case *kit.Input:
				return in
			case *kit.Area:
				return &in.Input
			}
		}
	}
	h.stage.T.Fatalf("there is no field %q", name)
	return nil
}

// write types into the field beside a name, in the place of what was there.
func (h *house) write(name, text string) {
	h.stage.T.Helper()
	h.field(name).SetText(text)
}
