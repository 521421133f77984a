package format_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// tokenKey is an RSA key of 2048 bits whose private half was thrown away.
const tokenKey = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5whkLc2XX94MfzB/YjqxaeCjtKqekOjblYTYwCzLdYhO9PhMpHqTcNy00PCNrwldZWpb17ED/hdSL56o4FOIR3fyRNI+OAtIOdnfjYxRwY/aAHbLCT0rX1YXldH3tm4B1t2+Q/9zqlWissRoN8z25zTEMgMajiXhXNO9dQRsfwJ8hrLAfPOxrDIanX2IEyebGl+jKE38KH8FyJCTSziAKV0prZGaE4KUNGniZC/oM8hSp6yEqAflToz95a2qx+PAIKl0ZYrkpcKKT0ucgvdiC2lxOJ3tIdDy1872BG4OCEfuD2jKSg7YxQ8wKn9hOGkuXKJWxkt+Y6KiQW7c+AZugQIDAQAB"

func tokenKeyBytes() []byte {
	raw, err := base64.StdEncoding.DecodeString(tokenKey)
	if err != nil {
		panic(err)
	}
	return raw
}

const (
	campaignID = library.Token("ca3fa190000000000000000000000001")
	spotID     = library.Token("59070000000000000000000000000001")
	monday     = "2026-03-02T00:00:00Z"
)

// withAds adds the documents of ads.
func (f *fixture) withAds() {
	spot := library.Spot{
		ID: spotID, Campaign: campaignID, Sponsor: "Cinema Cola", File: library.Sum{Length: 2_500_000, SHA256: digest("spot")}, Format: "video/mp4",
		Length: 20 * time.Second, Languages: []library.Language{"en", "fr"}, MinAge: 6, Skip: 5 * time.Second,
		From: at("2026-03-01T00:00:00Z"), Until: at("2026-04-01T00:00:00Z"), PerDay: 4, Except: []library.Key{public(signer("other root"))},
	}
	named := spot
	named.ID, named.Languages, named.MinAge, named.Skip, named.Except = "59070000000000000000000000000002", nil, 0, 0, nil
	named.Channels = []library.Key{public(signer("root"))}
	f.reel = format.Reel{
		Store: f.store.Key, Seq: 4, Issued: at(issued), Expires: at("2026-03-15T12:00:00Z"), Infohash: "0123456789abcdef0123456789abcdef01234567",
		Spots: []library.Spot{spot, named},
	}
	f.sponsors = format.Sponsors{Author: f.author, Store: f.store.Key, Version: 2, Only: []string{"Cinema Cola", "Popcorn"}, Except: []string{"Strong Drinks"}}
	f.tokenKey = format.TokenKey{
		Store: f.store.Key, Bundle: bundleID, From: at(monday), Until: at("2026-03-09T00:00:00Z"), Spends: at("2026-03-30T00:00:00Z"), Key: tokenKeyBytes(),
	}
}

// ads: what travels between stores, channels and programs that show advertisements.
func (m *maker) ads() {
	m.add("reel", "newer", "ok", "A newer reel than the one that is held.", m.change("reel", `"seq": 4`, `"seq": 5`), with{"held": m.signed("reel")})
	m.add("reel", "rolled-back", "rolled-back", "An older reel than the one that is held.", m.change("reel", `"seq": 4`, `"seq": 3`), with{"held": m.signed("reel")})
	m.add("reel", "forked", "forked", "The same number with another expiry.", m.change("reel", "2026-03-15T12:00:00Z", "2026-03-16T12:00:00Z"), with{"held": m.signed("reel")})
	m.bad("reel", "expires-at-once", "bad-field", "It expires when it is issued.", "2026-03-15T12:00:00Z", issued)
	m.bad("reel", "spot-twice", "bad-field", "Two spots of one name.", string(spotID[:31])+"2", string(spotID))
	m.bad("reel", "spot-long", "bad-field", "A spot of more than two minutes.", `"duration": "PT20S"`, `"duration": "PT2M1S"`)
	m.bad("reel", "spot-large", "bad-field", "A spot of more than 64 MiB.", `"contentSize": 2500000`, `"contentSize": 67108865`)
	m.bad("reel", "spot-backwards", "bad-field", "A flight that ends before it begins.", `"until": "2026-04-01T00:00:00Z"`, `"until": "2026-02-01T00:00:00Z"`)
	m.bad("reel", "spot-never", "bad-field", "A spot that never plays.", `"perDay": 4`, `"perDay": 0`)
	m.bad("reel", "spot-skips-late", "bad-field", "A spot that can be skipped at its end.", `"skippableAfter": "PT5S"`, `"skippableAfter": "PT20S"`)
	m.bad("reel", "spot-sponsor-hidden", "bad-field", "A sponsor's name that turns the text around.", "Cinema Cola", `Cinema \u202eCola`)
	m.add("sponsors", "newer", "ok", "A newer word than the one that is held.", m.change("sponsors", `"version": 2`, `"version": 3`), with{"held": m.signed("sponsors")})
	m.add("sponsors", "rolled-back", "rolled-back", "An older word than the one that is held.", m.change("sponsors", `"version": 2`, `"version": 1`), with{"held": m.signed("sponsors")})
	m.add("sponsors", "forked", "forked", "The same version with another sponsor.", m.change("sponsors", "Popcorn", "Peanuts"), with{"held": m.signed("sponsors")})
	m.add("sponsors", "other-store", "mismatch", "A word to another store than before.", m.change("sponsors", `"version": 2`, `"version": 3`, string(public(signer("store"))), string(public(signer("stranger")))), with{"held": m.signed("sponsors")})
	m.bad("token-key", "not-a-week", "bad-field", "It is for eight days.", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z")
	m.bad("token-key", "not-monday", "bad-field", "Its week begins on a Tuesday.", monday, "2026-03-03T00:00:00Z", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z")
	m.bad("token-key", "spent-early", "bad-field", "Tokens are taken no longer before they are issued no longer.", "2026-03-30T00:00:00Z", "2026-03-08T00:00:00Z")
	m.bad("token-key", "no-key", "bad-field", "What is there is no key.", tokenKey, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("x"), 294)))
}

