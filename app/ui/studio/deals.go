package studio

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// Party is a store in a deal.
type Party struct {
	Name string
	Key  library.Key
}

// Work is a production in a deal. Only one whose bundle has a number can be published
// under it.
type Work struct {
	Name   string
	Bundle library.Token
}

// Deal is a contract between a studio and stores. What it binds is checked at every
// publication under it.
type Deal struct {
	ID                library.Token
	Channel           library.Key
	Name, Studio      string
	Stores            []Party
	From, Until       time.Time
	Shortest, Longest library.Interval // of a window
	Share             int64            // of the creator, in basis points
	Productions       []Work
	Annex             string // file with what stays between the parties; "" for none
	Signed, Here      bool   // an annex was signed, and is kept here
}

// Deals is the part of the backend that keeps contracts. Signed ones are handed over
// as files.
type Deals interface {
	// Deals are those that everybody has signed.
	Deals(ctx context.Context) ([]Deal, error)
	// NewDeal signs a deal as its studio and returns the document for the stores.
	NewDeal(ctx context.Context, d Deal) ([]byte, error)
	// SignDeal adds a signature to a file: a channel's, or that of one's own store.
	SignDeal(ctx context.Context, file string, channel library.Key, asStore bool) ([]byte, error)
	// KeepDeal verifies a file that everybody has signed, and keeps it.
	KeepDeal(ctx context.Context, file, annex string) (Deal, error)
	// KeepAnnex keeps the annex of a deal, the very file that was signed.
	KeepAnnex(ctx context.Context, id library.Token, file string) error
	// VerifyDeal verifies a deal anew, and its annex if that is here.
	VerifyDeal(ctx context.Context, id library.Token) error
	// ExportDeal writes a deal and its annex into a folder.
	ExportDeal(ctx context.Context, id library.Token, folder string) error
	// StoreKey is the key of the store that one runs by hand.
	StoreKey(ctx context.Context) (library.Key, error)
}

// dealsPage lists contracts.
type dealsPage struct {
	*page
	s    *Screen
	list []Deal
	key  library.Key // of one's own store
}

// showDeals opens the list of contracts.
func (s *Screen) showDeals() {
	p := &dealsPage{page: newPage(s.desk, lang.L("Deals")), s: s}
	p.foot = []*kit.Button{
		p.button(lang.L("Sign as a store…"), "", kit.Plain(), func() { p.sign(true) }),
		p.button(lang.L("Keep a signed one…"), kit.IconImport, kit.Plain(), p.keep),
		p.button(lang.L("New deal"), kit.IconAdd, kit.Primary(), func() { p.s.askDeal() }),
	}
	p.lay()
	p.read()
	s.desk.Push(p.page)
	s.desk.Focus(p.foot[2])
}

func (p *dealsPage) read() {
	var list []Deal
	var key library.Key
	p.s.loop.Work(func(ctx context.Context) (err error) {
		if key, err = p.s.backend.StoreKey(ctx); err != nil {
			return err
		}
		list, err = p.s.backend.Deals(ctx)
		return err
	}, func(err error) {
		p.warn(problem(err))
		p.list, p.key = list, key
		p.lay()
	})
}

func (p *dealsPage) lay() {
	about := newPanel(
		muted(lang.L("A deal is a contract of several years over several productions: a studio and one store or more sign it. Its term, the length of windows, the creator's share and the stores bind what is published under it; everything else stays between the parties, who can each verify and export it.")),
		small(lang.L("The studio signs a new one and sends the file to the stores. Each signs it and sends it back. Then it is kept here, and can be chosen for a bundle.")),
	)
	if p.key != "" {
		about.parts = append(about.parts, small(lang.L("The key of the store that you run by hand: {{.Key}}", map[string]any{"Key": string(p.key)})),
			newRow(p.button(lang.L("Copy the key"), kit.IconCopy, kit.Plain(), func() { p.desk.Copy(string(p.key)) })))
	}
	panels := []fyne.CanvasObject{about}
	for _, d := range p.list {
		panels = append(panels, p.deal(d))
	}
	p.body = newSheet(panels...)
	p.page.Refresh()
}

