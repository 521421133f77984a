package studio

import (
	"reflect"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// sharesStep says who is paid what of the creator's side.
type sharesStep struct {
	f     *flow
	sheet *sheet
	apart bool // each edition has parties of its own
	shown bool
	wrong map[string]bool
	sums  []*para
	at    []int // the edition of each sum
	fee   *line
}

func (s *sharesStep) show() fyne.CanvasObject {
	d := &s.f.draft
	complete(d)
	if !s.shown {
		s.shown = true
		earning := s.earning()
		for _, at := range earning {
			s.apart = s.apart || !reflect.DeepEqual(d.Editions[at].Splits, d.Editions[earning[0]].Splits)
		}
	}
	s.sheet = newSheet()
	s.lay()
	return s.sheet
}

func (s *sharesStep) missing() string {
	if len(s.wrong) > 0 {
		return lang.L("Mend what is marked first.")
	}
	for _, e := range s.f.draft.Editions {
		for _, p := range e.Splits {
			if p.Party == "" {
				return lang.L("Name everybody who is paid.")
			}
		}
		if e.Earns() && len(e.Splits) == 0 {
			return lang.L("{{.Edition}} is sold, but nobody is paid for it.", map[string]any{"Edition": e.Name})
		}
	}
	return ""
}

// earning are the editions that bring money.
func (s *sharesStep) earning() (at []int) {
	for i, e := range s.f.draft.Editions {
		if e.Earns() {
			at = append(at, i)
		}
	}
	return at
}

func (s *sharesStep) lay() {
	f, d := s.f, &s.f.draft
	s.wrong, s.sums, s.at = map[string]bool{}, nil, nil
	earning := s.earning()
	if len(earning) == 0 {
		s.sheet.body.parts = []fyne.CanvasObject{newPanel(
			heading(lang.L("Nothing of it is sold")),
			muted(lang.L("It is free, so nobody is paid. Choose another offer to share what it brings.")),
		)}
		s.sheet.relayout()
		return
	}
	parts := []fyne.CanvasObject{muted(lang.L("A store keeps 10% at most. The rest is the creator's side: it goes to the parties named here, as their weights relate to each other, to the cent."))}
	s.fee = newLine(lang.L("A store may keep"), lang.L("in percent, at most 10"), f.field(percentText(d.Fee), s.setFee))
	parts = append(parts, s.fee)
	if len(earning) > 1 {
		parts = append(parts, f.toggle(lang.L("Each edition has parties of its own"), s.apart, func(on bool) {
			s.apart = on
			if !on {
				s.share(d.Editions[earning[0]].Splits)
			}
			s.lay()
		}))
	}
	panels := []fyne.CanvasObject{newPanel(parts...)}
	for n, at := range earning {
		if n > 0 && !s.apart {
			break
		}
		panels = append(panels, s.parties(at))
	}
	s.sheet.body.parts = panels
	s.sheet.relayout()
	s.sum()
}

// share gives every edition that earns the same parties.
func (s *sharesStep) share(parties []library.Split) {
	for _, at := range s.earning() {
		s.f.draft.Editions[at].Splits = append([]library.Split(nil), parties...)
	}
}

// parties are those of one edition, or of all.
func (s *sharesStep) parties(at int) fyne.CanvasObject {
	f := s.f
	e := &f.draft.Editions[at]
	var parts []fyne.CanvasObject
	if s.apart {
		parts = append(parts, heading(e.Name))
	}
	for n := range e.Splits {
		parts = append(parts, s.party(at, n))
	}
	sum := small("")
	s.sums, s.at = append(s.sums, sum), append(s.at, at)
	parts = append(parts, newRow(f.button(lang.L("Add a party"), kit.IconAdd, kit.Plain(), func() {
		e.Splits = append(e.Splits, library.Split{Weight: 1})
		s.changed(at)
		s.lay()
	})), sum)
	return newPanel(parts...)
}

// party is one of them: a name and a weight.
func (s *sharesStep) party(at, n int) fyne.CanvasObject {
	f := s.f
	p := &f.draft.Editions[at].Splits[n]
	key := strconv.Itoa(at) + "/" + strconv.Itoa(n)
	name := sizedField(f.field(p.Party, func(text string) {
		f.draft.Editions[at].Splits[n].Party = strings.TrimSpace(text)
		s.changed(at)
	}), 240, lang.L("name"))
	var l *line
	weight := sizedField(f.field(strconv.FormatInt(p.Weight, 10), func(text string) {
		v, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		ok := err == nil && v >= 1 && v <= library.MaxWeight
		delete(s.wrong, key)
		if ok {
			f.draft.Editions[at].Splits[n].Weight = v
			s.changed(at)
		} else {
			s.wrong[key] = true
		}
		f.mark(l, ok, lang.L("A weight is a whole number from 1."))
	}), 90, lang.L("weight"))
	look := kit.Quiet()
	look.Height = kit.FieldHeight
	gone := f.button("", kit.IconRemove, look, func() {
		splits := f.draft.Editions[at].Splits
		f.draft.Editions[at].Splits = append(append([]library.Split(nil), splits[:n]...), splits[n+1:]...)
		s.changed(at)
		s.lay()
	})
	l = newLine(lang.L("Party and weight"), "", newRow(name, weight, gone))
	return l
}

// changed keeps editions that share their parties alike, and the sums true.
func (s *sharesStep) changed(at int) {
	if !s.apart {
		s.share(s.f.draft.Editions[at].Splits)
	}
	s.sum()
}

const hundredths = 100 // of a percent

func percentText(fee int64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(float64(fee)/hundredths, 'f', 2, 64), "0"), ".")
}

