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

// Store is a store that may sell what a channel publishes.
type Store struct {
	Name      string
	URL       library.WebURL
	Key       library.Key       // signs its licences
	Recipient library.Recipient // to whom editions are handed
	Until     time.Time
	Unlisted  bool // it may not name the channel in its public list
}

// title is how a store is called.
func (s Store) title() string {
	switch {
	case s.Name != "":
		return s.Name
	case s.URL != "":
		return string(s.URL)
	}
	return string(s.Key[:8])
}

// Consigned is an edition that a store has.
type Consigned struct {
	Edition library.EditionID
	Store   library.Key
	Since   time.Time
}

// Stores is the part of the backend that deals with stores.
type Stores interface {
	// Certify lets a store sell, and returns the document for it.
	Certify(ctx context.Context, root library.Key, s Store) ([]byte, Channel, error)
	// DropStore names a store no longer: its licences from then on count no more.
	DropStore(ctx context.Context, root, store library.Key) (Channel, error)
	// Consign hands an edition to a store: at its address, or as the file that is returned.
	Consign(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) (sent bool, file []byte, err error)
	// TakeBack takes an edition back in the same way. When the store does not answer, it is
	// taken back all the same, and there are files beside the error.
	TakeBack(ctx context.Context, production library.Token, edition library.EditionID, store library.Key) (sent bool, files [][]byte, err error)
	Consignments(ctx context.Context, production library.Token) ([]Consigned, error)
}

// stores is who may sell what the channel publishes.
func (w *own) stores() fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		heading(lang.L("Stores")),
		muted(lang.L("A store that you certify may issue licenses for what it gets from you. Followers see it in your channel.")),
	}
	for _, s := range w.now.Stores {
		words := []string{lang.L("until {{.Date}}", map[string]any{"Date": kit.Date(s.Until)})}
		if s.URL != "" && s.Name != "" {
			words = append([]string{string(s.URL)}, words...)
		}
		can := []*kit.Button{w.button(lang.L("Drop…"), "", kit.Destructive(), func() { w.drop(s) })}
		if s.URL != "" {
			can = append([]*kit.Button{w.button(lang.L("Sponsors"), "", kit.Plain(), func() { w.s.showSponsors(w.now.Root, s) })}, can...)
		}
		parts = append(parts, newLine(s.title(), strings.Join(words, " · "), rowOf(can...)))
	}
	parts = append(parts, newRow(w.button(lang.L("Certify a store…"), kit.IconAdd, kit.Plain(), func() { w.s.askStore(w.now, w.set) })))
	return newPanel(parts...)
}

// drop asks, and names a store no longer.
func (w *own) drop(s Store) {
	c := kit.CanvasOf(w.page)
	if c == nil {
		return
	}
	text := newStack(12, muted(lang.L("Your channel names it no longer. What it sold stays good. What it holds of you is taken back on the page of each bundle.")))
	text.width = dialogInner
	var dialog *kit.Dialog
	dialog = kit.ShowDialog(c, lang.L("Drop “{{.Name}}”?", map[string]any{"Name": s.title()}), text,
		kit.NewButton(lang.L("Cancel"), "", kit.Plain(), func() { dialog.Close() }),
		kit.NewButton(lang.L("Drop it"), "", kit.Destructive(), func() {
			dialog.Close()
			w.change(func(ctx context.Context) (Channel, error) { return w.s.backend.DropStore(ctx, w.now.Root, s.Key) })
		}))
}

// askStore certifies a store.
func (s *Screen) askStore(c Channel, changed func(Channel)) {
	var ask Store
	until := s.now().AddDate(1, 0, 0).Format(time.DateOnly)
	var f *form
	f = s.newForm(lang.L("A store for {{.Name}}", map[string]any{"Name": c.Name}), lang.L("Certify it…"), kit.Primary(), func() {
		end, err := time.ParseInLocation(time.DateOnly, until, time.Local)
		ask.Until = end
		switch {
		case ask.Key.Valid() != nil:
			f.warn(lang.L("The key of a store has 64 digits."))
		case ask.Recipient.Valid() != nil:
			f.warn(lang.L("A recipient has 62 characters that begin with age1."))
		case err != nil || !end.After(s.now()) || end.After(s.now().AddDate(5, 0, 0)):
			f.warn(lang.L("It may sell until a day such as 2026-12-24, within the next five years."))
		case ask.URL != "" && ask.URL.Valid() != nil:
			f.warn(lang.L("Its address begins with https://."))
		default:
			var document []byte
			var now Channel
			f.run(lang.L("Publishing the channel"), func(ctx context.Context) (err error) {
				document, now, err = s.backend.Certify(ctx, c.Root, ask)
				return err
			}, func() {
				s.desk.Back()
				changed(now)
				s.desk.SaveFile(fileName(ask.title())+".store.json", document)
			})
		}
	})
	name := f.field("", func(text string) { ask.Name = strings.TrimSpace(text) })
	url := f.field("", func(text string) { ask.URL = library.WebURL(strings.TrimSpace(text)) })
	url.SetPlaceHolder("https://…")
	recipient := f.field("", func(text string) { ask.Recipient = library.Recipient(strings.TrimSpace(text)) })
	recipient.SetPlaceHolder("age1…")
	f.body = newSheet(newPanel(
		muted(lang.L("The store tells you its address and its two public keys. You get a file for it, by which its licenses are believed.")),
		newLine(lang.L("Name"), lang.L("as followers see it"), name),
		newLine(lang.L("Address"), lang.L("of its web site; nothing, if it sells by hand"), url),
		newLine(lang.L("Signing key"), lang.L("64 digits"), f.field("", func(text string) { ask.Key = library.Key(strings.ToLower(strings.TrimSpace(text))) })),
		newLine(lang.L("Recipient"), lang.L("to whom editions are handed, age1…"), recipient),
		newLine(lang.L("Until"), lang.L("it may sell until that day, five years at most"), f.field(until, func(text string) { until = strings.TrimSpace(text) })),
		f.toggle(lang.L("It may name the channel in its public list"), true, func(on bool) { ask.Unlisted = !on }),
	))
	s.desk.Push(f.page)
	s.desk.Focus(name)
}
