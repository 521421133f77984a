package disk

import (
	"bytes"
	"context"
	"crypto/sha1"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"
	"github.com/anacrolix/torrent/storage"
	"go.uber.org/goleak"

	"matinee/library"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		runChild(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

// content is a bundle made for a test: its metainfo, data and paths.
type content struct {
	info  metainfo.Info
	hash  metainfo.Hash
	id    library.BundleID
	data  []byte // all files in a row, padding included
	paths []string
}

// spec is a file of a made bundle.
type spec struct {
	path string
	size int
	attr string
}

// makeContent makes a bundle of random, repeatable data.
func makeContent(t testing.TB, pieceLen int64, files ...spec) *content {
	t.Helper()
	c := &content{info: metainfo.Info{Name: t.Name(), PieceLength: pieceLen}}
	src := rand.NewChaCha8([32]byte{7})
	for _, f := range files {
		buf := make([]byte, f.size)
		if !strings.Contains(f.attr, "p") {
			_, _ = src.Read(buf)
		}
		c.data = append(c.data, buf...)
		c.paths = append(c.paths, f.path)
		c.info.Files = append(c.info.Files, metainfo.FileInfo{
			Path: strings.Split(f.path, "/"), Length: int64(f.size),
			ExtendedFileAttrs: metainfo.ExtendedFileAttrs{Attr: f.attr},
		})
	}
	for piece := range slices.Chunk(c.data, int(pieceLen)) {
		sum := sha1.Sum(piece)
		c.info.Pieces = append(c.info.Pieces, sum[:]...)
	}
	raw, err := bencode.Marshal(c.info)
	if err != nil {
		t.Fatal(err)
	}
	c.hash = metainfo.HashBytes(raw)
	c.id = library.BundleID(c.hash.HexString())
	return c
}

// piece is the data of piece p.
func (c *content) piece(p int) []byte {
	start := p * int(c.info.PieceLength)
	return c.data[start:min(start+int(c.info.PieceLength), len(c.data))]
}

// item is the data of file i.
func (c *content) item(i int) []byte {
	off := 0
	for _, f := range c.info.Files[:i] {
		off += int(f.Length)
	}
	return c.data[off : off+int(c.info.Files[i].Length)]
}

// rig is an open bundle on a Disk.
type rig struct {
	testing.TB
	*content
	*Disk
	store *store
	root  string
	dir   string
	impl  *storage.Torrent
}

// open opens the bundle below root with a Disk of its own.
func open(t testing.TB, c *content, s *store, root string, tweak ...func(*Config)) *rig {
	t.Helper()
	cfg := s.config()
	for _, f := range tweak {
		f(&cfg)
	}
	r := &rig{TB: t, content: c, Disk: New(cfg), store: s, root: root, dir: filepath.Join(root, "bundle")}
	t.Cleanup(func() { _ = r.Close(context.Background()) })
	if err := r.Place(c.id, Layout{Root: root, Folder: r.dir, Paths: c.paths}); err != nil {
		t.Fatal(err)
	}
	r.reopen()
	return r
}

// reopen opens the bundle, again perhaps.
func (r *rig) reopen() {
	r.Helper()
	impl, err := storage.NewClient(r.Disk).OpenTorrent(context.Background(), &r.info, r.hash)
	must(r.TB, err)
	r.impl = impl
}

// shut closes the Disk in order.
func (r *rig) shut() {
	r.Helper()
	if err := r.Close(context.Background()); err != nil {
		r.Fatal(err)
	}
}

// settle records what is verified and waits for the callbacks.
func (r *rig) settle() {
	r.Helper()
	if err := r.Flush(context.Background()); err != nil {
		r.Fatal(err)
	}
	r.notices.wait()
}

func (r *rig) at(p int) storage.Piece { return r.impl.Piece(r.info.Piece(p)) }

// write writes piece p in blocks, as a client does.
func (r *rig) write(p int) error {
	data := r.content.piece(p)
	for off := 0; off < len(data); off += 16 << 10 {
		block := data[off:min(off+16<<10, len(data))]
		if n, err := r.at(p).WriteAt(block, int64(off)); err != nil || n != len(block) {
			return fmt.Errorf("write piece %d at %d: %d bytes: %w", p, off, n, err)
		}
	}
	return nil
}

// hash hashes piece p and marks it, as a client does.
func (r *rig) hash1(p int) bool {
	r.Helper()
	sum := sha1.New()
	_, err := r.at(p).WriteTo(sum)
	want := r.info.Pieces[p*20 : p*20+20]
	if err == nil && bytes.Equal(sum.Sum(nil), want) {
		if err := r.at(p).MarkComplete(); err != nil {
			r.Error(err)
		}
		return true
	}
	_ = r.at(p).MarkNotComplete()
	return false
}

// fetch writes and verifies pieces.
func (r *rig) fetch(pieces ...int) {
	r.Helper()
	for _, p := range pieces {
		if err := r.write(p); err != nil {
			r.Fatal(err)
		}
		if !r.hash1(p) {
			r.Fatalf("piece %d does not verify", p)
		}
	}
}

func (r *rig) fetchAll() {
	r.Helper()
	for p := range r.info.NumPieces() {
		r.fetch(p)
	}
}

// states draws the pieces: # done, ? unknown, . missing.
func (r *rig) states() string {
	var out strings.Builder
	for p := range r.info.NumPieces() {
		switch c := r.at(p).Completion(); {
		case c.Err != nil:
			out.WriteByte('!')
		case !c.Ok:
			out.WriteByte('?')
		case c.Complete:
			out.WriteByte('#')
		default:
			out.WriteByte('.')
		}
	}
	return out.String()
}

func (r *rig) wantStates(want string) {
	r.Helper()
	if got := r.states(); got != want {
		r.Fatalf("pieces %s, want %s", got, want)
	}
}

// file is the path of item i as it should be when whole.
func (r *rig) file(i int) string { return filepath.Join(r.dir, filepath.FromSlash(r.paths[i])) }

// wantWhole checks that item i lies whole under its final name.
func (r *rig) wantWhole(i int) {
	r.Helper()
	got, err := os.ReadFile(r.file(i))
	if err != nil {
		r.Fatal(err)
	}
	if !bytes.Equal(got, r.item(i)) {
		r.Fatalf("item %d differs", i)
	}
	if _, err := os.Stat(r.file(i) + partSuffix); err == nil {
		r.Fatalf("item %d also lies under its unfinished name", i)
	}
}

// count is the number of set bits.
func (b bitmap) count() int { return len(b)*8 - b.missing(0, len(b)*8) }

// count is the number of open descriptors.
func (hs *handles) count() int {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	return len(hs.ring)
}
