package settings

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// Storage tells what takes how much room, and takes things away. All calls are
// made off the main thread.
type Storage interface {
	Storage(ctx context.Context) (library.Storage, error)
	SetPinned(ctx context.Context, id library.BundleID, pinned bool) error
	Remove(ctx context.Context, id library.BundleID, withFiles bool) error
}

// storageEvery is how often the page is read while it is seen.
const storageEvery = 5 * time.Second

// storagePage shows the storage: sums and limits above, what takes how much
// below, in the order in which it would go.
type storagePage struct {
	widget.BaseWidget
	s       *Screen
	backend Storage
	poll    *live.Poll
	now     library.Storage
	loaded  bool
	evict   bool // room is made by itself

	ground      *kit.Fill
	used, sums  *kit.Label
	folder      *kit.Label
	bar         *kit.Progress
	limits      []*row
	notice      *kit.Notice
	title, hint *kit.Label
	list        *storageList
}

func newStoragePage(s *Screen, b Storage) *storagePage {
	muted := func() *kit.Label { return kit.NewLabel("", kit.TextSecondary, kit.Regular, kit.ColorMuted).Cut() }
	p := &storagePage{
		s: s, backend: b, ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius),
		used: kit.NewLabel("–", 25, kit.Bold, kit.ColorText).Cut(), sums: muted(), folder: muted(),
		bar:   kit.NewProgress(),
		title: kit.NewLabel(lang.L("What takes how much"), kit.TextSection, kit.SemiBold, kit.ColorText).Cut(),
		hint:  muted(),
	}
	p.notice = kit.NewNotice(p.Refresh)
	h := s.host(p.Refresh)
	for _, x := range s.specs {
		if x.key == "disk.quota" || x.key == "disk.floor" {
			p.limits = append(p.limits, newRow(h, x))
		}
	}
	if n := len(p.limits); n > 0 {
		p.limits[n-1].ruler.Hide() // the panel ends there
	}
	p.list = newStorageList(p.pin, p.confirm)
	p.ExtendBaseWidget(p)
	p.poll = s.loop.Poll(storageEvery, p.read)
	return p
}

// SetVisible starts and stops the reading.
func (p *storagePage) SetVisible(on bool) { p.poll.SetActive(on) }

// update brings the limits up to date.
func (p *storagePage) update(values map[string]string, unusable map[string]error) {
	for _, r := range p.limits {
		r.show(values[r.spec.key], unusable[r.spec.key])
	}
	p.evict = values["disk.evict"] == "true"
	p.showHint()
}

func (p *storagePage) read(ctx context.Context) func() {
	now, err := p.backend.Storage(ctx)
	return func() {
		if err != nil {
			p.tell(err)
			return
		}
		p.show(now)
	}
}

func (p *storagePage) show(s library.Storage) {
	p.now, p.loaded = s, true
	used, part := kit.Bytes(s.Used), float64(s.Used)/float64(max(s.Used+max(s.Free, 0), 1))
	if s.Quota > 0 {
		used = lang.L("{{.Done}} of {{.All}}", map[string]any{"Done": used, "All": kit.Bytes(s.Quota)})
		part = float64(s.Used) / float64(s.Quota)
	}
	tone := kit.ToneActive
	if s.Quota > 0 && s.Used >= s.Quota || s.Free <= s.Floor {
		tone = kit.ToneDanger
	}
	p.used.SetText(used)
	p.bar.Set(part, tone)
	p.sums.SetText(strings.Join([]string{
		lang.L("{{.Size}} free", map[string]any{"Size": kit.Bytes(max(s.Free, 0))}),
		lang.L("{{.Size}} for pictures and the library", map[string]any{"Size": kit.Bytes(s.Other)}),
	}, " · "))
	p.folder.SetText(s.Folder)
	p.list.set(s.Bundles)
	p.showHint()
}