func (v vector) judgeReel(t *testing.T, data []byte) error {
	found, err := format.Read[format.Reel](data)
	if err == nil && v.sections["held"] != "" {
		err = found.Doc.Follows(section[format.Reel](t, v, "held").Doc)
	}
	return err
}

func (v vector) judgeSponsors(t *testing.T, data []byte) error {
	found, err := format.Read[format.Sponsors](data)
	if err == nil && v.sections["held"] != "" {
		err = found.Doc.Follows(section[format.Sponsors](t, v, "held").Doc)
	}
	return err
}

func TestWhichSponsorsAreWanted(t *testing.T) {
	for name, c := range map[string]struct {
		s    format.Sponsors
		want string
	}{
		"every one":           {format.Sponsors{}, "Cola Popcorn"},
		"named ones":          {format.Sponsors{Only: []string{"cola"}}, "Cola"},
		"all but one":         {format.Sponsors{Except: []string{"COLA"}}, "Popcorn"},
		"named and refused":   {format.Sponsors{Only: []string{"Cola", "Popcorn"}, Except: []string{"Cola"}}, "Popcorn"},
		"named ones and none": {format.Sponsors{Only: []string{"Peanuts"}}, ""},
		"nobody yet":          {format.Sponsors{Named: true}, ""},
		"named so far":        {format.Sponsors{Named: true, Only: []string{"Popcorn"}}, "Popcorn"},
	} {
		var got []string
		for _, sponsor := range []string{"Cola", "Popcorn"} {
			if c.s.Wants(sponsor) {
				got = append(got, sponsor)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func adsReceipt() format.AdsReceipt {
	return format.AdsReceipt{
		Campaign: campaignID, Spot: spotID, Bundle: bundleID, Day: at("2026-03-04T00:00:00Z"),
		Token: format.AdsToken{Week: at(monday), Nonce: bytes.Repeat([]byte{7}, 32), Signature: bytes.Repeat([]byte{9}, 256)},
	}
}

func TestAdsReceipts(t *testing.T) {
	r := adsReceipt()
	data, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := format.ParseAdsReceipt(data)
	if err != nil || !reflect.DeepEqual(again, r) {
		t.Fatalf("%+v, %v", again, err)
	}
	text := string(data)
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"a field that tells more": {strings.Replace(text, "{", `{"device":"x",`, 1), format.FaultField},
		"no token":                {text[:strings.Index(text, `,"token"`)] + "}", format.FaultField},
		"at an hour":              {strings.Replace(text, "04T00", "04T01", 1), format.FaultField},
		"a bundle's name":         {strings.Replace(text, string(bundleID), "film", 1), format.FaultField},
		"twice the day":           {strings.Replace(text, "{", `{"day":"2026-03-04T00:00:00Z",`, 1), format.FaultDuplicate},
		"something behind":        {text + "{}", format.FaultSyntax},
		"endless":                 {text + strings.Repeat(" ", format.MaxAdsReceipt), format.FaultSize},
	} {
		if _, err := format.ParseAdsReceipt([]byte(c.data)); !errors.Is(err, c.want) || library.CodeOf(err) != library.CodeBadDocument {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*format.AdsReceipt){
		"a short nonce":     func(r *format.AdsReceipt) { r.Token.Nonce = r.Token.Nonce[1:] },
		"a short signature": func(r *format.AdsReceipt) { r.Token.Signature = r.Token.Signature[1:] },
		"a long signature":  func(r *format.AdsReceipt) { r.Token.Signature = make([]byte, 513) },
		"no day":            func(r *format.AdsReceipt) { r.Day = time.Time{} },
	} {
		bad := adsReceipt()
		change(&bad)
		if _, err := bad.Bytes(); library.CodeOf(err) != library.CodeBadDocument {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzAdsReceipt(f *testing.F) {
	data, err := adsReceipt().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"campaign":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := format.ParseAdsReceipt(data)
		if err != nil {
			return
		}
		written, err := r.Bytes()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if again, err := format.ParseAdsReceipt(written); err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("it came back as %+v: %v", again, err)
		}
	})
}
