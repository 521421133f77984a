package studio

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// consigning is the page on which editions go to stores, and come back.
type consigning struct {
	*form
	of      library.Production
	channel Channel
	list    []Consigned
	edition library.EditionID
	store   library.Key
}

// askConsignment opens the page.
func (s *Screen) askConsignment(p library.Production) {
	w := &consigning{of: p}
	for _, c := range s.known.channels {
		if c.Root == p.Channel {
			w.channel = c
		}
	}
	w.form = s.newForm(lang.L("Stores that sell {{.Title}}", map[string]any{"Title": p.Title}), lang.L("Hand it over"), kit.Primary(), w.give)
	if editions := sealedEditions(p); len(editions) > 0 {
		w.edition = library.EditionID(editions[0].Value)
	}
	if len(w.channel.Stores) > 0 {
		w.store = w.channel.Stores[0].Key
	}
	w.lay()
	w.read()
	s.desk.Push(w.page)
	s.desk.Focus(w.foot[0])
}

func (w *consigning) read() {
	var list []Consigned
	w.s.loop.Work(func(ctx context.Context) (err error) {
		list, err = w.s.backend.Consignments(ctx, w.of.ID)
		return err
	}, func(err error) {
		if err != nil {
			w.warn(problem(err))
			return
		}
		w.list = list
		w.lay()
	})
}

func (w *consigning) lay() {
	about := newPanel(muted(lang.L("A store gets the key of an edition, locked for it alone: at its address, or as a file that you send to it if it has none. It sells under the terms of your channel. Taking it back ends its selling; what it sold stays good.")))
	w.do.Hidden = len(w.channel.Stores) == 0
	if w.do.Hidden {
		channel := w.channel
		about.parts = append(about.parts, muted(lang.L("Your channel names no store yet.")),
			newRow(w.button(lang.L("Certify a store…"), kit.IconAdd, kit.Primary(), func() {
				w.s.askStore(channel, func(c Channel) {
					w.channel, w.store = c, c.Stores[0].Key
					w.lay()
				})
			})))
	} else {
		about.parts = append(about.parts, w.choices()...)
	}
	parts := []fyne.CanvasObject{about}
	if len(w.list) > 0 {
		has := newPanel(heading(lang.L("What stores have")))
		for _, c := range w.list {
			has.parts = append(has.parts, newLine(w.storeName(c.Store), w.editionName(c.Edition)+" · "+lang.L("since {{.Date}}", map[string]any{"Date": kit.Date(c.Since)}),
				newRow(w.button(lang.L("Take back…"), "", kit.Destructive(), func() { w.takeBack(c) }))))
		}
		parts = append(parts, has)
	}
	w.body = newSheet(parts...)
	w.page.Refresh()
}

// choices are which edition goes to which store.
func (w *consigning) choices() []fyne.CanvasObject {
	var stores []kit.Option
	for _, s := range w.channel.Stores {
		stores = append(stores, kit.Option{Value: string(s.Key), Text: s.title()})
	}
	return []fyne.CanvasObject{
		newLine(lang.L("Edition"), "", newRow(w.pick(sealedEditions(w.of), string(w.edition), func(id string) { w.edition = library.EditionID(id) }))),
		newLine(lang.L("Store"), "", newRow(w.pick(stores, string(w.store), func(key string) { w.store = library.Key(key) }))),
	}
}

func (w *consigning) storeName(key library.Key) string {
	for _, s := range w.channel.Stores {
		if s.Key == key {
			return s.title()
		}
	}
	return string(key[:8])
}

func (w *consigning) editionName(id library.EditionID) string {
	for _, e := range w.of.Offered {
		if e.ID == id {
			return e.Name
		}
	}
	return string(id)
}

// give hands an edition over, and asks where its file goes if the store has no address.
func (w *consigning) give() {
	var file []byte
	var sent bool
	edition, store := w.edition, w.store
	w.run(lang.L("Handing it over"), func(ctx context.Context) (err error) {
		sent, file, err = w.s.backend.Consign(ctx, w.of.ID, edition, store)
		return err
	}, func() {
		w.read()
		if !sent {
			w.desk.SaveFile(fileName(w.of.Title+" "+w.storeName(store))+".consignment.json", file)
		}
	})
}

// takeBack takes an edition back, and asks where the files go if the store was not told.
func (w *consigning) takeBack(c Consigned) {
	var files [][]byte
	var sent bool
	var silent error // the store did not answer, but it is taken back
	w.run(lang.L("Signing that it is taken back"), func(ctx context.Context) (err error) {
		if sent, files, err = w.s.backend.TakeBack(ctx, w.of.ID, c.Edition, c.Store); len(files) > 0 {
			silent, err = err, nil
		}
		return err
	}, func() {
		w.read()
		if silent != nil {
			w.warn(problem(silent))
		}
		if sent {
			return
		}
		for _, d := range files {
			w.desk.SaveFile(fileName(w.of.Title+" "+w.storeName(c.Store))+".withdrawal.json", d)
		}
	})
}
