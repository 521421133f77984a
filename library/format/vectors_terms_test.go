package format_test

import (
	"strings"
)

// manifests: what a bundle may contain.
func (m *maker) manifests() {
	const film = `"path": "Season 1/E01.mp4.age"`
	for _, path := range []struct{ name, path, comment string }{
		{"path-traversal", "../../E01.mp4.age", "An item outside of the bundle."},
		{"path-absolute", "/etc/E01.mp4.age", "An absolute path."},
		{"path-backslash", `..\\E01.mp4.age`, "A path of another system."},
		{"path-device", "AUX.mp4.age", "A name that Windows keeps for a device."},
		{"path-override", `E01\u202e4pm.age`, "A name that is shown backwards."},
		{"path-unsealed-name", "Season 1/E01.mp4", "A sealed item that is not called .age."},
	} {
		m.bad("manifest", path.name, "bad-field", path.comment, film, `"path": "`+path.path+`"`)
	}
	m.bad("manifest", "path-twice", "bad-field", "Two items that are one file where case does not count.", `"path": "poster.jpg"`, `"path": "Trailer.mp4"`)
	m.bad("manifest", "path-manifest", "bad-field", "An item in the manifest's own place.", `"path": "poster.jpg"`, `"path": "Bundle.json"`)
	m.bad("manifest", "path-below-item", "bad-field", "An item below another item.", `"path": "poster.jpg"`, `"path": "trailer.mp4/poster.jpg"`)
	m.bad("manifest", "title-override", "bad-field", "A title that turns the text around it.", "Children of the Projector", `Children\u202egnitser`)
	m.bad("manifest", "title-lines", "bad-field", "A title of two lines.", "Children of the Projector", `Children\nof the Projector`)
	m.bad("manifest", "title-long", "bad-field", "A title of more than 200 bytes.", "Children of the Projector", strings.Repeat("x", 201))
	m.bad("manifest", "no-rights", "bad-field", "No statement of rights.", "© 2026 Ada Example. All rights reserved.", "")
	m.bad("manifest", "bad-licence", "bad-field", "A licence that is no SPDX identifier.", "LicenseRef-AllRightsReserved", "all rights reserved")
	m.bad("manifest", "bad-language", "bad-field", "A language that is no BCP 47 tag.", "\"en\"\n  ]", "\"english language\"\n  ]")
	m.bad("manifest", "bad-recipient", "bad-field", "A recipient whose checksum is wrong.", string(recipient(extrasIdentity)), string(recipient(extrasIdentity)[:61])+"q")
	m.bad("manifest", "shared-recipient", "bad-field", "Two editions with one recipient: the narrower one's key would open the wider one.", string(recipient(extrasIdentity)), string(recipient(standardIdentity)))
	m.bad("manifest", "no-release-key", "bad-field", "A sealed edition without a release key.", `"releaseKey": "`+string(public(releaseKey(m.t, extrasIdentity)))+`"`, `"x": 1`)
	m.bad("manifest", "unknown-edition", "bad-field", "An item for an edition that is not there.", "\"standard\",\n        \"extras\"\n", "\"standard\",\n        \"deluxe\"\n")
	m.bad("manifest", "sealed-trailer", "bad-field", "A trailer that is sealed.", `"role": "extra"`, `"role": "trailer"`)
	m.bad("manifest", "unknown-role", "bad-field", "A role that is not known.", `"role": "extra"`, `"role": "program"`)
	m.bad("manifest", "no-main", "bad-field", "No main item.", `"role": "main"`, `"role": "extra"`)
	m.bad("manifest", "captions-of-nothing", "bad-field", "Captions of an item that is not there.", `"isPartOf": "Season 1/E01.mp4.age"`, `"isPartOf": "E02.mp4.age"`)
	m.bad("manifest", "sealed-shorter", "bad-field", "Sealed it would be shorter than plain.", `"contentSize": 2340001000`, `"contentSize": 2340000000`)
	m.bad("manifest", "another-channel", "wrong-root", "It names another channel than its certificate.", `"channel": "`+string(public(signer("root"))), `"channel": "`+string(public(signer("other root"))))
	m.bad("manifest", "before-its-key", "wrong-signer", "Issued before its key was certified.", `"issued": "2026-03-01T12:00:00Z"`, `"issued": "2025-12-31T12:00:00Z"`)
}

// windowUntil is how the end of the first window is written.
const windowUntil = `"until": "` + ends + `"`

