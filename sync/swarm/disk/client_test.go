package disk

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// loopback is a client that talks to nobody but whom it is told, on our storage.
func loopback(t *testing.T, d *Disk) *torrent.Client {
	t.Helper()
	cfg := torrent.NewDefaultClientConfig()
	cfg.DefaultStorage = d
	cfg.ListenHost = func(string) string { return "127.0.0.1" }
	cfg.ListenPort = 0
	cfg.NoDHT, cfg.DisablePEX, cfg.DisableTrackers, cfg.DisableUTP = true, true, true, true
	cfg.NoDefaultPortForwarding, cfg.DisableIPv6, cfg.Seed = true, true, true
	cfg.Slogger = slog.New(slog.DiscardHandler)
	cl, err := torrent.NewClient(cfg)
	must(t, err)
	return cl
}

// join adds the bundle to a client.
func join(t *testing.T, cl *torrent.Client, c *content) *torrent.Torrent {
	t.Helper()
	raw, err := bencode.Marshal(c.info)
	must(t, err)
	tor, err := cl.AddTorrent(&metainfo.MetaInfo{InfoBytes: raw})
	must(t, err)
	return tor
}

// await polls a condition that has no event to wait for.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(60 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("waited a minute for: %s", what)
		}
	}
}

func closeClient(cl *torrent.Client) {
	for _, err := range cl.Close() {
		_ = err // sockets that a peer closed first
	}
}

// TestDownloadThroughAPowerCut fetches 12 MiB from a real client, loses the
// power in the middle, starts again and ends with every byte in its place and
// nothing that was recorded fetched twice.
func TestDownloadThroughAPowerCut(t *testing.T) {
	c := makeContent(t, 64*kib, spec{"film.mkv", 9<<20 + 123, ""}, spec{"x/sub.srt", 4000, ""}, spec{"x/bonus.mp4", 3 << 20, ""})
	seed := open(t, c, newStore(), t.TempDir())
	seed.fetchAll()
	seed.settle()
	must(t, seed.impl.Close())
	giver := loopback(t, seed.Disk)
	defer closeClient(giver)
	join(t, giver, c)

	s, root := newStore(), t.TempDir()
	power := newPowerFS(rand.New(rand.NewPCG(4, 2)))
	recorded := downloadUntil(t, c, giver, s, root, power)
	if n := bitmap(recorded.Done).count(); n == 0 || n == c.info.NumPieces() {
		t.Fatalf("%d pieces recorded at the cut: the test is worth nothing", n)
	}

	r := open(t, c, s, root, func(cfg *Config) { cfg.SyncEvery = 20 * time.Millisecond })
	r.wantTrue(recorded)
	must(t, r.impl.Close())
	taker := loopback(t, r.Disk)
	defer closeClient(taker)
	tor := join(t, taker, c)
	tor.DownloadAll()
	tor.AddClientPeer(giver)
	await(t, "the whole bundle", func() bool { return bitmap(r.Have(c.id)).count() == c.info.NumPieces() })
	stats := tor.Stats()
	got := stats.BytesReadUsefulData.Int64()
	if want := int64(c.info.NumPieces()-bitmap(recorded.Done).count()) * c.info.PieceLength; got > want {
		t.Fatalf("fetched %d bytes, only %d were not recorded", got, want)
	}
	r.settle()
	for i := range c.paths {
		r.wantWhole(i)
	}
}

// downloadUntil downloads a third of the bundle, cuts the power, and returns the
// record of that moment.
func downloadUntil(t *testing.T, c *content, giver *torrent.Client, s *store, root string, power *powerFS) library.PieceRecord {
	t.Helper()
	d := New(func() Config {
		cfg := s.config()
		cfg.FS, cfg.Save, cfg.SyncEvery = power, power.save(s), 10*time.Millisecond
		return cfg
	}())
	must(t, d.Place(c.id, Layout{Root: root, Folder: root + "/bundle", Paths: c.paths}))
	taker := loopback(t, d)
	tor := join(t, taker, c)
	tor.DownloadAll()
	tor.AddClientPeer(giver)
	await(t, "a third of the bundle on disk", func() bool {
		rec := s.all()[c.id]
		return bitmap(rec.Done).count() > c.info.NumPieces()/3
	})
	power.cut()
	closeClient(taker)
	_ = d.Close(context.Background()) // there is no power to do it in order
	return s.all()[c.id]
}
