package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// traffic is a kind of traffic: what others see of it, and its switch, or why it has
// none.
type traffic struct {
	title, seen string
	key         string // the setting; "" for none
	why         string // why there is no switch
}

// kinds lists all traffic there is.
func kinds() []traffic {
	return []traffic{
		{title: lang.L("People you exchange bundles with"), why: lang.L("Pause, or use a proxy"), seen: lang.L("They see your internet address, which bundle it is, and how much of it you have. Without them nothing would arrive; a proxy or a VPN shows its own address instead of yours.")},
		{title: lang.L("Trackers"), key: "net.trackers", seen: lang.L("A bundle's trackers see your internet address and that you have or fetch this bundle.")},
		{title: lang.L("DHT"), key: "net.dht", seen: lang.L("Computers of strangers see your internet address, and the numbers of the bundles and channels that you look for.")},
		{title: lang.L("People through people"), key: "net.pex", seen: lang.L("The people you are connected to pass your internet address on to others who want the same bundle.")},
		{title: lang.L("Local network"), key: "net.lsd", seen: lang.L("Every device in your local network can hear the numbers of your bundles.")},
		{title: lang.L("The router’s port"), key: "net.upnp", seen: lang.L("Your router is asked to let people in; it learns that a program wants a port. Nothing leaves your home.")},
		{title: lang.L("Web seeds"), key: "net.webseeds", seen: lang.L("The web servers that a bundle names see your internet address and which parts you fetch.")},
		{title: lang.L("Channels"), why: lang.L("Only what you follow"), seen: lang.L("The mirrors of channels that you follow see your internet address, about once an hour to once a day. To end it, follow the channel no longer.")},
		{title: lang.L("Stores"), why: lang.L("Only when you look or buy"), seen: lang.L("A store sees your internet address when you look at what it sells, and your order when you buy. It never hears what you watch.")},
		{title: lang.L("Advertisements"), why: lang.L("Only if you choose ads"), seen: lang.L("A store hears that a spot was watched to its end, one by one, later, with a token that it cannot connect with you. Its films are fetched before, from it or from other people.")},
		{title: lang.L("Newer releases"), key: "release.ask", seen: lang.L("Whoever makes this copy of Matinee sees your internet address once a day, and not which release you have. Nothing is installed by itself.")},
		{title: lang.L("Pictures and facts"), why: lang.L("Nothing is asked"), seen: lang.L("They come from the files and bundles themselves. No web site is asked about what you have.")},
		{title: lang.L("You, and how you use Matinee"), why: lang.L("Nothing is sent"), seen: lang.L("No account, no statistics, no reports of faults by themselves. The log stays in the data folder. A report of a problem is a file that you see whole and give away yourself.")},
	}
}

// privacyPage lists each kind of traffic with what others see of it.
type privacyPage struct {
	widget.BaseWidget
	rows   []*trafficRow
	body   *fyne.Container
	scroll *container.Scroll
	report *kit.Button // nil where no report can be made
	ground *kit.Fill
}

// newPrivacyPage makes the page; report makes a report of a problem, nil for none.
func newPrivacyPage(s *Screen, report func()) *privacyPage {
	p := &privacyPage{ground: kit.NewFill(kit.ColorSurface, kit.PanelRadius)}
	h := s.host(p.Refresh)
	p.body = container.New(&privacyLayout{p}, p.ground)
	for _, k := range kinds() {
		r := newTrafficRow(h, s.specs, k)
		p.rows = append(p.rows, r)
		p.body.Add(r)
	}
	if report != nil {
		look := kit.Plain()
		look.Height, look.Pad = 34, 14
		p.report = kit.NewButton(lang.L("Report a problem…"), "", look, report)
		p.body.Add(p.report)
	}
	p.scroll = container.NewVScroll(p.body)
	p.ExtendBaseWidget(p)
	return p
}

// SetVisible does nothing: the screen reads the switches.
func (p *privacyPage) SetVisible(bool) {}

// update brings the switches up to date.
func (p *privacyPage) update(values map[string]string, unusable map[string]error) {
	for _, r := range p.rows {
		if r.setting != nil {
			r.setting.show(values[r.setting.spec.key], unusable[r.setting.spec.key])
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (p *privacyPage) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.scroll) }

// trafficHeight is a row's height.
const trafficHeight float32 = 90

// privacyLayout lays the rows below each other, and the button below them.
type privacyLayout struct{ p *privacyPage }

// MinSize implements fyne.Layout.
func (l *privacyLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, trafficHeight*float32(len(l.p.rows))+70)
}

// Layout implements fyne.Layout.
func (l *privacyLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	width, y := size.Width-pageRight, float32(0)
	for _, r := range l.p.rows {
		put(r, 0, y, width, trafficHeight)
		y += trafficHeight
	}
	put(l.p.ground, 0, 0, width, y)
	if l.p.report != nil {
		put(l.p.report, 0, y+16, l.p.report.MinSize().Width, 34)
	}
}

// trafficRow is one kind of traffic.
type trafficRow struct {
	widget.BaseWidget
	setting     *row // whose control it shows; nil for none
	label, seen *kit.Label
	why         *kit.Label
	ruler       *kit.Fill
}

func newTrafficRow(h *host, specs []spec, k traffic) *trafficRow {
	r := &trafficRow{
		label: kit.NewLabel(k.title, kit.TextBody, kit.Medium, kit.ColorText).Cut(),
		seen:  kit.NewLabel(k.seen, kit.TextSecondary, kit.Regular, kit.ColorMuted).WithLines(3),
		why:   kit.NewLabel(k.why, kit.TextSecondary, kit.Medium, kit.ColorMuted).WithLines(2),
		ruler: kit.NewFill(kit.ColorLine, 0),
	}
	for _, x := range specs {
		if k.key != "" && x.key == k.key {
			r.setting = newRow(h, x)
		}
	}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *trafficRow) CreateRenderer() fyne.WidgetRenderer { return &trafficRenderer{r} }

type trafficRenderer struct{ r *trafficRow }

func (r *trafficRenderer) Destroy()           {}
func (r *trafficRenderer) MinSize() fyne.Size { return fyne.NewSize(320, trafficHeight) }

func (r *trafficRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.r.label, r.r.seen, r.r.why, r.r.ruler}
	if r.r.setting != nil {
		objects = append(objects, r.r.setting.control.CanvasObject)
	}
	return objects
}

func (r *trafficRenderer) Layout(size fyne.Size) {
	w := r.r
	side := min(float32(170), size.Width*0.34)
	text := size.Width - side - 3*rowInset
	lines := float32(min(max(w.seen.LinesIn(text), 1), 3)) * 16
	top := (size.Height - 22 - lines) / 2
	put(w.label, rowInset, top, text, 18)
	put(w.seen, rowInset, top+22, text, lines)
	put(w.why, size.Width-side-rowInset, (size.Height-32)/2, side, 34)
	if w.setting != nil {
		c := w.setting.control
		put(c.CanvasObject, size.Width-rowInset-side, (size.Height-c.height)/2, c.width, c.height)
	}
	put(w.ruler, rowInset, size.Height-1, size.Width-2*rowInset, 1)
}

func (r *trafficRenderer) Refresh() {
	r.Layout(r.r.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
