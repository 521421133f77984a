package store

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/ledger"
)

// TestAnExportIsVerifiedAsItComes: what is found in one that is read is what is found in memory,
// whatever a store did to it.
func TestAnExportIsVerifiedAsItComes(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	channel := public(c.root)
	var receipts [][]byte
	for range 3 {
		receipts = append(receipts, []byte(s.buys(newBuyer(t).asks(c)).Receipt))
	}
	other := s.sells("other")
	foreign := []byte(s.buys(newBuyer(t).asks(other)).Receipt)
	var out bytes.Buffer
	if err := s.WriteExport(t.Context(), channel, &out); err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct {
		change   func(e *Export)
		receipts [][]byte
		problems int // -1: an error
	}{
		"whole":                    {func(*Export) {}, receipts, 0},
		"without receipts":         {func(*Export) {}, nil, 0},
		"with a foreign receipt":   {func(*Export) {}, [][]byte{foreign}, -1},
		"without the last sale":    {func(e *Export) { e.Entries = e.Entries[:2] }, receipts, 1},
		"without the first sale":   {func(e *Export) { e.Entries = e.Entries[1:] }, receipts, 4},
		"with another amount":      {func(e *Export) { e.Entries[1].Gross++ }, receipts, 3},
		"with a receipt twice":     {func(*Export) {}, slices.Concat(receipts, receipts), 0},
		"ending somewhere else":    {func(e *Export) { e.Head.N++ }, nil, 1},
		"without entries":          {func(e *Export) { e.Entries, e.Head = nil, ledger.Head{} }, receipts[:1], 1},
		"without terms":            {func(e *Export) { e.Terms = nil }, nil, 1},
		"of terms that nobody has": {func(e *Export) { e.Terms = append(e.Terms, "{}") }, nil, -1},
		"of another channel":       {func(e *Export) { e.Channel = public(other.root) }, nil, -1},
	} {
		e := must[Export](t)(s.Export(t.Context(), channel))
		e.Entries = slices.Clone(e.Entries)
		one.change(&e)
		want, wanted, wantErr := e.Verify(one.receipts...)
		var out bytes.Buffer
		w := exportWriter{out: bufio.NewWriter(&out)}
		if err := w.all(e); err != nil {
			t.Fatal(err)
		}
		got, problems, err := VerifyExport(&out, one.receipts...)
		switch {
		case (err != nil) != (one.problems < 0) || (wantErr != nil) != (one.problems < 0):
			t.Errorf("%s: %v, in memory %v", name, err, wantErr)
		case err != nil:
		case len(problems) != one.problems || !slices.Equal(problems, wanted):
			t.Errorf("%s: %q, in memory %q", name, problems, wanted)
		case !reflect.DeepEqual(got.Head(), want.Head()):
			t.Errorf("%s: it ends at %v, in memory at %v", name, got.Head(), want.Head())
		}
	}
}

// all writes an export that is in memory.
func (w *exportWriter) all(e Export) error {
	if err := w.begin(e); err != nil {
		return err
	}
	for _, document := range e.Terms {
		if err := w.element(document); err != nil {
			return err
		}
	}
	for _, entry := range e.Entries {
		if err := w.entry(entry); err != nil {
			return err
		}
	}
	if err := w.end(); err != nil {
		return err
	}
	return w.out.Flush()
}

// TestWhatIsNoExport is refused: cut off, in an order in which nothing could be held against
// anything, with a field twice or one that nobody writes, or with a piece without an end.
func TestWhatIsNoExport(t *testing.T) {
	const sound = `{"channel":"c","store":"s","terms":[],"entries":[],"head":{"n":0,"hash":""}}`
	if _, problems, err := VerifyExport(strings.NewReader(sound)); err != nil || len(problems) > 0 {
		t.Fatalf("%q, %v", problems, err)
	}
	if _, problems, err := VerifyExport(strings.NewReader(strings.ReplaceAll(sound, "[]", "null"))); err != nil || len(problems) > 0 {
		t.Errorf("empty, as it is written from memory: %q, %v", problems, err)
	}
	for n := range sound {
		if _, _, err := VerifyExport(strings.NewReader(sound[:n])); library.CodeOf(err) != library.CodeBadDocument {
			t.Errorf("cut off after %d: %v", n, err)
		}
	}
	for _, bad := range []string{
		`[]`, `{}`, `null`, `{"channel":"c","store":"s","terms":[],"entries":[]}`,
		`{"channel":"c","store":"s","entries":[],"terms":[],"head":{"n":0,"hash":""}}`,
		`{"channel":"c","terms":[],"entries":[],"store":"s","head":{"n":0,"hash":""}}`,
		`{"channel":"c","store":"s","terms":[],"entries":[],"entries":[],"head":{"n":0,"hash":""}}`,
		`{"channel":"c","store":"s","terms":[],"entries":[],"more":1,"head":{"n":0,"hash":""}}`,
		`{"channel":"c","store":"s","terms":{},"entries":[],"head":{"n":0,"hash":""}}`,
		`{"channel":"c","store":"s","terms":[1],"entries":[],"head":{"n":0,"hash":""}}`,
	} {
		if _, _, err := VerifyExport(strings.NewReader(bad)); library.CodeOf(err) != library.CodeBadDocument {
			t.Errorf("%s: %v", bad, err)
		}
	}
	endless := io.MultiReader(strings.NewReader(`{"channel":"`), &endless{})
	if _, _, err := VerifyExport(endless); library.CodeOf(err) != library.CodeBadDocument {
		t.Errorf("a piece without an end: %v", err)
	}
}

// endless has no end, but fails a test before that.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	if e.n += len(p); e.n > 64<<20 {
		return 0, io.ErrUnexpectedEOF
	}
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestLongBooksAreVerified without being in memory.
func TestLongBooksAreVerified(t *testing.T) {
	const many = 5_000
	from, to := io.Pipe()
	h := &heap{t: t, base: inUse()}
	go func() {
		w := exportWriter{out: bufio.NewWriter(to)}
		_ = to.CloseWithError(w.long(many))
	}()
	book, problems, err := VerifyExport(io.TeeReader(from, h))
	if err != nil || len(problems) > 0 || book.Head().N != many {
		t.Fatalf("%q, %v", problems, err)
	}
	if grown := int64(h.most) - int64(h.base); h.written < 8<<20 || grown > 2<<20 {
		t.Errorf("%d bytes took up to %d of memory", h.written, grown)
	}
}

// long writes books of so many long entries.
func (w *exportWriter) long(many int) error {
	if err := w.begin(Export{Channel: "c", Store: "s"}); err != nil {
		return err
	}
	var head ledger.Head
	name := strings.Repeat("A name. ", 220)
	for i := range many {
		e, next, err := head.Append(ledger.Entry{
			At: start, Kind: ledger.Prepaid, Key: fmt.Sprint("prepaid ", i), Money: "EUR", Gross: 1, Legs: ledger.Prepay("sandbox", name, 1),
		})
		if err == nil {
			err = w.entry(e)
		}
		if err != nil {
			return err
		}
		head = next
	}
	w.head = head
	if err := w.end(); err != nil {
		return err
	}
	return w.out.Flush()
}