// termsAlone: rules within one version.
func (m *maker) termsAlone() {
	own := func(until string) []string {
		return []string{windowUntil, `"until": "` + until + `"`, `"opens": "` + opens + `"`, `"opens": "2026-07-01T00:00:00Z"`}
	}
	override := append(own("2026-04-01T18:02:00Z"), `"after": "open"`, `"after": "open",`+"\n        \"override\": \"own-length\"")
	m.bad("terms", "window-30-days", "ok", "The shortest window.", own("2026-05-01T18:00:00Z")...)
	m.bad("terms", "window-60-days", "ok", "The longest window.", own("2026-05-31T18:00:00Z")...)
	m.bad("terms", "window-short", "terms", "A second less than 30 days.", own("2026-05-01T17:59:59Z")...)
	m.bad("terms", "window-long", "terms", "A second more than 60 days.", own("2026-05-31T18:00:01Z")...)
	m.bad("terms", "window-own", "ok", "Two minutes, by the override's name.", override...)
	m.bad("terms", "window-backwards", "terms", "It ends before it begins.", own("2026-03-01T00:00:00Z")...)
	m.bad("terms", "opens-early", "terms", "It opens before its window ends.", `"opens": "`+opens+`"`, `"opens": "2026-05-01T00:00:00Z"`)
	m.bad("terms", "opens-without-open", "terms", "It names when it opens, and does not open.", `"after": "open"`, `"after": "offers"`)
	m.bad("terms", "fee-too-high", "terms", "A store would keep more than 10 %.", `"storeFee": 1000`, `"storeFee": 1001`)
	m.bad("terms", "split-zero", "terms", "A party with no weight.", `"weight": 2`, `"weight": 0`)
	m.bad("terms", "split-twice", "terms", "A party stands twice.", `"Bo Example"`, `"Ada Example"`)
	m.bad("terms", "split-fraction", "bad-number", "A weight that is no integer.", `"weight": 2`, `"weight": 0.5`)
	m.bad("terms", "offer-twice", "terms", "Two prices for the same choice.", `"kind": "ads"`, "\"kind\": \"paid\",\n          \"price\": {\"currency\": \"EUR\", \"minorUnits\": 5}")
	m.bad("terms", "offer-unknown", "terms", "An offer of a kind that is not known.", `"kind": "ads"`, `"kind": "barter"`)
	m.bad("terms", "card-fee-buyer", "ok", "The buyer bears the card fee.", `"kind": "pay-what-you-want",`, "\"kind\": \"pay-what-you-want\",\n          \"cardFee\": \"buyer\",")
	m.bad("terms", "card-fee-creator", "bad-field", "The creator would bear the card fee.", `"kind": "pay-what-you-want",`, "\"kind\": \"pay-what-you-want\",\n          \"cardFee\": \"creator\",")
	m.bad("terms", "card-fee-of-ads", "terms", "A card fee where nothing is paid.", `"kind": "ads"`, "\"kind\": \"ads\",\n          \"cardFee\": \"buyer\"")
	m.bad("terms", "price-nothing", "terms", "Paid, with nothing.", `"minorUnits": 495`, `"minorUnits": 0`)
	m.bad("terms", "price-currency", "bad-field", "No currency of ISO 4217.", `"currency": "EUR"`, `"currency": "EURO"`)
	m.bad("terms", "breaks-without-ads", "terms", "Breaks, and no offer with ads.", `"kind": "ads"`, `"kind": "free"`)
	fits := func(name, expect, comment string, changes ...string) {
		m.t.Helper()
		m.add("terms", name, expect, comment, m.change("terms", changes...), with{"manifest": m.signed("manifest")})
	}
	fits("fits", "ok", "For the bundle of the manifest.")
	fits("other-bundle", "mismatch", "For another bundle than the manifest's.", `"bundle": "0`, `"bundle": "1`)
	fits("other-edition", "mismatch", "For an edition that the manifest does not have.", `"edition": "extras"`, `"edition": "deluxe"`)
	m.bad("terms", "edition-twice", "terms", "Two terms for one edition.", `"edition": "extras"`, `"edition": "standard"`)
	fits("break-elsewhere", "mismatch", "A break in an item that is not there.", `"item": "Season 1/E01.mp4.age"`, `"item": "E99.mp4.age"`)
}

