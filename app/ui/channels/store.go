package channels

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/art"
	"matinee/app/ui/cards"
	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// lookInto looks through the list of a store from now on.
func (f *follow) lookInto(address string) {
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(f.s.loop.Context())
	f.bar.Hidden = false
	f.say(lang.L("Asking the store for its list…"), kit.ColorMuted)
	local := !f.leave.Hidden && f.leave.Ticked()
	var found library.StoreList
	f.s.loop.Work(func(context.Context) (err error) {
		found, err = f.s.backend.AddStore(ctx, address, local)
		return err
	}, func(err error) { f.lookedInto(address, found, err) })
}

// lookedInto says what came of it, and shows what the store has.
func (f *follow) lookedInto(address string, found library.StoreList, err error) {
	f.cancel()
	f.cancel = nil
	f.bar.Hidden = true
	switch code := library.CodeOf(err); {
	case err == nil:
		f.emptied(address)
		f.s.open(tabDiscover)
		f.s.reading.Stale()
		f.say(lang.N("{{.Store}} lists {{.N}} channels.", kit.Plural(found.Channels), map[string]any{"Store": storeName(found), "N": kit.Count(found.Channels)}), kit.ColorMuted)
	case code == library.CodeCanceled:
		f.say("", kit.ColorMuted)
	default:
		f.say(say.Problem(err), kit.ColorDanger)
	}
	f.moved()
}

func storeName(s library.StoreList) string {
	if s.Name == "" {
		return string(s.URL)
	}
	return s.Name
}

// soldEntry is a channel on the lists of stores.
func soldEntry(r library.Recommendation, open func()) entry {
	e := otherEntry(r, open)
	by := lang.L("sold by {{.Names}}", map[string]any{"Names": joinNames(r.Stores)})
	e.caption = cards.Join(by, goodsOf(r.Sells), e.caption)
	return e
}

// maxGoods is how many bundles of a channel are named.
const maxGoods = 3

// goodsOf names bundles with what they cost.
func goodsOf(all []library.StockedBundle) string {
	text := ""
	for i, b := range all {
		if i == maxGoods {
			return text + "…"
		}
		if i > 0 {
			text += ", "
		}
		text += b.Name
		if len(b.Prices) > 0 {
			text += " (" + lang.L("from {{.Price}}", map[string]any{"Price": say.Money(b.Prices[0])}) + ")"
		}
	}
	return text
}

// storeEntry is a store whose list is looked through.
func storeEntry(s library.StoreList, open func()) entry {
	e := entry{title: storeName(s), round: true, open: open, picture: art.Want{ID: library.BundleID(s.Key), Shape: library.ShapePoster}}
	from := lang.L("a channel you follow names it")
	if s.Added {
		from = lang.L("added by you")
	}
	e.caption = cards.Join(lang.N("{{.N}} channels", kit.Plural(s.Channels), map[string]any{"N": kit.Count(s.Channels)}), string(s.URL), from)
	if s.Warning != nil {
		e.caption, e.danger = say.Problem(s.Warning), true
	}
	e.when = kit.Date(s.Answered)
	return e
}

// showStore says what is known of a store, and lets somebody forget it.
func (a actions) showStore(s library.StoreList) {
	on := a.canvas()
	if on == nil {
		return
	}
	var dialog *kit.Dialog
	text := lang.L("A channel you follow sells here. Its list is looked through when you discover, a few times a day.")
	if s.Added {
		text = lang.L("You added this store. Its list is looked through when you discover, a few times a day.")
	}
	buttons := []*kit.Button{kit.NewButton(lang.L("Close"), "", kit.Plain(), func() { dialog.Close() })}
	if s.Added {
		buttons = append(buttons, kit.NewButton(lang.L("Forget it"), "", kit.Destructive(), func() {
			dialog.Close()
			a.do(func(ctx context.Context) error { return a.backend.ForgetStore(ctx, s.URL) })
		}))
	}
	label := kit.NewLabel(cards.Join(string(s.URL), text), kit.TextBody, kit.Regular, kit.ColorMuted).WithLines(4)
	dialog = kit.ShowDialog(on, storeName(s), kit.NewRoom(label, 62), buttons...)
}
