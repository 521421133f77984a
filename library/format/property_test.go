package format_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"matinee/library"
	"matinee/library/format"
)

// text draws what may stand on one line of a screen.
func text(most int) *rapid.Generator[string] {
	return rapid.StringN(1, -1, most).Filter(func(s string) bool {
		return strings.TrimSpace(s) == s && s != "" && !strings.ContainsFunc(s, library.Hidden)
	})
}

func moment() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "time"), 0).UTC()
	})
}

func more() *rapid.Generator[library.More] {
	value := rapid.SampledFrom([]string{`1`, `true`, `null`, `"x"`, `[1,{"a":"é"}]`, `{}`, `""`, `-9007199254740991`})
	return rapid.Custom(func(t *rapid.T) library.More {
		var m library.More
		for range rapid.IntRange(0, 3).Draw(t, "unknown fields") {
			if m == nil {
				m = library.More{}
			}
			m["x-"+rapid.StringN(0, 10, 60).Draw(t, "name")] = []byte(value.Draw(t, "value"))
		}
		return m
	})
}

// anyTerms draws terms that keep the rules.
func anyTerms(author format.Author) *rapid.Generator[format.Terms] {
	return rapid.Custom(func(t *rapid.T) format.Terms {
		terms := format.Terms{
			Author: author, Bundle: library.Token(fmt.Sprintf("%032x", rapid.Uint64().Draw(t, "bundle"))),
			Version: rapid.Int64Range(1, 1<<53-1).Draw(t, "version"), Fee: rapid.Int64Range(0, 1000).Draw(t, "fee"), More: more().Draw(t, "more"),
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "editions") {
			terms.Editions = append(terms.Editions, anyEdition(t, fmt.Sprintf("e%d", i)))
		}
		return terms
	})
}

func anyEdition(t *rapid.T, id string) format.EditionTerms {
	e := format.EditionTerms{Edition: library.EditionID(id), More: more().Draw(t, "more")}
	price := library.Money{Currency: rapid.SampledFrom([]library.Currency{"EUR", "JPY", "BTC"}).Draw(t, "currency"), Minor: rapid.Int64Range(1, library.MaxMinor).Draw(t, "price")}
	e.Offers = append(e.Offers, library.Offer{Kind: library.OfferPaid, Price: &price, More: more().Draw(t, "more")})
	if rapid.Bool().Draw(t, "rented") {
		rental := rapid.Int64Range(1, int64(library.LongestRental/time.Millisecond)).Draw(t, "rental")
		e.Offers = append(e.Offers, library.Offer{Kind: library.OfferPaid, Price: &price, Rental: time.Duration(rental) * time.Millisecond})
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "parties") {
		e.Splits = append(e.Splits, library.Split{
			Party:  fmt.Sprint(i, text(60).Draw(t, "party")),
			Weight: rapid.Int64Range(1, library.MaxWeight).Draw(t, "weight"),
		})
	}
	if rapid.Bool().Draw(t, "window") {
		w := library.Window{From: moment().Draw(t, "from"), More: more().Draw(t, "more")}
		w.Until = w.From.Add(time.Duration(rapid.Int64Range(30*86400, 60*86400).Draw(t, "length")) * time.Second)
		if rapid.Bool().Draw(t, "opens") {
			w.After, w.Opens = library.AfterOpen, w.Until.Add(time.Duration(rapid.Int64Range(0, 1e8).Draw(t, "later"))*time.Second)
		}
		e.Window = &w
	}
	return e
}

