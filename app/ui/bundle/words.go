package bundle

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// word is a chip.
type word struct {
	text string
	tone kit.Tone
}

// sectionOf names the list of items.
func sectionOf(d library.Details) string {
	switch {
	case len(d.Items) == 0:
		return lang.L("Nothing to play in it")
	case d.Card.Kind == library.Audio:
		return lang.L("Tracks")
	case len(d.Items) == 1, d.Card.Playable == 1:
		return lang.L("Film")
	}
	return lang.L("Episodes")
}

// chipsOf are the words above the title: where it is, and what goes on with it.
func chipsOf(d library.Details, t traffic) []word {
	var out []word
	size := kit.Bytes(d.Card.Length)
	switch {
	case d.Card.Local:
		out = append(out, word{cards.Upper(lang.L("On this machine")) + " · " + size, kit.ToneGood})
	case t.stopped():
		out = append(out, word{cards.Upper(lang.L("Stopped")), kit.ToneDanger})
	case cards.Here(d.Card) || t.known && t.now.Complete():
		out = append(out, word{cards.Upper(lang.L("Kept")) + " · " + size, kit.ToneGood})
	case t.known && t.now.Streaming:
		out = append(out, word{cards.Upper(lang.L("Streaming")) + " · " + kit.Percent(t.now.Progress()), kit.ToneActive})
	case t.known && t.now.State == library.Downloading:
		out = append(out, word{cards.Upper(lang.L("Downloading")) + " · " + kit.Percent(t.now.Progress()), kit.ToneActive})
	case t.known && t.now.State == library.Paused:
		out = append(out, word{cards.Upper(lang.L("Paused")) + " · " + kit.Percent(t.now.Progress()), kit.ToneNeutral})
	}
	if d.Card.Pinned && !d.Card.Local {
		out = append(out, word{cards.Upper(lang.L("Kept offline")), kit.ToneInfo})
	}
	if d.Card.Watched {
		out = append(out, word{cards.Upper(lang.L("Watched")), kit.ToneNeutral})
	}
	return out
}

// maxVoices is how many languages are named.
const maxVoices = 4

// voices names the languages that are spoken.
func voices(codes []string) string {
	var names []string
	for _, code := range codes {
		if name := say.Language(code); name != "" && len(names) < maxVoices {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// swarmOf are the lines of the panel. Only what is measured is said: of the
// people who are connected now, and of those who took something from here.
func swarmOf(d library.Details, t traffic) []string {
	if d.Card.Local {
		return nil
	}
	if t.stopped() {
		return []string{say.Problem(t.now.Problem)}
	}
	people := lang.L("Nobody is connected now")
	if t.now.Peers > 0 {
		people = lang.N("{{.N}} people have all of it", kit.Plural(t.now.Seeds), map[string]any{"N": t.now.Seeds})
		if rest := t.now.Peers - t.now.Seeds; rest > 0 {
			people = cards.Join(people, lang.L("{{.N}} downloading", map[string]any{"N": rest}))
		}
	}
	helped := lang.L("You helped nobody yet")
	if d.Helped > 0 {
		helped = lang.N("You helped {{.N}} people", kit.Plural(d.Helped), map[string]any{"N": d.Helped})
	}
	up, down := d.Bundle.Uploaded, d.Bundle.Downloaded
	if t.known {
		up, down = t.now.Uploaded, t.now.Downloaded
	}
	if up > 0 {
		helped = cards.Join(helped, lang.L("ratio {{.Ratio}}", map[string]any{"Ratio": kit.Decimal(library.Ratio(up, down, d.Bundle.Length))}))
	}
	lines := []string{people, helped}
	if rates := ratesOf(t); rates != "" {
		return append(lines, rates)
	}
	return append(lines, lang.L("{{.Amount}} shared", map[string]any{"Amount": kit.Bytes(up)}))
}

// ratesOf says what flows now.
func ratesOf(t traffic) string {
	var down, up string
	if t.now.DownRate > 0 && !t.now.Complete() {
		down = "↓ " + kit.Rate(t.now.DownRate)
	}
	if t.now.UpRate > 0 {
		up = "↑ " + kit.Rate(t.now.UpRate)
	}
	return cards.Join(down, up)
}

// startsIn says when an item would start.
func startsIn(wait time.Duration) string {
	return lang.L("starts in ~{{.Time}}", map[string]any{"Time": kit.Span(wait)})
}

// stateOf is what a row says of its item: a chip when all of it is here, else a
// text.
func stateOf(d library.ItemDetails, all library.Details, t traffic) (chip, text string) {
	size, done := kit.Bytes(d.Item.Length), t.done[d.Item.Index]
	switch {
	case all.Card.Local, d.Item.Length > 0 && done >= d.Item.Length, !t.known && cards.Here(all.Card):
		return cards.Upper(lang.L("Kept")) + " · " + size, ""
	case done > 0 && t.now.Streaming && d.Item.Index == all.Card.Begun.Item:
		return "", cards.Join(lang.L("streaming"), kit.Percent(float64(done)/float64(d.Item.Length)))
	case done > 0:
		return "", cards.Join(kit.Percent(float64(done)/float64(d.Item.Length)), size)
	case d.Item.Priority == library.Skip:
		return "", cards.Join(lang.L("not chosen"), size)
	case t.starts[d.Item.Index] > 0:
		return "", startsIn(t.starts[d.Item.Index])
	}
	return "", size
}

// numberOf is what stands before a row: the number its name gives, else its
// place.
func numberOf(i int, d library.ItemDetails) string {
	if d.Beside() {
		return ""
	}
	if d.Number > 0 {
		return strconv.Itoa(d.Number)
	}
	return strconv.Itoa(i + 1)
}

// titleOf is what an item is called, and what it is where it is beside the others and
// its title does not say so.
func titleOf(d library.ItemDetails) string {
	role := ""
	switch d.Facts.Role {
	case library.RoleTrailer:
		role = lang.L("Trailer")
	case library.RoleExtra:
		role = lang.L("Extra")
	}
	if strings.Contains(strings.ToLower(d.Title), strings.ToLower(role)) {
		return d.Title
	}
	return cards.Join(d.Title, role)
}

// lengthOf is how long an item plays.
func lengthOf(d library.ItemDetails, audio bool) string {
	length := max(d.Facts.Duration, d.Item.Duration)
	switch {
	case length <= 0:
		return ""
	case audio:
		return kit.Clock(length)
	}
	return kit.Span(length)
}

// magnetOf is a link others can add the bundle by.
func magnetOf(b library.Bundle) string {
	if strings.HasPrefix(b.Source, "magnet:") {
		return b.Source
	}
	return "magnet:?xt=urn:btih:" + string(b.ID) + "&dn=" + url.QueryEscape(b.Title)
}