// showHint says what goes when room is needed.
func (p *storagePage) showHint() {
	goes := 0
	for _, b := range p.now.Bundles {
		if b.Goes {
			goes++
		}
	}
	text := lang.L("Nothing may go: all of it is needed, kept, or your own.")
	switch {
	case p.loaded && len(p.now.Bundles) == 0:
		text = lang.L("Nothing was downloaded yet.")
	case goes > 0 && p.evict:
		text = lang.N("{{.N}} bundles may go, from the top, when room is needed.", kit.Plural(goes), map[string]any{"N": goes})
	case goes > 0:
		text = lang.N("{{.N}} bundles could go. Nothing goes by itself.", kit.Plural(goes), map[string]any{"N": goes})
	}
	p.hint.SetText(text)
}

// tell shows a problem; nil takes the one before away.
func (p *storagePage) tell(err error) {
	text := ""
	if err != nil {
		text = say.Problem(err)
	}
	if p.notice.Text() != text {
		p.notice.Tell(text)
		p.Refresh()
	}
}

// act runs a command and reads what it changed.
func (p *storagePage) act(command func(context.Context) error) {
	p.s.loop.Work(command, func(err error) {
		p.tell(err)
		p.poll.Now()
	})
}

func (p *storagePage) pin(u library.StorageUse) {
	p.act(func(ctx context.Context) error {
		return p.backend.SetPinned(ctx, u.ID, u.Why != library.StaysPinned)
	})
}

// confirm asks before anything is deleted, and says what that frees.
func (p *storagePage) confirm(u library.StorageUse) {
	c := kit.CanvasOf(p)
	if c == nil {
		return
	}
	text := kit.NewLabel(lang.L("Its files are deleted, which frees {{.Size}}, and it leaves the library. That cannot be undone.",
		map[string]any{"Size": kit.Bytes(u.Bytes)}), kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(3)
	var dialog *kit.Dialog
	dialog = kit.ShowDialog(c, lang.L("Delete “{{.Title}}”?", map[string]any{"Title": u.Title}), kit.NewRoom(text, 58),
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Delete and free {{.Size}}", map[string]any{"Size": kit.Bytes(u.Bytes)}), "", kit.Destructive(), func() {
			dialog.Close()
			p.act(func(ctx context.Context) error { return p.backend.Remove(ctx, u.ID, true) })
		}),
	)
}

// CreateRenderer implements fyne.Widget.
func (p *storagePage) CreateRenderer() fyne.WidgetRenderer { return &storageRenderer{p} }

type storageRenderer struct{ p *storagePage }

// headHeight is the height of the panel with sums and limits.
const headHeight float32 = 2 * rowMin

func (r *storageRenderer) Destroy()           {}
func (r *storageRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 260) }

func (r *storageRenderer) Objects() []fyne.CanvasObject {
	p := r.p
	objects := []fyne.CanvasObject{p.ground, p.used, p.sums, p.folder, p.bar, p.notice, p.title, p.hint, p.list}
	for _, l := range p.limits {
		objects = append(objects, l)
	}
	return objects
}

func (r *storageRenderer) Layout(size fyne.Size) {
	p, width := r.p, size.Width-pageRight
	y := float32(0)
	if p.notice.Visible() {
		put(p.notice, 0, 0, width, kit.NoticeHeight)
		y = kit.NoticeHeight + 12
	}
	left, below := width*0.4, float32(0)
	rows, at := float32(0), left
	if width < 700 {
		left, at, below = width, 0, 84
	}
	for _, l := range p.limits {
		height := l.MinSize().Height
		put(l, at, y+below+rows, width-at, height)
		rows += height
	}
	head := max(headHeight, below+rows)
	if below > 0 {
		head = below + rows
	}
	put(p.ground, 0, y, width, head)
	put(p.used, rowInset, y+14, left-2*rowInset, 31)
	put(p.bar, rowInset, y+52, left-2*rowInset, 4)
	put(p.sums, rowInset, y+62, left-2*rowInset, 16)
	put(p.folder, rowInset, y+82, left-2*rowInset, 16)
	p.folder.Hidden = below > 0
	y += head + 18
	put(p.title, 0, y, width, 22)
	put(p.hint, 0, y+24, width, 16)
	put(p.list, 0, y+46, size.Width, size.Height-y-46)
}

func (r *storageRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
