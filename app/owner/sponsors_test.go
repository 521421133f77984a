package owner

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// TestACreatorRefusesASponsor: at a real store, by the key of the channel. Without a word
// everybody may play; a word survives a restart, also one that was given on another machine;
// whoever is refused is not on the reel for this channel.
func TestACreatorRefusesASponsor(t *testing.T) {
	data := t.TempDir()
	creator := open(t, data, able)
	made := creator.channelNew("Studio")
	shop, address := sells(t, made.Root)
	say := func(req control.SponsorsRequest) library.SponsorsAt {
		t.Helper()
		all := ok[[]library.SponsorsAt](t)(creator.Sponsors(t.Context(), req))
		if len(all) != 1 || all[0].Away != nil {
			t.Fatalf("%+v", all)
		}
		return all[0]
	}
	if all := ok[[]library.SponsorsAt](t)(creator.Sponsors(t.Context(), control.SponsorsRequest{})); len(all) != 0 {
		t.Errorf("without a store: %+v", all)
	}
	ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}))
	if at := say(control.SponsorsRequest{}); len(at.Sponsors) != 0 || !at.Said.IsZero() {
		t.Errorf("without a campaign: %+v", at)
	}
	advertises(t, shop, made.Root)
	if at := say(control.SponsorsRequest{}); len(at.Sponsors) != 1 || at.Sponsors[0].Refused || at.Sponsors[0].Spots != 1 || at.Sponsors[0].Name != "Cinema Cola" {
		t.Errorf("without a word: %+v", at)
	}
	at := say(control.SponsorsRequest{Refuse: []string{"cinema cola", "Gin"}})
	if len(at.Sponsors) != 2 || !at.Sponsors[0].Refused || !at.Sponsors[1].Refused || at.Said.IsZero() {
		t.Errorf("refused: %+v", at)
	}
	if err := os.RemoveAll(filepath.Join(data, "studio", "sponsors")); err != nil { // as on another machine
		t.Fatal(err)
	}
	creator.end()
	creator = open(t, data, able, ahead(time.Minute)) // a word has the second it was given in
	if at = say(control.SponsorsRequest{Refuse: []string{"Rum"}}); len(at.Sponsors) != 2 || !at.Sponsors[0].Refused {
		t.Errorf("what was refused elsewhere: %+v", at)
	}
	named := true
	if at = say(control.SponsorsRequest{Named: &named}); !at.Named || !at.Sponsors[0].Refused {
		t.Errorf("nobody is named: %+v", at)
	}
	creator.end()
	creator = open(t, data, able, ahead(time.Minute))
	if at = say(control.SponsorsRequest{Allow: []string{"Cinema Cola"}}); !at.Named || at.Sponsors[0].Refused {
		t.Errorf("named: %+v", at)
	}
	if _, err := creator.Sponsors(t.Context(), control.SponsorsRequest{Store: made.Root}); library.CodeOf(err) != library.CodeNotFound {
		t.Errorf("no store of this channel: %v", err)
	}
}