// termsInOrder: what a later version may change.
func (m *maker) termsInOrder() {
	held := m.signed("terms")
	next := func(name, expect, comment, sold string, changes ...string) {
		m.t.Helper()
		payload := m.change("terms", append([]string{`"version": 1`, `"version": 2`}, changes...)...)
		m.add("terms", name, expect, comment, payload, with{"held": held, "sold": sold})
	}
	next("new-price", "ok", "A new version with another price.", "yes", `"minorUnits": 495`, `"minorUnits": 595`)
	next("ends-sooner", "ok", "The window ends sooner.", "yes", windowUntil, `"until": "2026-05-10T18:00:00Z"`)
	next("ends-later-sold", "terms", "A licence was sold, and the window would end later.", "yes", windowUntil, `"until": "2026-05-20T18:00:00Z"`)
	next("ends-later-unsold", "ok", "Nothing was sold yet: the window may end later.", "no", windowUntil, `"until": "2026-05-20T18:00:00Z"`)
	next("opens-later-sold", "terms", "A licence was sold, and it would open later.", "yes", `"opens": "`+opens+`"`, `"opens": "2026-06-02T00:00:00Z"`)
	next("opens-never-sold", "terms", "A licence was sold, and it would open no more.", "yes", `"after": "open",`, `"after": "offers",`, `"opens": "`+opens+`"`, `"x": 1`)
	next("vanished-sold", "terms", "A licence was sold, and the edition would vanish.", "yes", `"edition": "extras"`, `"edition": "deluxe"`)
	m.add("terms", "rolled-back", "rolled-back", "An older version than the one that is held.", m.good["terms"], with{"held": m.resigned("terms", `"version": 1`, `"version": 2`)})
	m.add("terms", "same-version", "forked", "The same version with another price.", m.change("terms", `"minorUnits": 495`, `"minorUnits": 5`), with{"held": held})
}

// dealsBind: deals, and terms under one.
func (m *maker) dealsBind() {
	m.bad("deal", "share-low", "terms", "Less than 90 % for the creator.", `"creatorShare": 9000`, `"creatorShare": 8999`)
	m.bad("deal", "window-short", "terms", "Windows of less than 30 days.", `"shortestWindow": "P30D"`, `"shortestWindow": "P29D"`)
	m.bad("deal", "term-backwards", "terms", "It ends before it begins.", `"until": "2029-`, `"until": "2025-`)
	m.bad("deal", "production-twice", "terms", "A production stands twice.", `"The second one"`, `"The second one", "bundle": "`+string(bundleID)+`"`)
	half := signRaw("deal", m.good["deal"], signer("channel"))
	m.addEnvelope("deal", "half-signed", "wrong-signer", "The store has not signed.", half.Bytes(), nil, m.good["deal"])

	under := func(name, expect, comment, deal string, changes ...string) {
		m.t.Helper()
		changes = append(changes, `"storeFee": 1000`, `"storeFee": 1000,`+"\n  \"deal\": "+deal)
		m.bad("terms", name, expect, comment, changes...)
	}
	signed := m.signed("deal")
	under("deal", "ok", "Terms under a deal.", signed)
	under("deal-other-bundle", "terms", "A deal that does not name the production.", m.resigned("deal", `"bundle": "0`, `"bundle": "1`))
	under("deal-half-signed", "wrong-signer", "A deal that the store has not signed.", string(half.Bytes()))
	under("deal-share", "terms", "A deal that leaves the store less.", m.resigned("deal", `"creatorShare": 9000`, `"creatorShare": 9001`))
	under("deal-term", "terms", "A premiere outside of the deal's term.", m.resigned("deal", `"until": "2029-`, `"until": "2026-`, `"from": "2026-01-01`, `"from": "2025-01-01`, `"until": "2026-01-01`, `"until": "2026-03-01`))
	under("deal-longest", "terms", "A window longer than the deal allows.", m.resigned("deal", `"longestWindow": "P60D"`, `"longestWindow": "P44D"`))
	under("deal-other-store", "terms", "A store sells that is not in the deal.", signed, `"stores": [`+"\n    \"", `"stores": [`+"\n    \""+string(public(signer("other store")))+"\",\n    \"")
	under("deal-any-store", "terms", "Every store might sell.", signed, "\"stores\": [\n    \""+string(public(signer("store")))+"\"\n  ],", "")
	under("deal-free", "terms", "Given away during the window.", signed, `"kind": "pay-what-you-want"`, "\"kind\": \"free\"\n        },\n        {\n          \"kind\": \"pay-what-you-want\"")
	under("deal-free-after", "ok", "Given away after the window.", signed, `"issued": "`+issued+`"`, `"issued": "2026-06-02T00:00:00Z"`, `"kind": "pay-what-you-want"`, "\"kind\": \"free\"\n        },\n        {\n          \"kind\": \"pay-what-you-want\"")
	under("deal-own-length", "terms", "A window of its own length under a deal.", signed, `"after": "open"`, `"after": "open", "override": "own-length"`)
	under("deal-no-window", "terms", "An edition without a window under a deal.", signed, `"window": {`+"\n        \"from\": \""+premiere+"\",\n        "+windowUntil+"\n      },", "")
}
