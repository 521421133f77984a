package buying

import (
	"slices"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// lastPaidBy is how something was paid last; "" for nothing yet.
func lastPaidBy(newestFirst []library.Purchase) string {
	for _, p := range newestFirst {
		if p.Provider != "" {
			return p.Provider
		}
	}
	return ""
}

// payable finds the ways to pay the chosen offer, and makes the choice between them.
func (f *sheet) payable() {
	_, o := f.chosen()
	f.takes, f.ways = library.WaysIn(f.shop.Ways, o.Price.Currency), nil
	if len(f.takes) < 2 {
		return
	}
	words := make([]string, 0, len(f.takes))
	for _, w := range f.takes {
		words = append(words, wayWord(w))
	}
	f.ways = kit.NewChoice(words, func(i int) { f.paysBy = f.takes[i].Name; f.fill(); f.fit() })
	f.ways.Set(max(f.wayAt(), 0))
	f.ways.PassKeys(f.key, nil)
}

// wayAt is where the chosen way is among those that fit; -1 for nowhere.
func (f *sheet) wayAt() int {
	return slices.IndexFunc(f.takes, func(w library.Way) bool { return w.Name == f.paysBy })
}

// way is how it would be paid now.
func (f *sheet) way() library.Way {
	if len(f.takes) == 0 { // nothing is known yet, or the store takes no such money and says so
		return library.Way{Test: f.shop.Test, Fees: f.shop.Fees}
	}
	return f.takes[max(f.wayAt(), 0)]
}

// wayWord names a way to pay. What is not known is named as the store names it.
func wayWord(w library.Way) string {
	switch w.Name {
	case "stripe":
		return lang.L("Card")
	case "lightning":
		return lang.L("Bitcoin, by Lightning")
	case "sandbox":
		return lang.L("Sandbox")
	}
	return library.CleanLine(w.Name, 40)
}
