package studio

import (
	"testing"

	"matinee/app/ui/stagehand"
	"matinee/library"
)

// TestEverythingFitsAtEveryScale looks at the screen, at every step and at every page.
func TestEverythingFitsAtEveryScale(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			h := newHouse(t)
			stagehand.Speak(t, language)
			h.prods = []library.Production{released("00000000000000000000000000000002", "Children of the Machine", 19*day, library.AfterOpen)}
			h.remarks = []library.Remark{{Code: library.RemarkNoRights, Blocks: true}, {Code: library.RemarkQuiet, Value: -31, Limit: -25, Item: "Low Tide.mkv"}}
			h.begin()
			look := func(name string) {
				stagehand.InEveryWindow(t, h.stage.Window, true, func(window string, _ float32) {
					for _, flaw := range stagehand.Flaws(h.stage.Window) {
						t.Errorf("%s, %s: %s", name, window, flaw)
					}
				})
			}
			look("overview")
			h.screen.showChannels()
			look("channels")
			h.Back()
			h.screen.askChannel(nil)
			look("new channel")
			h.Back()
			h.screen.showProduction(h.prods[0])
			look("production")
			h.screen.askLicence(h.prods[0])
			look("license")
			h.Back()
			h.screen.askGifts(h.prods[0])
			look("gifts")
			h.Back()
			mine := h.channels[0]
			mine.RootHere, mine.Stores = true, []Store{{Name: "The shop at the corner", URL: "https://shop.example", Key: root, Recipient: device()}}
			h.screen.known.channels[0] = mine
			h.consigned = []Consigned{{Edition: "standard", Store: root}}
			h.screen.askConsignment(h.prods[0])
			h.stage.Until(func() bool { return h.says("The shop at the corner") })
			look("stores of a bundle")
			h.Back()
			h.Back()
			h.screen.showOwn(mine)
			look("own channel")
			for name, open := range map[string]func(){
				"root key": func() { h.screen.askRoot(mine) }, "other key": func() { h.screen.askRotation(mine, nil) },
				"move": func() { h.screen.askMove(mine, nil) }, "lost": h.screen.askRecovery, "store": func() { h.screen.askStore(mine, nil) },
			} {
				open()
				look(name)
				h.Back()
			}
			h.sponsors = library.SponsorsAt{Sponsors: []library.Sponsor{{Name: "Cinema Cola", Spots: 2, Languages: []library.Language{"en", "fr"}, MinAge: 12, Until: h.screen.now()}, {Name: "Gin", Refused: true}}}
			h.screen.showSponsors(root, mine.Stores[0])
			h.stage.Until(func() bool { return h.says("Cinema Cola") })
			look("sponsors")
			h.Back()
			h.Back()
			h.accounts = earned()
			h.screen.showReceipts()
			h.stage.Until(func() bool { return h.says("Low Tide · ") })
			look("receipts")
			h.Back()
			h.contracts = []Deal{{Name: "Three films", Studio: "Ann", Channel: root, Stores: []Party{{Name: "Corner store"}}, Share: 9000, Productions: []Work{{Name: "Low Tide"}}}}
			h.screen.showDeals()
			h.stage.Until(func() bool { return h.says("Three films") })
			look("deals")
			h.contracts[0].Signed = true
			h.screen.askDeal()
			look("new deal")
			h.Back()
			h.Back()
			f := newFlow(h.screen, "")
			h.Push(f.page)
			look("folder")
			f.take(h.chooses)
			h.stage.Until(func() bool { return f.loaded })
			for i := range f.steps {
				f.show(i)
				if c, ok := f.steps[i].(*checkStep); ok {
					h.stage.Until(func() bool { return c.looked })
				}
				if o, ok := f.steps[i].(*windowStep); ok { // all that can be said
					h.stage.Until(func() bool { return len(f.deals) == 1 })
					o.forms[0].turn(true)
					o.forms[0].then, o.forms[0].date, o.forms[0].clock = true, "2026-12-24", "20:00"
					o.forms[0].take()
					f.show(i)
				}
				if _, ok := f.steps[i].(*offersStep); ok {
					setOffer(&f.draft.Editions[0], library.Offer{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495}}, true)
					f.show(i)
				}
				look(f.names[i])
			}
			f.steps[2].(*itemsStep).show()
			f.steps[2].(*itemsStep).edit(0)
			look("item")
		})
	}
}
