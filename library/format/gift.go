package format

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"matinee/library"
)

// Gift is a licence for whoever holds it: it is made for a key that comes with it, and
// travels as one text, which a creator without a store hands out. Nobody is asked when it
// is used, so nothing keeps it from being used by several, and it cannot be taken back.
type Gift struct {
	Key     library.Identity // for which the licence is made
	Licence []byte           // signed
}

// giftPrefix begins the text of a gift.
const giftPrefix = "matinee:gift:"

// IsGift reports whether a text means to be a gift.
func IsGift(text []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(text), []byte(giftPrefix)) }

// String writes the gift as one line.
func (g Gift) String() string {
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)    // the level is one
	_, _ = fmt.Fprintf(w, "%s\n%s", g.Key.Reveal(), g.Licence) // a buffer takes all
	_ = w.Close()                                              // as above
	return giftPrefix + base64.RawURLEncoding.EncodeToString(packed.Bytes())
}

// ParseGift reads the text of a gift, also where a mail has broken it into lines. Whose
// licence it is, and for what, is not looked at; Read and Licence.Check do.
func ParseGift(text []byte) (g Gift, err error) {
	defer func() {
		if err != nil {
			err = &library.Error{Code: library.CodeBadDocument, Err: err}
		}
	}()
	if len(text) > MaxGift {
		return g, fail(FaultSize, "a gift of %d bytes", len(text))
	}
	line := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, string(text))
	coded, ok := strings.CutPrefix(line, giftPrefix)
	if !ok {
		return g, fail(FaultSyntax, "no gift")
	}
	packed, err := base64.RawURLEncoding.Strict().DecodeString(coded)
	if err != nil {
		return g, fail(FaultSyntax, "a gift that is not whole")
	}
	content, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), MaxLicence+maxGiftKey+1))
	if err != nil || len(content) > MaxLicence+maxGiftKey {
		return g, fail(FaultSyntax, "a gift that is not whole")
	}
	key, licence, ok := bytes.Cut(content, []byte("\n"))
	g = Gift{library.Identity(key), licence}
	if !ok || len(key) > maxGiftKey || g.Key.Valid() != nil {
		return Gift{}, fail(FaultSyntax, "a gift without its key")
	}
	return g, nil
}

// maxGiftKey bounds the key in a gift, in bytes.
const maxGiftKey = 100

// GiftTable is a table of gifts as CSV (RFC 4180), under the names of its columns: a number,
// the text, and room for whom it is.
func GiftTable(texts []string, number, text, whom string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{number, text, whom}) // a buffer takes all
	for i, t := range texts {
		_ = w.Write([]string{strconv.Itoa(i + 1), t, ""})
	}
	w.Flush()
	return out.Bytes()
}
