package format_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// TestContentIsBounded: what a payload may hold at most, beside what vectors show.
func TestContentIsBounded(t *testing.T) {
	f := newFixture(t)
	for name, c := range map[string]struct {
		change func(*format.Channel)
		want   error
	}{
		"2000 bundles":      {func(c *format.Channel) { c.Bundles, c.Withdrawn = listings(2000), nil }, nil},
		"2001 bundles":      {func(c *format.Channel) { c.Bundles = listings(2001) }, format.FaultCount},
		"9 mirrors":         {func(c *format.Channel) { c.Mirrors = make([]library.WebURL, 9) }, format.FaultCount},
		"a long name":       {func(c *format.Channel) { c.Name = strings.Repeat("x", 121) }, format.FaultField},
		"a long text":       {func(c *format.Channel) { c.Description = strings.Repeat("x", 4001) }, format.FaultField},
		"a string of 64 KB": {func(c *format.Channel) { c.More = library.More{"x": []byte(`"` + strings.Repeat("x", 64<<10) + `"`)} }, nil},
		"a longer string":   {func(c *format.Channel) { c.More = library.More{"x": []byte(`"` + strings.Repeat("x", 64<<10+1) + `"`)} }, format.FaultField},
		"100,001 values":    {func(c *format.Channel) { c.More = library.More{"x": values(100_001)} }, format.FaultCount},
		"1 MiB":             {func(c *format.Channel) { c.More = library.More{"x": strings64(14)} }, format.FaultSize},
		"257 unknown fields": {func(c *format.Channel) {
			c.More = library.More{}
			for i := range 257 {
				c.More[fmt.Sprint("x", i)] = []byte("1")
			}
		}, format.FaultCount},
	} {
		channel := f.channel
		c.change(&channel)
		signed, err := format.Sign(channel, signer("channel"))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if c.want != nil {
			continue
		}
		if _, err := format.Read[format.Channel](signed.Bytes()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func values(n int) []byte {
	return append(append([]byte("["), bytes.Repeat([]byte("1,"), n-1)...), "1]"...)
}

// strings64 is an array of strings of 64 KiB.
func strings64(n int) []byte {
	one := `"` + strings.Repeat("x", 64<<10) + `"`
	return []byte("[" + strings.Repeat(one+",", n-1) + one + "]")
}

func listings(n int) []format.Listing {
	out := make([]format.Listing, n)
	for i := range out {
		out[i] = format.Listing{
			Bundle: library.Token(fmt.Sprintf("%032x", i)), Infohash: library.BundleID(fmt.Sprintf("%040x", i)),
			Manifest: digest("m"), Terms: digest("t"), Torrent: digest("x"),
		}
	}
	return out
}

// TestLimitsAreCheckedBeforeTheContent: an oversized document is refused without
// being read, whatever it is.
func TestLimitsAreCheckedBeforeTheContent(t *testing.T) {
	huge := bytes.Repeat([]byte("["), 3<<20)
	for _, kind := range []string{
		"certificate", "store-certificate", "manifest", "terms", "deal", "channel", "store-catalogue", "consignment", "licence", "receipt", "release",
	} {
		allocations := testing.AllocsPerRun(1, func() {
			if _, err := readAny(kind, huge); !errors.Is(err, format.FaultSize) {
				t.Errorf("%s: %v", kind, err)
			}
		})
		if allocations > 50 {
			t.Errorf("%s: %v allocations for what is too long anyway", kind, allocations)
		}
	}
	deep := []byte(strings.Repeat("[", 200_000))
	if _, err := readAny("terms", signRaw("terms", string(deep[:150_000]), signer("channel")).Bytes()); !errors.Is(err, format.FaultDepth) {
		t.Errorf("150,000 deep: %v", err)
	}
	many := signRaw("deal", `{}`)
	for i := range 9 {
		many.Signatures = append(many.Signatures, signRaw("deal", `{}`, signer(fmt.Sprint(i))).Signatures...)
	}
	if _, err := readAny("deal", many.Bytes()); !errors.Is(err, format.FaultCount) {
		t.Errorf("nine signatures: %v", err)
	}
}

// TestSharedEditions finds an edition that another bundle sells too.
func TestSharedEditions(t *testing.T) {
	f := newFixture(t)
	other := f.manifest
	other.ID = "ffffffffffffffffffffffffffffffff"
	other.Editions = []format.Edition{{ID: "all", Name: "All", Recipient: recipient(extrasIdentity)}, {ID: "free", Name: "Free"}}
	if got := f.manifest.SharedEditions(other); len(got) != 1 || got[0] != "extras" {
		t.Errorf("%v", got)
	}
	if got := other.SharedEditions(format.Manifest{Editions: []format.Edition{{ID: "free", Name: "Free"}}}); got != nil {
		t.Errorf("two editions without a key share %v", got)
	}
}

// TestTimesAndDurations: what cannot be written is not signed, and what is finer
// than a document holds is cut off.
func TestTimesAndDurations(t *testing.T) {
	f := newFixture(t)
	item := func(d time.Duration) format.Manifest {
		m := f.manifest
		m.Items = append([]format.Item{}, m.Items...)
		m.Items[0].Duration = d
		return m
	}
	for d, want := range map[time.Duration]string{
		time.Millisecond:                         `"PT0.001S"`,
		90 * time.Second:                         `"PT1M30S"`,
		25*time.Hour + 500*time.Millisecond:      `"P1DT1H0.5S"`,
		48 * time.Hour:                           `"P2D"`,
		time.Hour + 59*time.Minute + time.Second: `"PT1H59M1S"`,
		100 * 366 * 24 * time.Hour:               `"P36600D"`,
	} {
		signed, err := format.Sign(item(d), signer("channel"))
		if err != nil || !bytes.Contains(signed.Envelope.Payload, []byte(want)) {
			t.Errorf("%v is not written as %s: %v", d, want, err)
			continue
		}
		if back, err := format.Read[format.Manifest](signed.Bytes()); err != nil || back.Doc.Items[0].Duration != d {
			t.Errorf("%v: %v", d, err)
		}
	}
	for _, d := range []time.Duration{-1, 100*366*24*time.Hour + 1} {
		if _, err := format.Sign(item(d), signer("channel")); !errors.Is(err, format.FaultField) {
			t.Errorf("%v: %v", d, err)
		}
	}
	for _, when := range []time.Time{{}, time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		m := f.manifest
		m.Published = when
		if _, err := format.Sign(m, signer("channel")); !errors.Is(err, format.FaultField) {
			t.Errorf("%v: %v", when, err)
		}
	}
}

// BenchmarkChannel verifies a channel of 1,000 bundles with their manifests and
// terms, as a follower does who has fetched all of it.
func BenchmarkChannel(b *testing.B) {
	author := format.Author{Channel: public(signer("root")), Issued: at(issued)}
	author.Certificate = mustSign(b, format.Certificate{
		Root: public(signer("root")), Key: public(signer("channel")), Serial: 1, Issued: at("2026-01-01T00:00:00Z"),
	}, "root").Envelope
	manifestBytes := mustSign(b, manifest(b, author), "channel").Bytes()
	termsBytes := mustSign(b, terms(author), "channel").Bytes()
	channel := mustSign(b, format.Channel{
		Author: author, Seq: 1, Expires: at("2026-06-01T12:00:00Z"), Name: "Example Pictures", Bundles: listings(1000),
	}, "channel").Bytes()
	manifestSum, termsSum := digest(string(manifestBytes)), digest(string(termsBytes))
	b.ReportMetric(float64(len(channel)), "channel-bytes")
	for b.Loop() {
		if _, err := format.Read[format.Channel](channel); err != nil {
			b.Fatal(err)
		}
		for range 1000 {
			if _, err := format.ReadListed[format.Manifest](manifestBytes, manifestSum); err != nil {
				b.Fatal(err)
			}
			if _, err := format.ReadListed[format.Terms](termsBytes, termsSum); err != nil {
				b.Fatal(err)
			}
		}
	}
}
