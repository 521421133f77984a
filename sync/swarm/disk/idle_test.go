package disk

import (
	"encoding/binary"
	"runtime"
	"testing"

	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// TestIdleBundlesAreSmall opens many whole bundles and weighs them.
func TestIdleBundlesAreSmall(t *testing.T) {
	const many = 1000
	c, s, root := makeContent(t, 1*kib, spec{"film.mkv", 4096 * kib, ""}), newStore(), t.TempDir()
	r := open(t, c, s, root)
	r.fetchAll()
	r.shut()
	rec := s.all()[c.id]

	before := heap()
	cfg := Config{Records: map[library.BundleID]library.PieceRecord{}}
	hashes := make([]metainfo.Hash, many)
	for i := range hashes {
		binary.BigEndian.PutUint64(hashes[i][:], uint64(i))
		one := cloneRecord(rec)
		one.ID = library.BundleID(hashes[i].HexString())
		cfg.Records[one.ID] = one
	}
	d := New(cfg)
	defer func() { must(t, d.Close(t.Context())) }()
	goroutines := runtime.NumGoroutine()
	for i := range hashes {
		id := library.BundleID(hashes[i].HexString())
		must(t, d.Place(id, Layout{Root: root, Folder: r.dir, Paths: []string{"film.mkv"}}))
		_, err := d.OpenTorrent(t.Context(), &c.info, hashes[i])
		must(t, err)
	}
	if d.handles.count() > 0 || runtime.NumGoroutine() > goroutines {
		t.Fatal("idle bundles hold descriptors or goroutines")
	}
	each := (heap() - before) / many
	runtime.KeepAlive(d)
	t.Logf("%d bytes a bundle, %d of them its bitmap", each, len(rec.Done))
	if each > 2*kib {
		t.Fatalf("%d bytes a bundle", each)
	}
}

// heap is what is in use after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
