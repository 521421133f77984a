package owner

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"io"
	"net/http"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
)

// sealedFilm is a bundle with one sealed film, and the keys of who made it.
type sealedFilm struct {
	rehearsal.Bundle
	film     []byte
	edition  library.Identity
	premiere library.Identity // of a lock that is in the manifest only if a test puts it there
	manifest format.Manifest
	signed   format.Signed[format.Manifest]
	channel  ed25519.PrivateKey
	author   format.Author
}

func keyOf(name string) (ed25519.PrivateKey, library.Key) {
	seed := sha256.Sum256([]byte("matinee owner test: " + name))
	private := ed25519.NewKeyFromSeed(seed[:])
	return private, library.KeyOf(ed25519.PublicKey(private[32:]))
}

func ok[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newSealedFilm is one of a channel that exists on paper only.
func newSealedFilm(t *testing.T) *sealedFilm {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	root, rootKey := keyOf("root")
	channel, channelKey := keyOf("channel")
	cert := ok[format.Signed[format.Certificate]](t)(format.Sign(format.Certificate{Root: rootKey, Key: channelKey, Serial: 1, Issued: now}, root))
	return sealFilm(t, format.Author{Channel: rootKey, Certificate: cert.Envelope, Issued: now}, channel)
}

// sealFilm makes one for a channel; change alters its manifest.
func sealFilm(t *testing.T, author format.Author, channel ed25519.PrivateKey, change ...func(*format.Manifest)) *sealedFilm {
	t.Helper()
	s := &sealedFilm{film: rehearsal.Random(7, 9*piece+123), author: author, channel: channel}
	s.edition = ok[library.Identity](t)(seal.NewIdentity())
	s.premiere = ok[library.Identity](t)(seal.NewIdentity())
	recipient := ok[library.Recipient](t)(seal.RecipientOf(s.edition))
	var sealed bytes.Buffer
	ok[seal.Sums](t)(seal.Seal(t.Context(), &sealed, bytes.NewReader(s.film), []library.Recipient{recipient}))
	sum := func(data []byte) library.Sum {
		return library.Sum{Length: int64(len(data)), SHA256: library.DigestOf(sha256.Sum256(data))}
	}
	whole := sum(sealed.Bytes())
	release := ok[ed25519.PrivateKey](t)(format.ReleaseKey(s.edition))
	s.manifest = format.Manifest{
		Author: s.author, ID: "0123456789abcdef0123456789abcdef", Version: 1, Name: "A Film", Creators: []format.Creator{{Name: "Somebody"}},
		Published: author.Issued, License: "LicenseRef-all-rights-reserved", Rights: "All rights reserved.", Languages: []library.Language{"fr"},
		Editions: []format.Edition{{ID: "standard", Name: "Standard", Recipient: recipient, Release: library.KeyOf(ed25519.PublicKey(release[32:]))}},
		Items: []format.Item{{
			Path: "film.mkv.age", Role: library.RoleMain, Editions: []library.EditionID{"standard"}, Plain: sum(s.film), Sealed: &whole,
			Name: "The Film Itself", Duration: 90 * time.Minute,
		}},
	}
	for _, f := range change {
		f(&s.manifest)
	}
	s.signed = ok[format.Signed[format.Manifest]](t)(format.Sign(s.manifest, s.channel))
	s.Bundle = rehearsal.Make(t, "A Film", piece, rehearsal.File{Path: format.ManifestName, Data: s.signed.Bytes()},
		rehearsal.File{Path: "film.mkv.age", Data: sealed.Bytes()})
	return s
}

// licence is the creator's own, for a device.
func (s *sealedFilm) licence(t *testing.T, device library.Recipient, change ...func(*format.Licence)) []byte {
	t.Helper()
	store, storeKey := keyOf("store")
	of := s.manifest.Editions[0].Recipient
	cert := ok[format.Signed[format.StoreCertificate]](t)(format.Sign(format.StoreCertificate{Author: s.author, Store: format.Store{
		Key: storeKey, Recipient: of, From: s.author.Issued, Until: s.author.Issued.AddDate(1, 0, 0),
	}}, s.channel))
	l := format.Licence{
		Seller: format.Seller{Channel: s.author.Channel, Certificate: cert.Envelope, Issued: s.author.Issued}, Kind: library.LicenceGift,
		ID: "00000000000000000000000000000001", Bundle: s.manifest.ID, Edition: "standard", Recipient: of, Device: device,
		Wrapped: ok[[]byte](t)(seal.Wrap(s.edition, device)),
	}
	for _, f := range change {
		f(&l)
	}
	return ok[format.Signed[format.Licence]](t)(format.Sign(l, store)).Bytes()
}

// TestSealedItemsPlayWithALicence: while it arrives and when it is whole, what is
// served is the film itself at any point; without a licence nothing is.
func TestSealedItemsPlayWithALicence(t *testing.T) {
	s := newSealedFilm(t)
	h := open(t, t.TempDir())
	id := h.add(s.Bundle, rehearsal.Seed(t, s.Bundle, 0).Addr)
	_, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: -1})
	code(t, err, library.CodeSealed)
	if _, err := h.ImportLicence(t.Context(), s.licence(t, s.manifest.Editions[0].Recipient)); err == nil {
		t.Error("a license for another device was taken")
	}
	l, err := h.ImportLicence(t.Context(), s.licence(t, h.Device()))
	if err != nil || l.Edition != "standard" {
		t.Fatal(l.Edition, err)
	}
	h.awaitSeeding(id)
	for range 2 { // again after a restart, without a peer
		opened, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: -1})
		if err != nil {
			t.Fatal(err)
		}
		if opened.Title != "The Film Itself" || opened.Audio {
			t.Errorf("%+v", opened)
		}
		for _, from := range []int{0, 1, 5*piece + 77, len(s.film) - 1} {
			if got := fetchFrom(t, opened.URL, from); !bytes.Equal(got, s.film[from:]) {
				t.Errorf("from %d other bytes are served", from)
			}
		}
		out, err := h.Outside(t.Context(), id, -1)
		if err != nil || out.Path != "" || out.URL == opened.URL {
			t.Fatalf("for another player it is %+v, %v", out, err)
		}
		if got := fetchFrom(t, out.URL, 77); !bytes.Equal(got, s.film[77:]) {
			t.Error("another player gets other bytes")
		}
		dir := h.dir
		h.end()
		h = open(t, dir)
		h.awaitSeeding(id)
	}
}

