package owner

import (
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// TestGiftCodesWithoutAServer: a creator without a store makes codes; two fans open the film
// with one each, a third with a code that was used already, which nothing prevents. Its text
// is short enough for a mail.
func TestGiftCodesWithoutAServer(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	folder, film := reel(t, "Low Tide", "2")
	creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)})
	req := control.LicenceRequest{Name: "Low Tide", Kind: library.LicenceGift}
	for _, count := range []int{0, 1001} {
		_, err := creator.IssueGifts(t.Context(), req, count)
		code(t, err, library.CodeBadSetting)
	}
	codes := ok[[]string](t)(creator.IssueGifts(t.Context(), req, 2))
	if len(codes) != 2 || codes[0] == codes[1] || len(codes[0]) > 5000 {
		t.Fatalf("%d codes of %d bytes", len(codes), len(codes[0]))
	}
	t.Logf("a code has %d bytes", len(codes[0]))
	for i, text := range []string{codes[0], codes[1] + "\n", codes[0][:70] + "\r\n" + codes[0][70:]} {
		fan := open(t, t.TempDir(), inDHT(dht[i], dht[3]))
		_, err := fan.BringLicence(t.Context(), []byte(text)) // of what is not here
		if err == nil {
			t.Error("it opens a bundle that is not here")
		}
		_, err = fan.Buy(t.Context(), control.BuyRequest{Name: "Low Tide", Code: text})
		code(t, err, library.CodeBadSetting) // whoever sells it hears nothing of it
		var id library.BundleID
		if i == 0 { // the code brings the bundle
			fan.mustFollow(made.Link, true)
		} else {
			id = fan.follows(made, "Low Tide")
			fan.shut(id, "before the code", library.CodeSealed)
		}
		_, err = fan.BringLicence(t.Context(), []byte(text[:len(text)/2]))
		code(t, err, library.CodeBadDocument)
		l := ok[control.Licence](t)(fan.BringLicence(t.Context(), []byte(text)))
		if l.Kind != library.LicenceGift || l.Edition != "standard" {
			t.Errorf("%+v", l)
		}
		if i == 0 {
			page := ok[library.ChannelPage](t)(fan.ChannelPage(t.Context(), made.Root))
			id = page.Listed[0].Infohash
			fan.awaitSeeding(id)
		}
		fan.shows(id, film)
	}
	if p := ok[[]library.Production](t)(creator.Productions(t.Context())); len(p) != 1 || p[0].Licences != 2 {
		t.Errorf("the creator counts %+v", p)
	}
}
