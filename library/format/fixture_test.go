package format_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"testing"
	"testing/cryptotest"
	"time"

	"filippo.io/age"

	"matinee/library"
	"matinee/library/format"
)

// The age identities of the fixture. They protect nothing.
const (
	standardIdentity = "AGE-SECRET-KEY-1E3T33TDEDVG5V8JGR99J3GS0NGJF2Q0UE0UM8RTZ6X93YZNXD4QQKQ8KS9"
	extrasIdentity   = "AGE-SECRET-KEY-1E6FE0RLSNLLSDCKKRYT65PLGDQDTP34M66DGETEYY7WKLVYQHMJSNZZPSH"
	premiereIdentity = "AGE-SECRET-KEY-1W0WXWF90MFPU7R63F9C3Z93F8RDEAZ9QXAQMJWQVRGGZK67LEE6SZAM42V"
	deviceIdentity   = "AGE-SECRET-KEY-136F9KGR5Z6SCPY7U5PNCY4HV0FU0688K7720VZD5YPVX82LCVH2SSQ0208"
	storeIdentity    = "AGE-SECRET-KEY-12ZVQS6DENLSWLSF69JYQP4QUAFS76JLENN0PFY4V6LWV9EGZLGNQFV9ERM"
)

const (
	bundleID = library.Token("0123456789abcdef0123456789abcdef")
	issued   = "2026-03-01T12:00:00Z"
	premiere = "2026-04-01T18:00:00Z"
	ends     = "2026-05-16T18:00:00Z" // 45 days later
	opens    = "2026-06-01T00:00:00Z"
)