func fetchFrom(t *testing.T, url string, from int) []byte {
	t.Helper()
	req := ok[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil))
	req.Header.Set("Range", "bytes="+itoa(from)+"-")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res := ok[*http.Response](t)(client.Do(req))
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusPartialContent {
		t.Fatalf("status %d", res.StatusCode)
	}
	return ok[[]byte](t)(io.ReadAll(res.Body))
}

// TestDamagedSealedItemsAreNotPlayed: bytes that were altered after sealing are
// refused, even though the torrent calls them right.
func TestDamagedSealedItemsAreNotPlayed(t *testing.T) {
	s := newSealedFilm(t)
	files := s.Files
	files[1].Data = bytes.Clone(files[1].Data)
	files[1].Data[5*piece] ^= 1
	s.Bundle = rehearsal.Make(t, "A Film", piece, files...)
	h := open(t, t.TempDir())
	id := h.add(s.Bundle, rehearsal.Seed(t, s.Bundle, 0).Addr)
	h.awaitSeeding(id)
	if _, err := h.ImportLicence(t.Context(), s.licence(t, h.Device())); err != nil {
		t.Fatal(err)
	}
	opened, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: -1})
	if err != nil {
		t.Fatal(err)
	}
	req := ok[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodGet, opened.URL, nil))
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res := ok[*http.Response](t)(client.Do(req))
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err == nil || len(got) > 5*piece || !bytes.Equal(got, s.film[:len(got)]) {
		t.Errorf("%d bytes were served, %v", len(got), err)
	}
}
