// Package welcome is the first start: one page with what a person may want to say before
// anything is downloaded. It knows the program only by the interface it declares.
package welcome

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/app/ui/say"
)

// Backend is what the page needs of the program.
type Backend interface {
	// MediaFolder is where bundles are kept now.
	MediaFolder() string
	// UpRate is the limit of all uploads now, in bytes a second; 0: none.
	UpRate() int64
	// Uplink measures what the line sends at most, in bytes a second; 0 where nobody tells.
	Uplink(ctx context.Context) int64
	// CanStartAtLogin reports whether the program can be started when one logs in.
	CanStartAtLogin() bool
	// Set changes a setting.
	Set(ctx context.Context, key, value string) error
}

// Desk is what the page asks of the window around it, on the main thread.
type Desk interface {
	// ChooseFolder asks for a folder and calls back with its path.
	ChooseFolder(chosen func(path string))
	// Tell shows what went wrong; nil is nothing.
	Tell(err error)
}

// The limit that is proposed: a part of what the line sends, so that the person's own
// calls and games do not stall, and a cautious one where nobody tells how much that is.
const (
	proposedPart = 0.8
	cautious     = 1_000_000
	rateStep     = 100_000
)

// Proposed is the upload limit for a line that sends so much; 0 is not known.
func Proposed(uplink int64) int64 {
	if uplink <= 0 {
		return cautious
	}
	rate := int64(float64(uplink) * proposedPart)
	if rate > rateStep {
		rate -= rate % rateStep
	}
	return rate
}

// page is the first start while it is open.
type page struct {
	loop    *live.Loop
	backend Backend
	desk    Desk
	dialog  *kit.Dialog
	form    *form
	folder  string // chosen; "" leaves it
	rate    int64  // bytes a second; 0: no limit
	typed   bool   // the person said how much
}

// Show opens the page on c. Greeted runs once when it was gone through, or skipped.
func Show(c fyne.Canvas, loop *live.Loop, b Backend, desk Desk, greeted func()) {
	p := &page{loop: loop, backend: b, desk: desk, rate: b.UpRate()}
	p.typed = p.rate > 0
	p.form = newForm(b.MediaFolder(), b.CanStartAtLogin(), p)
	begin := kit.NewButton(lang.L("Begin"), "", kit.Primary(), p.begin)
	p.dialog = kit.ShowDialog(c, lang.L("Welcome to Matinee"), p.form.scrolled(),
		kit.NewButton(lang.L("Not now"), "", kit.Plain(), func() { p.dialog.Close() }), begin).Wide(pageWidth)
	p.form.passKeys(p.dialog.TypedKey)
	p.dialog.HoldWhile(func() bool { return true }) // a tap beside it is no answer
	p.dialog.OnClosed(greeted)
	c.Focus(begin)
	p.measure()
}

// measure proposes a limit from what the line sends.
func (p *page) measure() {
	if p.typed {
		p.form.propose(p.rate, lang.L("The limit that is set."))
		return
	}
	p.form.propose(p.rate, lang.L("Your router is asked what its line sends…"))
	var uplink int64
	p.loop.Work(func(ctx context.Context) error {
		uplink = p.backend.Uplink(ctx)
		return nil
	}, func(error) {
		if p.typed {
			return
		}
		p.rate = Proposed(uplink)
		why := lang.L("Your router does not tell what its line sends, so this is a cautious start.")
		if uplink > 0 {
			why = lang.L("Your router says that its line sends {{.Rate}}; this is four fifths of it.", map[string]any{"Rate": say.Pace(uplink)})
		}
		p.form.suggest(p.rate, why)
	})
}

// limitTyped takes what the person says the limit is; "" is none. What cannot be read
// changes nothing, and is said: whoever mistypes a limit must not give away the whole line.
func (p *page) limitTyped(text string) {
	text = strings.TrimSpace(text)
	rate, ok := int64(0), true
	if text != "" && !strings.EqualFold(text, lang.L("no limit")) {
		rate, ok = say.ParseBytes(text, p.rate, 1_000_000)
	}
	if !ok {
		p.form.refuse(lang.L("This is no rate. Write a number and a unit, such as 2 MB/s."))
		return
	}
	p.limited(rate)
}

// limitStep goes on or back by half a megabyte a second.
func (p *page) limitStep(dir int) {
	const step = 500_000
	p.limited(max((p.rate/step+int64(dir))*step, 0))
}

func (p *page) limited(rate int64) {
	p.rate, p.typed = rate, true
	p.form.propose(rate, lang.L("You can change it at any time, in Settings."))
}

func (p *page) chooseFolder() {
	p.desk.ChooseFolder(func(path string) {
		p.folder = path
		p.form.setFolder(path)
	})
}

// begin keeps what was said. It waits while a limit stands there that cannot be read.
func (p *page) begin() {
	if !p.form.rate.Input.Finish() {
		return
	}
	type change struct{ key, value string }
	var changes []change
	if p.folder != "" {
		changes = append(changes, change{"media.folder", p.folder})
	}
	if p.typed || p.rate > 0 { // else the router has not answered yet, and none is no answer
		changes = append(changes, change{"rate.up", strconv.FormatInt(p.rate, 10)})
	}
	if p.form.login != nil && p.form.login.On() {
		changes = append(changes, change{"start.login", "true"})
	}
	p.dialog.Close()
	p.loop.Work(func(ctx context.Context) error {
		var failed error // the others are kept: this page is shown once
		for _, c := range changes {
			failed = errors.Join(failed, p.backend.Set(ctx, c.key, c.value))
		}
		return failed
	}, p.desk.Tell)
}
