package studio

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// draftWords says what is known of a draft that nothing was made of yet.
func draftWords(d library.KeptDraft) string {
	if d.Away {
		return lang.L("its folder is not there: {{.Folder}}", map[string]any{"Folder": d.Folder})
	}
	return lang.L("changed on {{.Date}}", map[string]any{"Date": kit.Date(d.Changed)})
}

// showDraft has the row say that something can be gone on with.
func (r *prodRow) showDraft(d library.KeptDraft) {
	r.draft = &d
	r.title.SetText(d.Title)
	r.state.SetText(draftWords(d))
	r.offers.SetText(lang.N("{{.N}} items", kit.Plural(d.Items), map[string]any{"N": d.Items}))
	r.chip.Set(lang.L("DRAFT"), kit.ToneNeutral)
	r.licences.SetText("")
	r.seeds.SetText("")
	r.drop.Show()
}

// goOn opens a draft where it was left.
func (s *Screen) goOn(d library.KeptDraft) { s.newBundle(d.Folder) }

// askForget asks whether a draft shall not be listed any more.
func (s *Screen) askForget(d library.KeptDraft) {
	var f *form
	f = s.newForm(lang.L("Forget the draft of {{.Title}}", map[string]any{"Title": d.Title}), lang.L("Forget it"), kit.Destructive(), func() {
		f.run(lang.L("Forgetting the draft"), func(ctx context.Context) error { return s.backend.ForgetDraft(ctx, d.Folder) }, s.desk.Back)
	})
	f.body = newSheet(newPanel(
		muted(lang.L("It is not listed here any more. Nothing is deleted: what you decided stays in its folder, and choosing that folder again goes on with it.")),
		small(filepath.Join(d.Folder, "matinee-draft.json")),
	))
	s.desk.Push(f.page)
	s.desk.Focus(f.foot[0])
}

// entries are the rows of the list: drafts first, since something is still to be done.
func (l *prodList) entries() int { return len(l.known.drafts) + len(l.known.productions) }

// draftAt is the draft of a row; nil for a production.
func (l *prodList) draftAt(row int) *library.KeptDraft {
	if row >= 0 && row < len(l.known.drafts) {
		return &l.known.drafts[row]
	}
	return nil
}

// choose opens what a row stands for.
func (l *prodList) choose(row int) {
	if d := l.draftAt(row); d != nil {
		l.do.goOn(*d)
		return
	}
	if at := row - len(l.known.drafts); at >= 0 && at < len(l.known.productions) {
		l.do.open(l.known.productions[at])
	}
}

// pressed is a key on a row; false when it means nothing there.
func (l *prodList) pressed(key fyne.KeyName) bool {
	return l.at >= 0 && l.at < l.entries() && kit.Perform(prodKeys(), l, key)
}

// prodKeys are the keys on a production or a draft.
func prodKeys() []kit.Binding[*prodList] {
	return []kit.Binding[*prodList]{
		{On: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace}, Does: lang.L("Open what is marked"), Do: func(l *prodList) { l.choose(l.at) }},
		{On: []fyne.KeyName{fyne.KeyDelete, fyne.KeyBackspace}, Does: lang.L("Forget a draft"), Do: func(l *prodList) {
			if d := l.draftAt(l.at); d != nil {
				l.do.askForget(*d)
			}
		}},
	}
}

// KeysOfTables are the lines of the sheet of keys about the studio.
func KeysOfTables() []kit.KeyLine {
	return append(kit.KeyLines(prodKeys()), kit.KeyLines(itemKeys())...)
}
