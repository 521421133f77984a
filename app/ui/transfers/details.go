package transfers

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
	"matinee/library"
)

// detailsEvery is how often the details are read while they are open.
const detailsEvery = time.Second

// details shows one bundle's figures, pieces and peers, as long as its dialog is
// open. There is one for the whole life of the screen, so that its poll has one
// owner.
type details struct {
	s      *Screen
	poll   *live.Poll
	id     library.BundleID // of the open dialog
	dialog *kit.Dialog      // nil when closed
	body   *detailsBody
	wanted chan library.BundleID // holds the id the poll reads
}

func newDetails(s *Screen) *details {
	d := &details{s: s, wanted: make(chan library.BundleID, 1)}
	d.wanted <- ""
	d.poll = s.loop.Poll(detailsEvery, d.read)
	return d
}

// look tells the poll which bundle to read.
func (d *details) look(id library.BundleID) {
	<-d.wanted
	d.wanted <- id
}

// open shows the dialog for a bundle.
func (d *details) open(e Entry) {
	c := d.s.canvas()
	if c == nil || d.dialog != nil {
		return
	}
	d.id = e.Bundle.ID
	d.look(d.id)
	d.body = newDetailsBody(func(key *fyne.KeyEvent) { d.dialog.TypedKey(key) })
	d.body.facts(e, library.TransferDetail{Transfer: e.Transfer})
	d.dialog = kit.ShowDialog(c, e.Title(), d.body,
		kit.NewButton(lang.L("Close"), "", kit.Plain(), func() { d.dialog.Close() })).Wide(detailsWidth)
	d.dialog.OnClosed(func() {
		d.dialog, d.body = nil, nil
		d.poll.SetActive(false)
	})
	d.poll.SetActive(true)
}

// detailsWidth is how wide the dialog may be.
const detailsWidth = 760

// seen stops the poll while the screen is out of sight.
func (d *details) seen(on bool) { d.poll.SetActive(on && d.dialog != nil) }

// read asks the engine off the main thread. A bundle that is gone closes its
// dialog and says so.
func (d *details) read(context.Context) func() {
	id := <-d.wanted
	d.wanted <- id
	detail, err := d.s.engine.Detail(id)
	return func() {
		if d.dialog == nil || d.id != id {
			return
		}
		if err != nil {
			d.dialog.Close()
			d.s.tell(err)
			return
		}
		for _, e := range d.s.entries {
			if e.Bundle.ID == id {
				d.body.facts(e, detail)
			}
		}
	}
}

// fact is a name and a value.
type fact struct{ name, value string }

// factsOf lists what is known of a bundle, in the order it is shown.
func factsOf(e Entry, d library.TransferDetail) []fact {
	b, t := e.Bundle, d.Transfer
	facts := []fact{
		{lang.L("State"), standing(e)},
		{lang.L("Folder"), b.Folder},
		{lang.L("Size"), ofAmount(t.Done, max(t.Wanted, 0))},
		{lang.L("Shared"), join(kit.Bytes(max(b.Uploaded, t.Uploaded)), lang.L("ratio {{.Ratio}}", map[string]any{"Ratio": kit.Number(ratioOf(e), 2)}))},
		{lang.L("Seeded for"), kit.Span(b.SeedTime)},
		{lang.L("Limits"), limitsOf(b.Limits)},
		{lang.L("Infohash"), string(b.ID)},
	}
	if b.SeedTime <= 0 {
		facts[4].value = "–"
	}
	return facts
}

// standing names the state, and why it is that or what comes next.
func standing(e Entry) string {
	state, _ := stateOf(e)
	t := e.Transfer
	switch why := reasonOf(t); {
	case t.Problem != nil && !alone(t):
		return join(state, say.Problem(t.Problem))
	case why != "":
		return join(state, why)
	case t.State == library.Downloading:
		return join(state, remaining(t))
	case t.State == library.Queued:
		return join(state, lang.L("waits for a free place"))
	}
	return state
}

func limitsOf(l library.Limits) string {
	one := func(arrow string, rate int64) string {
		if rate <= 0 {
			return ""
		}
		return arrow + " " + say.Pace(rate)
	}
	if text := join(one("↓", l.Down), one("↑", l.Up)); text != "" {
		return text
	}
	return lang.L("none of its own")
}

// peerLine is a peer as its row shows it.
type peerLine struct {
	client, note   string
	has            float64
	down, up, part string
}

func describePeer(p library.Peer) peerLine {
	client := p.Client
	if client == "" {
		client = lang.L("unknown program")
	}
	note := []string{p.Addr, strings.ToUpper(p.Transport)}
	if p.Transport == "webseed" {
		note[1] = lang.L("web seed")
	}
	if p.Encrypted {
		note = append(note, lang.L("encrypted"))
	}
	return peerLine{
		client: client, note: join(note...), has: p.Progress, part: kit.Percent(p.Progress),
		down: kit.RateOrDash(p.DownRate), up: kit.RateOrDash(p.UpRate),
	}
}
