package format_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/format"
)

func gift() format.Gift {
	return format.Gift{Key: deviceIdentity, Licence: []byte(`{"payloadType":"application/vnd.matinee.licence+json","payload":"e30=","signatures":[]}`)}
}

// TestGifts come back from their text, also where a mail broke it into lines, and from
// nothing else.
func TestGifts(t *testing.T) {
	want := gift()
	text := want.String()
	folded := " " + text[:30] + "\r\n\t" + text[30:60] + "\n" + text[60:] + "\n"
	for _, form := range []string{text, folded} {
		got, err := format.ParseGift([]byte(form))
		if err != nil || !format.IsGift([]byte(form)) || got.Key != want.Key || !bytes.Equal(got.Licence, want.Licence) {
			t.Errorf("%q: %v, %v", form, got, err)
		}
	}
	long := format.Gift{Key: want.Key, Licence: bytes.Repeat([]byte{' '}, 1<<20)} // little text, much behind it
	nobody := format.Gift{Key: "AGE-SECRET-KEY-1NOBODY", Licence: want.Licence}
	for what, bad := range map[string]string{
		"nothing": "", "a link": "magnet:?xs=urn:btpk:" + strings.Repeat("a", 64), "only its beginning": "matinee:gift:", "the half of it": text[:len(text)/2],
		"no base64": "matinee:gift:&&&", "a packed mountain": long.String(), "no key": nobody.String(), "too long": text + strings.Repeat("A", format.MaxGift),
	} {
		if _, err := format.ParseGift([]byte(bad)); library.CodeOf(err) != library.CodeBadDocument {
			t.Errorf("%s: %v", what, err)
		}
	}
	if s := want.Key.String(); strings.Contains(text, want.Key.Reveal()) || s == want.Key.Reveal() {
		t.Error("the key can be read in it")
	}
}

func TestTablesOfGifts(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(format.GiftTable([]string{"matinee:gift:a", "matinee:gift:b"}, "Nº", "Code, to paste", "For"))).ReadAll()
	if err != nil || len(rows) != 3 || rows[0][1] != "Code, to paste" || rows[2][0] != "2" || rows[2][1] != "matinee:gift:b" || rows[2][2] != "" {
		t.Errorf("%v, %v", rows, err)
	}
}

// FuzzParseGift: whatever is taken holds a key and no more than a licence.
func FuzzParseGift(f *testing.F) {
	f.Add([]byte(gift().String()))
	f.Add([]byte("matinee:gift:AAAA"))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := format.ParseGift(data)
		if err == nil && (g.Key.Valid() != nil || len(g.Licence) > format.MaxLicence+100) {
			t.Errorf("%d bytes, %v", len(g.Licence), g.Key.Valid())
		}
	})
}