// deal is one contract.
func (p *dealsPage) deal(d Deal) fyne.CanvasObject {
	stores := make([]string, len(d.Stores))
	for i, s := range d.Stores {
		stores[i] = s.Name
	}
	works := make([]string, len(d.Productions))
	for i, w := range d.Productions {
		works[i] = w.Name
	}
	return newPanel(
		heading(d.Name),
		newLine(lang.L("Parties"), "", muted(d.Studio+" · "+strings.Join(stores, " · "))),
		newLine(lang.L("Term"), "", muted(kit.Date(d.From)+" – "+kit.Date(d.Until))),
		newLine(lang.L("Windows"), "", muted(lang.L("{{.Low}} to {{.High}}", map[string]any{"Low": kit.Span(time.Duration(d.Shortest)), "High": kit.Span(time.Duration(d.Longest))}))),
		newLine(lang.L("The creator's share"), "", muted(percentText(d.Share)+"\u00a0%")),
		newLine(lang.L("Productions"), "", muted(strings.Join(works, " · "))),
		newLine(lang.L("Annex"), "", muted(annexWords(d))),
		p.actions(d),
	)
}

// annexWords says what is known of what stays between the parties.
func annexWords(d Deal) string {
	switch {
	case !d.Signed:
		return lang.L("none")
	case d.Here:
		return lang.L("It is kept here with the deal.")
	}
	return lang.L("It was signed and is not here: ask the other party for the file.")
}

// actions are what can be done with a deal.
func (p *dealsPage) actions(d Deal) fyne.CanvasObject {
	said := newPara("", kit.TextBody, kit.Medium, kit.ColorGood)
	said.Hide()
	do := func(work func(context.Context) error, words string) {
		p.s.loop.Work(work, func(err error) {
			p.warn(problem(err))
			said.say("")
			if err == nil {
				said.say(words)
			}
			if sheet, ok := p.body.(*sheet); ok {
				sheet.relayout()
			}
		})
	}
	can := []*kit.Button{
		p.button(lang.L("Verify"), "", kit.Plain(), func() {
			words := lang.L("Every party signed it.")
			if d.Here {
				words = lang.L("Every party signed it, and the annex is the one that was signed.")
			}
			do(func(ctx context.Context) error { return p.s.backend.VerifyDeal(ctx, d.ID) }, words)
		}),
		p.button(lang.L("Export…"), kit.IconFolder, kit.Plain(), func() {
			p.desk.ChooseFolder(func(folder string) {
				do(func(ctx context.Context) error { return p.s.backend.ExportDeal(ctx, d.ID, folder) }, lang.L("It is in {{.Folder}}", map[string]any{"Folder": folder}))
			})
		}),
	}
	if d.Signed && !d.Here {
		can = append(can, p.button(lang.L("Bring its annex…"), kit.IconImport, kit.Plain(), func() {
			p.desk.ChooseFile(func(file string) {
				p.s.loop.Work(func(ctx context.Context) error { return p.s.backend.KeepAnnex(ctx, d.ID, file) }, func(err error) {
					p.warn(problem(err))
					if err == nil {
						p.read()
					}
				})
			})
		}))
	}
	return newStack(10, rowOf(can...), said)
}

// sign adds a signature to a file, and asks where the signed one goes.
func (p *dealsPage) sign(asStore bool) {
	p.desk.ChooseFile(func(file string) {
		var document []byte
		p.s.loop.Work(func(ctx context.Context) (err error) {
			document, err = p.s.backend.SignDeal(ctx, file, "", asStore)
			return err
		}, func(err error) {
			p.warn(problem(err))
			if err == nil {
				p.desk.SaveFile("deal-signed.json", document)
				p.read()
			}
		})
	})
}

// keep verifies a file that everybody has signed, and keeps it.
func (p *dealsPage) keep() {
	p.desk.ChooseFile(func(file string) {
		p.s.loop.Work(func(ctx context.Context) error {
			_, err := p.s.backend.KeepDeal(ctx, file, "")
			return err
		}, func(err error) {
			p.warn(problem(err))
			if err == nil {
				p.read()
			}
		})
	})
}
