package transfers

import (
	"cmp"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// line is a bundle as its row shows it: words and numbers, no types.
type line struct {
	title, detail      string
	problem            bool
	sizeless           bool // it is not known yet how much there is
	state              string
	tone, barTone      kit.Tone
	progress           float64
	percent            string
	down, up, people   string
	ratio              string
	playable, complete bool
	paused             bool
	short              string // detail where the columns have no room
}

func describe(e Entry) line {
	t := e.Transfer
	state, tone := stateOf(e)
	l := line{
		title: e.Title(), state: strings.ToUpper(state), tone: tone, barTone: kit.ToneActive,
		progress: t.Progress(), percent: kit.Percent(t.Progress()),
		down: kit.RateOrDash(t.DownRate), up: kit.RateOrDash(t.UpRate), people: "–",
		ratio: "–", paused: e.Paused(),
		playable: e.Playable(), complete: e.Complete(), sizeless: t.Wanted <= 0,
	}
	if t.Uploaded > 0 || l.complete {
		l.ratio = kit.Number(ratioOf(e), 1)
	}
	if t.Peers > 0 {
		l.people = peopleOf(t)
	}
	switch {
	case l.complete: // what still comes in is talk between peers
		l.barTone, l.down = kit.ToneGood, kit.RateOrDash(0)
	case t.State == library.Checking:
		l.progress, l.percent, l.barTone = t.Checked, kit.Percent(t.Checked), kit.ToneNeutral
	case e.Paused() || t.State == library.Queued:
		l.barTone = kit.ToneNeutral
	}
	if t.Problem != nil && !alone(t) {
		l.problem, l.detail = true, say.Problem(t.Problem)
		l.short = lang.L(library.Explain(t.Problem).What)
		return l
	}
	l.detail = detailOf(e)
	l.short = shortOf(l, e)
	return l
}

// alone tells that nothing is wrong but that nobody who shares it was found yet.
func alone(t library.Transfer) bool {
	return library.CodeOf(t.Problem) == library.CodeNoPeers && t.State != library.Stopped
}

// peopleOf says how many are connected, of how many that are known.
func peopleOf(t library.Transfer) string {
	if t.Known > t.Peers {
		return lang.L("{{.N}} of {{.All}}", map[string]any{"N": t.Peers, "All": t.Known})
	}
	return strconv.Itoa(t.Peers)
}

func stateOf(e Entry) (string, kit.Tone) {
	t := e.Transfer
	if t.Streaming && !t.Complete() && t.State == library.Downloading {
		return lang.L("Streaming"), kit.ToneActive
	}
	switch t.State {
	case library.FindingInfo:
		return lang.L("Looking"), kit.ToneNeutral
	case library.Checking:
		return lang.L("Checking"), kit.ToneNeutral
	case library.Queued:
		return lang.L("Queued"), kit.ToneNeutral
	case library.Downloading:
		return lang.L("Downloading"), kit.ToneActive
	case library.Seeding:
		return lang.L("Seeding"), kit.ToneGood
	case library.Finished:
		return lang.L("Finished"), kit.ToneGood
	case library.Stopped:
		return lang.L("Stopped"), kit.ToneDanger
	}
	return lang.L("Paused"), kit.ToneNeutral
}

// detailOf says under the title what matters in the present state: the policy's
// reason if there is one.
func detailOf(e Entry) string {
	t := e.Transfer
	if why := reasonOf(t); why != "" {
		if t.State == library.Downloading {
			return join(amountOf(t), why)
		}
		return why
	}
	size, amount := kit.Bytes(max(e.Bundle.Length, t.Wanted)), amountOf(t)
	switch t.State {
	case library.FindingInfo:
		if t.Peers == 0 {
			return lang.L("Looking for people who share this")
		}
		return lang.L("Asking {{.People}} what this contains", map[string]any{"People": kit.People(t.Peers)})
	case library.Checking:
		return lang.L("Checking what is on disk")
	case library.Queued:
		return join(lang.L("waits for a free place"), amount)
	case library.Downloading:
		return join(amount, remaining(t), itemCount(e))
	case library.Seeding, library.Finished:
		return join(size, itemCount(e), shared(t))
	}
	if e.Paused() && e.Running {
		return join(lang.L("paused by you"), amount)
	}
	if e.Complete() {
		return join(size, itemCount(e), shared(t))
	}
	if !e.Running || t.Wanted == 0 {
		return join(itemCount(e))
	}
	return join(amount, itemCount(e))
}

func amountOf(t library.Transfer) string {
	return lang.L("{{.Done}} of {{.All}}", map[string]any{"Done": kit.Bytes(t.Done), "All": kit.Bytes(t.Wanted)})
}

func remaining(t library.Transfer) string {
	switch {
	case t.Peers == 0:
		return lang.L("looking for people who share this")
	case t.DownRate <= 0:
		return lang.L("waiting for data")
	case t.ETA < 0:
		return ""
	}
	return lang.L("{{.Time}} left", map[string]any{"Time": kit.Span(t.ETA)})
}

func shared(t library.Transfer) string {
	if t.Uploaded <= 0 {
		return ""
	}
	return lang.L("{{.Amount}} shared", map[string]any{"Amount": kit.Bytes(t.Uploaded)})
}

// itemCount counts what can be played; a single item goes without saying.
func itemCount(e Entry) string {
	n := len(e.Bundle.Playable())
	switch {
	case !e.Bundle.HasInfo() || n == 1:
		return ""
	case n == 0:
		return lang.L("nothing to play in it")
	}
	return lang.N("{{.N}} items", kit.Plural(n), map[string]any{"N": n})
}

// shortOf joins what the columns would have shown to the detail.
func shortOf(l line, e Entry) string {
	var rate string
	switch t := e.Transfer; {
	case t.DownRate > 0 && !l.complete:
		rate = "↓ " + l.down
	case t.UpRate > 0:
		rate = "↑ " + l.up
	}
	if l.complete || !e.Running || e.Transfer.Wanted == 0 {
		return join(rate, l.detail)
	}
	if e.Transfer.State == library.Downloading { // the percentage stands for the amount
		return join(l.percent, rate, cmp.Or(reasonOf(e.Transfer), remaining(e.Transfer)))
	}
	return join(l.percent, rate, l.detail)
}

func join(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " · ")
}