// signer derives a test key from its name.
func signer(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("matinee test vectors: " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(key ed25519.PrivateKey) library.Key {
	return library.KeyOf(key.Public().(ed25519.PublicKey))
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func digest(text string) library.Digest { return library.DigestOf(sha256.Sum256([]byte(text))) }

func recipient(identity string) library.Recipient {
	parsed, err := age.ParseX25519Identity(identity)
	if err != nil {
		panic(err)
	}
	return library.Recipient(parsed.Recipient().String())
}

// wrap seals an identity as library/seal does.
func wrap(identity string, to ...library.Recipient) []byte {
	content := []byte(identity + "\n")
	for _, r := range to {
		parsed, err := age.ParseX25519Recipient(string(r))
		if err != nil {
			panic(err)
		}
		var out bytes.Buffer
		w, err := age.Encrypt(&out, parsed)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write(content); err != nil {
			panic(err)
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
		content = out.Bytes()
	}
	return content
}

// mustSign signs what must be right.
func mustSign[D format.Document](t testing.TB, doc D, keys ...string) format.Signed[D] {
	t.Helper()
	var private []ed25519.PrivateKey
	for _, name := range keys {
		private = append(private, signer(name))
	}
	signed, err := format.Sign(doc, private...)
	if err != nil {
		t.Fatalf("sign %T: %v", doc, err)
	}
	return signed
}

// fixture is one valid document of each kind, all about the same bundle.
type fixture struct {
	certificate format.Signed[format.Certificate]
	author      format.Author
	store       format.Store
	storeCert   format.Signed[format.StoreCertificate]
	seller      format.Seller
	manifest    format.Manifest
	terms       format.Terms
	deal        format.Deal
	channel     format.Channel
	catalogue   format.StoreCatalogue
	consignment format.Consignment
	licence     format.Licence
	receipt     format.Receipt
	premiere    format.Release
	open        format.Release
	reel        format.Reel
	sponsors    format.Sponsors
	tokenKey    format.TokenKey

	booksRequest format.BooksRequest
	booksHead    format.BooksHead
}

// releaseKey is the test name of a key that is derived, not named.
func releaseKey(t testing.TB, identity string) ed25519.PrivateKey {
	t.Helper()
	key, err := format.ReleaseKey(library.Identity(identity))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	cryptotest.SetGlobalRandom(t, 1)
	var f fixture
	f.certificate = mustSign(t, format.Certificate{
		Root: public(signer("root")), Key: public(signer("channel")), Serial: 1, Issued: at("2026-01-01T00:00:00Z"),
	}, "root")
	f.author = format.Author{Channel: public(signer("root")), Certificate: f.certificate.Envelope, Issued: at(issued)}
	f.store = format.Store{
		Name: "The Corner Store", URL: "https://store.example/", Key: public(signer("store")), Recipient: recipient(storeIdentity),
		From: at("2026-02-01T00:00:00Z"), Until: at("2027-02-01T00:00:00Z"),
	}
	f.storeCert = mustSign(t, format.StoreCertificate{Author: f.author, Store: f.store}, "channel")
	f.seller = format.Seller{Channel: public(signer("root")), Certificate: f.storeCert.Envelope, Issued: at("2026-03-05T09:30:00Z")}
	f.manifest = manifest(t, f.author)
	f.terms = terms(f.author)
	f.deal = deal(f.author)
	f.premiere = format.Release{
		Bundle: bundleID, Edition: "standard", Kind: library.ReleasePremiere, Identity: premiereIdentity,
		Key: public(releaseKey(t, standardIdentity)),
	}
	f.open = format.Release{
		Bundle: bundleID, Edition: "standard", Kind: library.ReleaseOpen, Identity: standardIdentity,
		Key: public(releaseKey(t, standardIdentity)),
	}
	f.channel = f.newChannel(t)
	f.catalogue = f.newCatalogue(t)
	f.consignment = format.Consignment{
		Author: f.author, ID: "c0ffee00c0ffee00c0ffee00c0ffee00", Version: 1, Bundle: bundleID, Edition: "standard",
		Recipient: recipient(standardIdentity), Terms: digest("terms"), Store: f.store.Key, For: f.store.Recipient,
		Wrapped: wrap(standardIdentity, f.store.Recipient), WrappedPremiere: wrap(premiereIdentity, f.store.Recipient),
	}
	f.licence = format.Licence{
		Seller: f.seller, ID: "11ce0000000000000000000000000001", Kind: library.LicencePurchase, Bundle: bundleID, Edition: "standard",
		Recipient: recipient(standardIdentity), Premiere: recipient(premiereIdentity), Device: recipient(deviceIdentity),
		Wrapped: wrap(standardIdentity, recipient(premiereIdentity), recipient(deviceIdentity)),
		Until:   at(ends), Permits: []library.Permit{library.PermitExport},
	}
	f.receipt = format.Receipt{
		Seller: f.seller, Order: "0de70000000000000000000000000001", Secret: "5ec7e700000000000000000000000001", Bundle: bundleID,
		Edition: "standard", Offer: library.OfferPaid, Terms: digest("terms"), Paid: library.Money{Currency: "EUR", Minor: 495}, Tax: 79,
		Ledger: format.Place{N: 17, Hash: digest("ledger")},
	}
	f.withAds()
	f.withBooks()
	return f
}

func manifest(t testing.TB, author format.Author) format.Manifest {
	t.Helper()
	age12 := int64(12)
	sealed := func(path string, role library.Role, length int64, editions ...library.EditionID) format.Item {
		return format.Item{
			Path: library.ItemPath(path), Role: role, Editions: editions, Duration: 52*time.Minute + 12500*time.Millisecond,
			Format: "video/mp4", Width: 1920, Height: 1080, Bitrate: 6_000_000,
			Plain:  library.Sum{Length: length, SHA256: digest("plain " + path)},
			Sealed: &library.Sum{Length: length + 1000, SHA256: digest("sealed " + path)},
		}
	}
	film := sealed("Season 1/E01.mp4.age", library.RoleMain, 2_340_000_000, "standard", "extras")
	film.Name, film.Season, film.Episode, film.Languages = "The Start", 1, 1, []library.Language{"en", "fr"}
	return format.Manifest{
		Author: author, ID: bundleID, Version: 1, Name: "Children of the Projector",
		Creators:    []format.Creator{{Name: "Ada Example", Role: "director"}, {Name: "Bo Example"}},
		Description: "Eight episodes.\nOne projector.", Languages: []library.Language{"en"}, MinAge: &age12,
		Published: at(issued), License: library.AllRightsReserved, Rights: "© 2026 Ada Example. All rights reserved.",
		Keywords: []string{"drama"},
		Editions: []format.Edition{
			{
				ID: "standard", Name: "Standard", Recipient: recipient(standardIdentity), Premiere: recipient(premiereIdentity),
				Release: public(releaseKey(t, standardIdentity)),
			},
			{
				ID: "extras", Name: "With extras", Recipient: recipient(extrasIdentity),
				Release: public(releaseKey(t, extrasIdentity)),
			},
		},
		Items: []format.Item{
			film,
			sealed("Extras/Making of.mp4.age", library.RoleExtra, 400_000_000, "extras"),
			{Path: "trailer.mp4", Role: library.RoleTrailer, Plain: library.Sum{Length: 30_000_000, SHA256: digest("trailer")}},
			{Path: "poster.jpg", Role: library.RolePoster, Plain: library.Sum{Length: 200_000, SHA256: digest("poster")}},
			{
				Path: "Season 1/E01.fr.vtt", Role: library.RoleCaption, For: film.Path, Languages: []library.Language{"fr"},
				Plain: library.Sum{Length: 40_000, SHA256: digest("captions")},
			},
		},
	}
}

func terms(author format.Author) format.Terms {
	window := library.Window{From: at(premiere), Until: at(ends), After: library.AfterOpen, Opens: at(opens)}
	closing := library.Window{From: at(premiere), Until: at(ends)}
	splits := []library.Split{{Party: "Ada Example", Weight: 2}, {Party: "Bo Example", Weight: 1}}
	return format.Terms{
		Author: author, Bundle: bundleID, Version: 1, Fee: 1000, Stores: []library.Key{public(signer("store"))},
		Editions: []format.EditionTerms{
			{
				Edition: "standard",
				Offers: []library.Offer{
					{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495}, Permits: []library.Permit{library.PermitExport}},
					{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 195}, Rental: 48 * time.Hour},
					{Kind: library.OfferAds},
				},
				Window: &window, Splits: splits,
				Breaks: []library.Break{
					{Place: library.BreakBefore, Spots: 1, Longest: 30 * time.Second},
					{Item: "Season 1/E01.mp4.age", Place: library.BreakAt, At: 26 * time.Minute, Spots: 2, Longest: time.Minute},
				},
			},
			{
				Edition: "extras", Window: &closing, Splits: splits,
				Offers: []library.Offer{{Kind: library.OfferPWYW, Price: &library.Money{Currency: "EUR", Minor: 995}}},
			},
		},
	}
}

func deal(author format.Author) format.Deal {
	author.Issued = at("2026-02-01T12:00:00Z")
	return format.Deal{
		Author: author, ID: "dea10000000000000000000000000001", Name: "Three productions", Studio: "Example Pictures",
		Stores: []format.Party{{Name: "The Corner Store", Key: public(signer("store")), URL: "https://store.example/"}},
		From:   at("2026-01-01T00:00:00Z"), Until: at("2029-01-01T00:00:00Z"),
		Shortest: library.ShortestWindow, Longest: library.LongestWindow, Share: 9000,
		Productions: []format.Production{{Name: "Children of the Projector", Bundle: bundleID}, {Name: "The second one"}},
		Annex:       digest("annex"),
	}
}

func (f fixture) newChannel(t *testing.T) format.Channel {
	t.Helper()
	open, err := format.Sign(f.open, releaseKey(t, standardIdentity))
	if err != nil {
		t.Fatal(err)
	}
	link := format.Link{Key: public(signer("friend")), Root: public(signer("friend root"))}
	return format.Channel{
		Author: f.author, Seq: 3, Previous: digest("channel 2"), Expires: at("2026-06-01T12:00:00Z"),
		Name: "Example Pictures", Description: "Films about film.", Languages: []library.Language{"en", "fr"},
		Image: digest("image"), Domain: "studio.example", Mirrors: []library.WebURL{"https://studio.example/matinee/"},
		Stores: []format.Store{f.store},
		Bundles: []format.Listing{{
			Bundle: bundleID, Name: "Children of the Projector", Manifest: digest("manifest"), Terms: digest("terms"),
			Torrent: digest("torrent"), Infohash: "0123456789abcdef0123456789abcdef01234567", Poster: digest("poster"),
		}},
		Releases:   []format.Envelope{open.Envelope},
		Recommends: []format.Recommendation{{Link: link.String(), Name: "Friends", Why: "They lent us the camera."}},
		Revoked:    []format.Revocation{{Key: public(signer("old store")), At: at("2026-02-15T00:00:00Z"), Why: "lost"}},
		Withdrawn:  []format.Withdrawal{{Bundle: "ffffffffffffffffffffffffffffffff", At: at("2026-02-20T00:00:00Z")}},
	}
}

// listed is the channel's word for the store, with the link by which it is listed.
func (f fixture) listed(t testing.TB, key string) format.Signed[format.StoreCertificate] {
	t.Helper()
	c := f.storeCert.Doc
	c.Link, c.Name = format.Link{Key: public(signer(key)), Root: c.Channel, Mirrors: f.channel.Mirrors}.String(), f.channel.Name
	return mustSign(t, c, "channel")
}

func (f fixture) newCatalogue(t testing.TB) format.StoreCatalogue {
	t.Helper()
	return format.StoreCatalogue{
		Store: f.store.Key, Name: "The Corner Store", Issued: at("2026-03-05T09:30:00Z"), Expires: at("2026-03-06T09:30:00Z"), Page: 1, Pages: 2,
		Channels: []format.StoredChannel{{
			Certificate: f.listed(t, "channel").Envelope,
			Bundles: []format.StoredBundle{{
				Bundle: bundleID, Name: "Children of the Projector",
				Prices: []library.Money{{Currency: "EUR", Minor: 495}, {Currency: "USD", Minor: 595}},
			}},
		}},
	}
}

// signRaw signs any bytes as a document of a kind, by what DSSE says and without
// the package's help.
func signRaw(kind, payload string, keys ...ed25519.PrivateKey) format.Envelope {
	e := format.Envelope{Type: "application/vnd.matinee." + kind + "+json", Payload: []byte(payload)}
	message := fmt.Sprintf("DSSEv1 %d %s %d %s", len(e.Type), e.Type, len(payload), payload)
	for _, key := range keys {
		e.Signatures = append(e.Signatures, format.Signature{Key: public(key), Sig: ed25519.Sign(key, []byte(message))})
	}
	return e
}