// TestEncodeAndDecode: whatever is signed comes back the same.
func TestEncodeAndDecode(t *testing.T) {
	f := newFixture(t)
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(f.author).Draw(t, "terms")
		signed, err := format.Sign(terms, signer("channel"))
		if err != nil {
			t.Fatal(err)
		}
		back, err := format.Read[format.Terms](signed.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back.Doc, terms) {
			t.Fatalf("came back as\n%+v, not\n%+v", back.Doc, terms)
		}
		again, err := format.Sign(back.Doc, signer("channel"))
		if err != nil || !bytes.Equal(again.Bytes(), signed.Bytes()) {
			t.Fatalf("written otherwise the second time: %v", err)
		}
		if err := terms.Follows(terms, true); !errors.Is(err, format.FaultFork) {
			t.Fatal(err)
		}
		next := terms
		if next.Version++; next.Follows(terms, true) != nil || !errors.Is(terms.Follows(next, true), format.FaultRollback) {
			t.Fatal("the same terms as a new version are refused, or the older ones taken")
		}
	})
}

// TestAnyFlippedByteIsRefused is TestEveryFlippedByteIsRefused for documents of
// any content.
func TestAnyFlippedByteIsRefused(t *testing.T) {
	f := newFixture(t)
	rapid.Check(t, func(t *rapid.T) {
		signed, err := format.Sign(anyTerms(f.author).Draw(t, "terms"), signer("channel"))
		if err != nil {
			t.Fatal(err)
		}
		data := signed.Bytes()
		data[rapid.IntRange(0, len(data)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := format.Read[format.Terms](data); err == nil {
			t.Fatal("nothing was said")
		}
	})
}

// TestAFollowerNeverGoesBack: in whatever order channels of several keys are
// found, what is held only ever moves forward.
func TestAFollowerNeverGoesBack(t *testing.T) {
	f := newFixture(t)
	var found []format.Signed[format.Channel]
	for serial := int64(1); serial <= 2; serial++ {
		key := fmt.Sprint("channel of serial ", serial)
		certificate := f.certificate.Doc
		certificate.Serial, certificate.Key = serial, public(signer(key))
		c := f.channel
		c.Certificate = mustSign(t, certificate, "root").Envelope
		for seq := int64(1); seq <= 3; seq++ {
			for _, name := range []string{"One", "Another"} {
				if c.Seq, c.Name, c.Previous = seq, name, ""; seq > 1 {
					c.Previous = found[len(found)-2-len(found)%2].Digest()
				}
				found = append(found, mustSign(t, c, key))
			}
		}
	}
	now := f.channel.Issued
	rapid.Check(t, func(t *rapid.T) {
		held := format.Held{Root: f.certificate.Doc.Root}
		for range 12 {
			c := rapid.SampledFrom(found).Draw(t, "found")
			next, err := held.Accept(c, now)
			certificate, certified := c.Doc.Certified()
			switch {
			case certified != nil:
				t.Fatal(certified)
			case next.Serial < held.Serial, next.Serial == held.Serial && next.Seq < held.Seq:
				t.Fatalf("went back from %+v to %+v", held, next)
			case err == nil && next.Digest != c.Digest():
				t.Fatal("taken, but not held")
			case err != nil && next != held && (!errors.Is(err, format.FaultFork) || c.Doc.Seq != held.Seq+1):
				t.Fatalf("refused (%v), but held", err)
			case certificate.Serial > held.Serial && err != nil:
				t.Fatalf("a newer key is refused: %v", err)
			}
			held = next
		}
	})
}

// TestReleaseKey derives it by the text of RFC 5869.
func TestReleaseKey(t *testing.T) {
	mac := func(key, data []byte) []byte {
		h := hmac.New(sha256.New, key)
		h.Write(data)
		return h.Sum(nil)
	}
	extracted := mac(make([]byte, 32), []byte(standardIdentity))
	seed := mac(extracted, append([]byte("matinee release key v1"), 1))
	key := releaseKey(t, standardIdentity)
	if !bytes.Equal(key.Seed(), seed) {
		t.Errorf("%x, by hand %x", key.Seed(), seed)
	}
	if bytes.Equal(key.Seed(), releaseKey(t, extrasIdentity).Seed()) {
		t.Error("two editions have one release key")
	}
}
