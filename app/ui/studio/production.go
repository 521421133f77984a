package studio

import (
	"context"
	"reflect"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// production is the page of a bundle of one's own: where its editions stand, and what
// can still be changed.
type production struct {
	*page
	s      *Screen
	now    library.Production
	stages []library.Stage // as shown
	poll   *live.Poll
}

// showProduction opens the page of a production.
func (s *Screen) showProduction(p library.Production) {
	w := &production{page: newPage(s.desk, p.Title), s: s}
	w.poll = s.loop.Poll(readEvery, w.read)
	w.onShow, w.onEnd = w.poll.SetActive, w.poll.Close
	w.set(p)
	s.desk.Push(w.page)
	s.desk.Focus(w.back)
}

func (w *production) read(ctx context.Context) func() {
	all, err := w.s.backend.Productions(ctx)
	return func() {
		for _, p := range all {
			if p.ID == w.now.ID && err == nil {
				w.update(p)
			}
		}
	}
}

// update shows what changed; a stage comes by the passing of time alone.
func (w *production) update(p library.Production) {
	if !reflect.DeepEqual(p, w.now) || !reflect.DeepEqual(w.stages, stagesOf(p, w.s.now())) {
		w.set(p)
	}
}

func stagesOf(p library.Production, now time.Time) (list []library.Stage) {
	for _, e := range p.Offered {
		list = append(list, e.Standing().Stage(now))
	}
	return list
}

func (w *production) set(p library.Production) {
	now := w.s.now()
	w.now, w.stages = p, stagesOf(p, now)
	chip, tone := chipOf(p, now)
	parts := []fyne.CanvasObject{newRow(kit.NewChip(chip, tone)), muted(w.sentence(p))}
	var can []fyne.CanvasObject
	if p.State == library.ProductionPublished {
		can = append(can, w.button(lang.L("Change prices or terms"), kit.IconEdit, kit.Primary(), w.revise))
	}
	if sealed(p) {
		can = append(can, w.button(lang.L("Issue a license"), "", kit.Plain(), func() { w.s.askLicence(w.now) }),
			w.button(lang.L("Gift codes…"), "", kit.Plain(), func() { w.s.askGifts(w.now) }),
			w.button(lang.L("Stores…"), "", kit.Plain(), func() { w.s.askConsignment(w.now) }))
	}
	can = append(can,
		w.button(lang.L("Show in the library"), kit.IconLibrary, kit.Plain(), func() { w.desk.OpenBundle(p.Bundle) }),
		w.button(lang.L("Open its folder"), kit.IconFolder, kit.Plain(), func() { w.desk.OpenFolder(p.Folder) }))
	if p.State == library.ProductionPublished {
		can = append(can, w.button(lang.L("Withdraw…"), "", kit.Destructive(), w.withdraw))
	}
	panels := []fyne.CanvasObject{newPanel(append(parts, newRow(can...))...)}
	for _, e := range p.Offered {
		panels = append(panels, editionPanel(e, now))
	}
	for _, c := range w.s.known.channels {
		if c.Root == p.Channel {
			panels = append(panels, w.s.channelPanel(w.page, c))
		}
	}
	w.body = newSheet(panels...)
	w.page.Refresh()
}

// sentence says when it was published, or withdrawn, and what was given out of it.
func (w *production) sentence(p library.Production) string {
	parts := []string{lang.L("published on {{.Date}}", map[string]any{"Date": kit.Date(p.Published)})}
	if !p.Withdrawn.IsZero() {
		parts = append(parts, lang.L("withdrawn on {{.Date}}", map[string]any{"Date": kit.Date(p.Withdrawn)}))
		if p.Why != "" {
			parts = append(parts, p.Why)
		}
	}
	parts = append(parts,
		lang.L("version {{.N}} of its terms", map[string]any{"N": p.Terms}),
		lang.N("{{.N}} licenses issued by hand", kit.Plural(p.Licences), map[string]any{"N": p.Licences}))
	return strings.Join(parts, " · ")
}

// sealed reports whether some of it needs a licence.
func sealed(p library.Production) bool {
	for _, e := range p.Offered {
		if e.Sealed {
			return true
		}
	}
	return false
}

// editionPanel says where an edition stands, what comes next, and what it costs.
func editionPanel(e library.OfferedEdition, now time.Time) fyne.CanvasObject {
	chip, tone := stageChip(e.Standing().Stage(now))
	text, over := windowWords(e, now)
	bar := kit.NewProgress()
	bar.Set(over, tone)
	bar.Hidden = e.Window == nil
	parts := []fyne.CanvasObject{heading(e.Name), newRow(kit.NewChip(chip, tone)), muted(text), bar}
	if next := nextWords(e, now); next != "" {
		parts = append(parts, small(next))
	}
	parts = append(parts, newLine(lang.L("Offers"), "", muted(offersWords([]library.OfferedEdition{e}))))
	if len(e.Splits) > 0 {
		var names []string
		for _, p := range e.Splits {
			names = append(names, lang.L("{{.Name}}, weight {{.N}}", map[string]any{"Name": p.Party, "N": p.Weight}))
		}
		parts = append(parts, newLine(lang.L("Shares"), "", muted(strings.Join(names, " · "))))
	}
	return newPanel(parts...)
}

// nextWords says what comes by the passing of time alone.
func nextWords(e library.OfferedEdition, now time.Time) string {
	stage, at := e.Standing().Next(now)
	about := map[string]any{"Date": kit.Date(at), "Time": at.Local().Format("15:04")}
	switch stage {
	case library.StagePremiere, library.StageExclusive:
		return lang.L("It may be watched from {{.Date}}, {{.Time}}: this computer then publishes the key.", about)
	case library.StageOffers:
		return lang.L("Its window ends on {{.Date}}, {{.Time}}; the offers go on.", about)
	case library.StageOpening, library.StageOpen:
		return lang.L("It opens to all on {{.Date}}, {{.Time}}: this computer then publishes the key.", about)
	}
	return ""
}

// withdraw asks for a reason, and takes the bundle out of its channel.
func (w *production) withdraw() {
	c := kit.CanvasOf(w.page)
	if c == nil {
		return
	}
	why := kit.NewInput("", nil)
	why.SetPlaceHolder(lang.L("why, in a line that followers see"))
	text := newStack(12, muted(lang.L("Its channel lists it no longer. Whoever has it keeps it, and licenses stay good.")), why)
	text.width = dialogInner
	var dialog *kit.Dialog
	why.PassKeys(func(e *fyne.KeyEvent) { dialog.TypedKey(e) })
	dialog = kit.ShowDialog(c, lang.L("Withdraw “{{.Title}}”?", map[string]any{"Title": w.now.Title}), text,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Withdraw"), "", kit.Destructive(), func() {
			dialog.Close()
			w.change(func(ctx context.Context) (library.Production, error) {
				return w.s.backend.Withdraw(ctx, w.now.ID, strings.TrimSpace(why.Text))
			})
		}))
	c.Focus(why)
}

// dialogInner is the width of what lies in a dialog.
const dialogInner float32 = 412

// change runs what changes the production, and shows it as it is then.
func (w *production) change(do func(context.Context) (library.Production, error)) {
	var p library.Production
	w.wait(lang.L("Telling your channel") + "…")
	w.s.loop.Work(func(ctx context.Context) (err error) {
		p, err = do(ctx)
		return err
	}, func(err error) {
		w.wait("")
		w.desk.Tell(err)
		if err == nil {
			w.set(p)
			w.s.poll.Now()
		}
	})
}