func (s *sharesStep) setFee(text string) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), 64)
	fee := int64(v*hundredths + 0.5)
	ok := err == nil && v >= 0 && fee <= library.MaxFee
	delete(s.wrong, "fee")
	if ok {
		s.f.draft.Fee = fee
		s.sum()
	} else {
		s.wrong["fee"] = true
	}
	s.f.mark(s.fee, ok, lang.L("That is no share from 0 to 10 percent."))
}

// sum says what everybody gets of a price.
func (s *sharesStep) sum() {
	for n, sum := range s.sums {
		sum.say(dividedWords(s.f.draft.Editions[s.at[n]], s.f.draft.Fee))
	}
	s.f.relayout()
}

// dividedWords says how a sale of an edition is divided at its first price.
func dividedWords(e library.DraftEdition, fee int64) string {
	var price library.Money
	for _, o := range e.Offers {
		if o.Price != nil && o.Price.Minor > 0 {
			price = *o.Price
			break
		}
	}
	if price.Minor == 0 || len(e.Splits) == 0 {
		return ""
	}
	store := price.Minor * fee / (100 * hundredths)
	words := []string{lang.L("the store {{.Amount}} at most", map[string]any{"Amount": say.Money(library.Money{Currency: price.Currency, Minor: store})})}
	for i, part := range divide(price.Minor-store, e.Splits) {
		words = append(words, e.Splits[i].Party+" "+say.Money(library.Money{Currency: price.Currency, Minor: part}))
	}
	return lang.L("Of {{.Price}}, before tax:", map[string]any{"Price": say.Money(price)}) + " " + strings.Join(words, ", ")
}

// divide shares an amount by weights: each its whole part, what is left one by one to
// the largest remainders, ties in the order of the parties.
func divide(amount int64, splits []library.Split) []int64 {
	var weights int64
	for _, p := range splits {
		weights += p.Weight
	}
	parts, rest := make([]int64, len(splits)), make([]int64, len(splits))
	left := amount
	for i, p := range splits {
		whole, over := amount/weights, amount%weights // amount·weight would not fit for the largest
		parts[i] = whole*p.Weight + over*p.Weight/weights
		rest[i] = over * p.Weight % weights
		left -= parts[i]
	}
	for ; left > 0; left-- {
		most := 0
		for i := range rest {
			if rest[i] > rest[most] {
				most = i
			}
		}
		parts[most]++
		rest[most] = -1
	}
	return parts
}
