package owner

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
	"matinee/sync/store"
)

// TestLicencesThatAreRefused: of a real store and of forgers, brought to a program that follows
// the channel. None of them opens anything, and the real one still does.
func TestLicencesThatAreRefused(t *testing.T) {
	dht := nodes(t, 4)
	creator := open(t, t.TempDir(), inDHT(dht...), able)
	made := creator.channelNew("Studio")
	var dir string
	shop, address := sells(t, made.Root, func(c *store.Config) { dir = c.Dir })
	certify := control.CertifyRequest{
		Channel: "Studio", StoreKeys: control.StoreKeys{Key: shop.Key(), Recipient: shop.Recipient()}, URL: address, Until: time.Now().AddDate(1, 0, 0),
	}
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), certify))
	_, film := creator.consigns("Low Tide", certificate)
	fan := open(t, t.TempDir(), inDHT(dht[0], dht[3]))
	id := fan.follows(made, "Low Tide")
	receipt := sale(t, shop, address, creator, "one")
	genuine := ok[[]byte](t)(shop.Restore(t.Context(), receipt, fan.Device()))
	read := ok[format.Signed[format.Licence]](t)(format.Read[format.Licence](genuine))
	l, altered := read.Doc, read.Envelope
	altered.Payload = bytes.Replace(altered.Payload, []byte(`"purchase"`), []byte(`"gift"`), 1)
	flipped := read.Envelope
	flipped.Signatures = slices.Clone(flipped.Signatures)
	flipped.Signatures[0].Sig = bytes.Clone(flipped.Signatures[0].Sig)
	flipped.Signatures[0].Sig[9] ^= 1

	seed := ok[[]byte](t)(hex.DecodeString(strings.TrimSpace(string(ok[[]byte](t)(os.ReadFile(filepath.Join(dir, "signing.key")))))))
	key := ed25519.NewKeyFromSeed(seed)
	signed := func(key ed25519.PrivateKey, certificate []byte, change func(*format.Licence)) []byte {
		t.Helper()
		word := ok[format.Signed[format.StoreCertificate]](t)(format.Read[format.StoreCertificate](certificate))
		forged := l
		forged.Channel, forged.Certificate = word.Doc.Channel, word.Envelope
		forged.Issued = time.Now().UTC().Truncate(time.Second)
		change(&forged)
		return ok[format.Signed[format.Licence]](t)(format.Issue(forged, word, key)).Bytes()
	}
	// A channel of nobody's, which names a store of nobody's, and the real one.
	stranger := open(t, t.TempDir(), able)
	stranger.channelNew("Nobody")
	_, unknown, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, _ := unknown.Public().(ed25519.PublicKey)
	certify.Channel = "Nobody"
	ofStranger := ok[[]byte](t)(stranger.CertifyStore(t.Context(), certify))
	certify.Key = library.KeyOf(public)
	ofNobody := ok[[]byte](t)(stranger.CertifyStore(t.Context(), certify))

	other := open(t, t.TempDir(), able).Device()
	nothing := func(*format.Licence) {}
	for name, c := range map[string]struct {
		document []byte
		want     []library.Code
	}{
		"altered":                    {altered.Bytes(), []library.Code{library.CodeBadSignature}},
		"of another signature":       {flipped.Bytes(), []library.Code{library.CodeBadSignature}},
		"for another device":         {ok[[]byte](t)(shop.Restore(t.Context(), receipt, other)), []library.Code{library.CodeOtherDevice}},
		"of another edition":         {signed(key, certificate, func(l *format.Licence) { l.Edition = "extras" }), []library.Code{library.CodeMismatch}},
		"that opens another edition": {signed(key, certificate, func(l *format.Licence) { l.Recipient = other }), []library.Code{library.CodeMismatch}},
		"wrapped for another": {signed(key, certificate, func(l *format.Licence) {
			l.Wrapped = ok[[]byte](t)(seal.Wrap(ok[library.Identity](t)(seal.NewIdentity()), fan.Device()))
		}), []library.Code{library.CodeWrongKey}},
		"that has ended": {signed(key, certificate, func(l *format.Licence) {
			l.Issued, l.Expires = l.Issued.Add(-time.Second), l.Issued
		}), []library.Code{library.CodeExpired}},
		"of an unknown store":                   {signed(unknown, ofNobody, nothing), []library.Code{library.CodeMismatch, library.CodeBadSignature}},
		"of a store that the channel names not": {signed(key, ofStranger, nothing), []library.Code{library.CodeMismatch, library.CodeBadSignature}},
		"of another bundle":                     {signed(key, certificate, func(l *format.Licence) { l.Bundle = drawToken() }), []library.Code{library.CodeMismatch, library.CodeNotFound}},
	} {
		_, err := fan.BringLicence(t.Context(), c.document)
		if code := library.CodeOf(err); err == nil || !slices.Contains(c.want, code) {
			t.Errorf("a license %s: %v", name, err)
		}
		fan.shut(id, "after a license "+name, library.CodeSealed)
	}
	if _, err := fan.BringLicence(t.Context(), genuine); err != nil {
		t.Fatal(err)
	}
	fan.shows(id, film)
}
