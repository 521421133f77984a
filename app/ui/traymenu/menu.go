package traymenu

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// Program is what the menu shows and does. Its methods return when it is done.
type Program interface {
	Transfers() []library.Transfer
	Settings() library.Settings
	// InForce tells the limits that hold now, in bytes a second, and whether they
	// are the alternative ones.
	InForce() (down, up int64, alternative bool)
	// Set changes settings by key.
	Set(values map[string]string)
	// SetAllPaused pauses or resumes every bundle.
	SetAllPaused(paused bool)
	// Music tells what is heard without a picture; ok is false when nothing is.
	Music() (title string, paused, ok bool)
	TogglePause()
	Open()
	Quit()
}

// Entry is one line of the menu.
type Entry struct {
	Key       string // names it for as long as it stands for the same
	Text      string
	Separator bool
	Disabled  bool
	Choice    bool // one of several, of which one is Chosen
	Chosen    bool
	Do        func()
	Children  []Entry
}

// Menu is what the menu shows now.
func Menu(p Program) []Entry {
	c := count(p.Transfers())
	entries := []Entry{
		{Key: "open", Text: lang.L("Open Matinee"), Do: p.Open},
		line("line.traffic"),
		{Key: "rates", Text: c.rates(), Disabled: true},
		{Key: "work", Text: c.work(), Disabled: true},
		line("line.work"),
	}
	if title, paused, ok := p.Music(); ok {
		text := lang.L("Pause “{{.Title}}”", map[string]any{"Title": short(title)})
		if paused {
			text = lang.L("Play “{{.Title}}”", map[string]any{"Title": short(title)})
		}
		entries = append(entries, Entry{Key: "music", Text: text, Do: p.TogglePause})
	}
	return append(entries,
		Entry{Key: "pause", Text: lang.L("Pause all"), Disabled: c.going == 0, Do: func() { p.SetAllPaused(true) }},
		Entry{Key: "resume", Text: lang.L("Resume all"), Disabled: c.paused == 0, Do: func() { p.SetAllPaused(false) }},
		Entry{Key: "limits", Text: lang.L("Limits"), Children: limits(p)},
		line("line.quit"),
		Entry{Key: "quit", Text: lang.L("Quit"), Do: p.Quit},
	)
}

// Tip is the text while the mouse rests on the item.
func Tip(p Program) string {
	c := count(p.Transfers())
	return c.rates() + "\n" + c.work()
}

func line(key string) Entry { return Entry{Key: key, Separator: true} }

// maxTitle bounds a title in the menu, in characters.
const maxTitle = 40

func short(title string) string {
	if letters := []rune(title); len(letters) > maxTitle {
		return string(letters[:maxTitle-1]) + "…"
	}
	return title
}

// counted sums up the transfers.
type counted struct {
	down, up             int64
	downloading, seeding int
	going, paused        int // that can be paused, and that are
}

func count(transfers []library.Transfer) (c counted) {
	for _, t := range transfers {
		c.down += t.DownRate
		c.up += t.UpRate
		switch t.State {
		case library.Downloading, library.FindingInfo:
			c.downloading++
		case library.Seeding:
			c.seeding++
		case library.Paused:
			c.paused++
			continue
		}
		c.going++
	}
	return c
}

func (c counted) rates() string { return "↓ " + kit.Rate(c.down) + "   ↑ " + kit.Rate(c.up) }

func (c counted) work() string {
	return lang.L("{{.N}} downloading", map[string]any{"N": c.downloading}) + " · " +
		lang.L("{{.N}} seeding", map[string]any{"N": c.seeding})
}

// The limits that the menu offers, in bytes a second.
func upSteps() []int64   { return []int64{5_000_000, 1_000_000, 500_000, 250_000, 100_000} }
func downSteps() []int64 { return []int64{20_000_000, 10_000_000, 5_000_000, 1_000_000} }

// limits are entries that change the settings rate.up, rate.down and alt.on; what
// is marked is what holds now.
func limits(p Program) []Entry {
	s := p.Settings()
	down, up, alternative := p.InForce()
	entries := []Entry{
		{
			Key: "limit.none", Text: lang.L("No limit"), Choice: true, Chosen: down == 0 && up == 0,
			Do: func() { p.Set(map[string]string{"rate.down": "0", "rate.up": "0", "alt.on": "off"}) },
		},
		{
			Key: "limit.alt", Text: lang.L("Alternative limits: {{.Limits}}", map[string]any{"Limits": both(s.AltDownRate, s.AltUpRate)}),
			Choice: true, Chosen: alternative, Disabled: s.AltDownRate == 0 && s.AltUpRate == 0,
			Do: func() { p.Set(map[string]string{"alt.on": "on"}) },
		},
	}
	if alternative {
		down, up = 0, 0 // then no step is marked
	}
	entries = append(entries, line("line.up"))
	entries = append(entries, steps(p, "rate.up", "↑", upSteps(), up)...)
	entries = append(entries, line("line.down"))
	return append(entries, steps(p, "rate.down", "↓", downSteps(), down)...)
}

// steps are the offers for one direction, with the one that holds among them.
func steps(p Program, key, arrow string, offers []int64, holds int64) []Entry {
	if holds > 0 && !slices.Contains(offers, holds) {
		offers = append(offers, holds)
		slices.SortFunc(offers, func(a, b int64) int { return cmp.Compare(b, a) })
	}
	entries := make([]Entry, 0, len(offers))
	for _, rate := range offers {
		value := strconv.FormatInt(rate, 10)
		entries = append(entries, Entry{
			Key: fmt.Sprint(key, ".", value), Choice: true, Chosen: rate == holds,
			Text: lang.L("{{.Arrow}} at most {{.Rate}}", map[string]any{"Arrow": arrow, "Rate": kit.Rate(rate)}),
			Do:   func() { p.Set(map[string]string{key: value, "alt.on": "off"}) },
		})
	}
	return entries
}

// both says two limits, of which 0 means none.
func both(down, up int64) string {
	if down == 0 && up == 0 {
		return lang.L("not set")
	}
	text := ""
	if down > 0 {
		text = "↓ " + kit.Rate(down)
	}
	if up > 0 {
		if text != "" {
			text += ", "
		}
		text += "↑ " + kit.Rate(up)
	}
	return text
}
