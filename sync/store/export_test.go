package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/ledger"
)

// postMany posts so many sales.
func (s *shop) postMany(channel library.Key, from, n int) {
	s.t.Helper()
	long := strings.Repeat("A name. ", 250) // few entries make a long export
	err := s.db.change(context.Background(), func(tx tx) error {
		for i := range n {
			e := ledger.Entry{
				At: start, Key: fmt.Sprint("event ", from+i), Money: "EUR", Kind: ledger.Sold, Bundle: newToken(),
				Legs: []ledger.Leg{
					{Account: ledger.Account{Kind: ledger.PartyDue, Name: "Studio"}, Minor: -900},
					{Account: ledger.Account{Kind: ledger.PartyDue, Name: long}, Minor: 0},
					{Account: ledger.Account{Kind: ledger.StorePart}, Minor: -100},
					{Account: ledger.Account{Kind: ledger.AtProvider, Name: "sandbox"}, Minor: 1000},
				},
			}
			if _, err := s.post(context.Background(), tx, channel, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// heap watches what is in use while something is written to it.
type heap struct {
	t       *testing.T
	written int64
	looked  int64
	base    uint64
	most    uint64
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (h *heap) Write(p []byte) (int, error) {
	const every = 256 << 10
	if h.written += int64(len(p)); h.written-h.looked >= every {
		h.looked = h.written
		h.most = max(h.most, inUse())
	}
	return len(p), nil
}

// TestAnExportIsWritten as it would be from memory, without being there as a whole, and
// holds what the books were when it began: what is sold meanwhile does not wait for it.
func TestAnExportIsWritten(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		channel := public(c.root)
		if err := s.WriteExport(t.Context(), "nobody", io.Discard); library.CodeOf(err) != library.CodeNotFound {
			t.Errorf("of nobody: %v", err)
		}
		s.same(channel) // nothing was sold
		s.buys(newBuyer(t).asks(c))
		s.same(channel)

		const many = 1_000
		s.postMany(channel, 0, many)
		s.same(channel)
		h := &heap{t: t, base: inUse()}
		if err := s.WriteExport(t.Context(), channel, h); err != nil {
			t.Fatal(err)
		}
		if grown := int64(h.most) - int64(h.base); h.written < 2<<20 || grown > 1<<20 {
			t.Errorf("%d bytes took up to %d of memory", h.written, grown)
		}

		before := must[Export](t)(s.Export(t.Context(), channel))
		var out bytes.Buffer
		sold := false
		err := s.WriteExport(t.Context(), channel, writing(func(p []byte) (int, error) {
			if !sold {
				sold = true
				s.postMany(channel, many, 1)
			}
			return out.Write(p)
		}))
		var got Export
		if err == nil {
			err = json.Unmarshal(out.Bytes(), &got)
		}
		if err != nil || !reflect.DeepEqual(got, before) {
			t.Errorf("while it is sold, %d entries are written, not %d: %v", len(got.Entries), len(before.Entries), err)
		}
		if now := must[Export](t)(s.Export(t.Context(), channel)); now.Head.N != before.Head.N+1 {
			t.Errorf("what was sold meanwhile is entry %d", now.Head.N)
		}
		broken := writing(func([]byte) (int, error) { return 0, io.ErrShortWrite })
		if err := s.WriteExport(t.Context(), channel, broken); err == nil {
			t.Error("what could not be written is written")
		}
	})
}

type writing func(p []byte) (int, error)

func (w writing) Write(p []byte) (int, error) { return w(p) }

// same fails when what is written is not the books as they are in memory.
func (s *shop) same(channel library.Key) {
	s.t.Helper()
	want := must[Export](s.t)(s.Export(s.t.Context(), channel))
	var out bytes.Buffer
	if err := s.WriteExport(s.t.Context(), channel, &out); err != nil {
		s.t.Fatal(err)
	}
	if want.Terms == nil {
		want.Terms = []string{}
	}
	if want.Entries == nil {
		want.Entries = []ledger.Entry{}
	}
	raw, err := json.Marshal(want)
	if err != nil || out.String() != string(raw) {
		s.t.Errorf("%.300s\nis written, not\n%.300s", out.String(), raw)
	}
}
