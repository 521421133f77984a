package owner

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/channel"
)

// manyChannels fills a data folder with n followed channels of ten bundles each, which
// fall due one after the other.
func manyChannels(tb testing.TB, n int) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	d, err := db.Open(tb.Context(), filepath.Join(dir, "library.db"))
	if err != nil {
		tb.Fatal(err)
	}
	now := time.Now()
	for i := range n {
		key, err := channel.NewKey()
		if err != nil {
			tb.Fatal(err)
		}
		root := channel.KeyOf(key)
		c := library.Channel{
			Root: root, Link: format.Link{Key: root, Root: root}.String(), Name: fmt.Sprintf("Channel %d", i),
			Followed: now, Opened: now, Looked: now, Issued: now,
		}
		held := library.HeldChannel{
			Serial: 1, Key: root, Seq: 1, Digest: library.Digest(strings.Repeat("a", 64)), Expires: now.AddDate(0, 1, 0),
			Due: now.Add(time.Duration(i) * 4 * time.Second),
		}
		var listed []library.Listing
		for k := range 10 {
			listed = append(listed, library.Listing{
				Channel: root, Bundle: library.Token(fmt.Sprintf("%016x%016x", i, k)), Name: fmt.Sprintf("Film %d", k),
				Manifest: "m", Terms: "t", Torrent: "f", Infohash: library.BundleID(fmt.Sprintf("%020x%020x", i, k)), State: library.ListingDone,
			})
		}
		err = d.AddChannel(tb.Context(), c, held)
		if err == nil {
			_, err = d.TakeChannel(tb.Context(), c, held, listed, nil)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// BenchmarkIdle1000Channels measures what following 1,000 channels costs while nothing
// happens but the looks that fall due, with a DHT of four nodes beside it. The nodes
// are in this process, so the figure is theirs, too.
func BenchmarkIdle1000Channels(b *testing.B) {
	dht := nodes(b, 3)
	h := open(b, manyChannels(b, 1000), inDHT(dht...))
	begun := time.Now()
	const settle, rest = 20 * time.Second, 60 * time.Second
	for b.Loop() {
		time.Sleep(settle)
		used := cpu(b)
		time.Sleep(rest)
		used = cpu(b) - used
		b.ReportMetric(100*used.Seconds()/rest.Seconds(), "core-%")
	}
	looked := 0
	all, err := h.follow.Channels(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range all {
		if c.Looked.After(begun.Add(settle)) {
			looked++
		}
	}
	b.ReportMetric(float64(looked), "looks")
}
