package swarm

import (
	"bytes"
	"crypto/sha1"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"
	"go.uber.org/goleak"

	"matinee/library"
)

// atOnce is how many tests run together: most of their time they wait.
const atOnce = "6"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(settling{m})
}

// settling waits after the tests for what the DHT library leaves behind when it is
// closed: questions to nodes that will not answer, which end after some seconds.
type settling struct{ *testing.M }

func (s settling) Run() int {
	code := s.M.Run()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		stacks := make([]byte, 1<<20)
		if !bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("dht/v2.(*Server).Query")) {
			break
		}
	}
	return code
}

// patience bounds every wait for something that must happen.
const patience = 90 * time.Second

// piece is the piece length of the test bundles.
const piece = 32 << 10

// content is what a test bundle holds.
type content struct {
	name  string
	names []string // files, in order; one called "" is the bundle itself
	files map[string][]byte
	meta  *metainfo.MetaInfo
	id    library.BundleID
}

// noise is n bytes that no two files share.
func noise(seed uint64, n int) []byte {
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), 7})
	out := make([]byte, n)
	_, _ = r.Read(out)
	return out
}

// single is a bundle of one file.
func single(name string, seed uint64, size int, change ...func(*metainfo.MetaInfo)) *content {
	c := &content{name: name, names: []string{""}, files: map[string][]byte{"": noise(seed, size)}}
	return c.build(change...)
}

// several is a bundle of files of the same size.
func several(name string, seed uint64, size int, names ...string) *content {
	c := &content{name: name, names: names, files: map[string][]byte{}}
	for i, n := range names {
		c.files[n] = noise(seed+uint64(i)*1000, size)
	}
	return c.build()
}

func (c *content) build(change ...func(*metainfo.MetaInfo)) *content {
	info := metainfo.Info{Name: c.name, PieceLength: piece}
	var all []byte
	for _, n := range c.names {
		all = append(all, c.files[n]...)
		if n == "" {
			info.Length = int64(len(c.files[n]))
		} else {
			info.Files = append(info.Files, metainfo.FileInfo{Length: int64(len(c.files[n])), Path: []string{n}})
		}
	}
	for part := range slices.Chunk(all, piece) {
		sum := sha1.Sum(part)
		info.Pieces = append(info.Pieces, sum[:]...)
	}
	raw, err := bencode.Marshal(&info)
	if err != nil {
		panic(err)
	}
	c.meta = &metainfo.MetaInfo{InfoBytes: raw}
	for _, f := range change {
		f(c.meta)
	}
	c.id = library.BundleID(c.meta.HashInfoBytes().HexString())
	return c
}

// seal makes the bundle a private one (BEP 27).
func (c *content) seal() {
	var info metainfo.Info
	if err := bencode.Unmarshal(c.meta.InfoBytes, &info); err != nil {
		panic(err)
	}
	yes := true
	info.Private = &yes
	raw, err := bencode.Marshal(&info)
	if err != nil {
		panic(err)
	}
	c.meta.InfoBytes = raw
	c.id = library.BundleID(c.meta.HashInfoBytes().HexString())
}

// torrent is the .torrent's bytes.
func (c *content) torrent() []byte {
	var b bytes.Buffer
	if err := c.meta.Write(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// save writes the .torrent and returns its path.
func (c *content) save(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.torrent")
	must(t, os.WriteFile(path, c.torrent(), 0o600))
	return path
}

// path is where a file of the bundle lies below a folder that other programs
// download to: they make a folder of the torrent's name.
func (c *content) path(folder, name string) string {
	if name == "" {
		return filepath.Join(folder, c.name)
	}
	return filepath.Join(folder, c.name, name)
}

// lay writes the files as other programs want them.
func (c *content) lay(t testing.TB) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for _, n := range c.names {
		p := c.path(folder, n)
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		must(t, os.WriteFile(p, c.files[n], 0o600))
	}
	return folder
}

// check compares the bundle's files in our engine with what they should be.
func (c *content) check(t testing.TB, r *rig) {
	t.Helper()
	b, err := r.Bundle(c.id)
	must(t, err)
	for i, n := range c.names {
		got, err := os.ReadFile(filepath.Join(b.Folder, filepath.FromSlash(b.Items[i].Path)))
		must(t, err)
		if !bytes.Equal(got, c.files[n]) {
			t.Errorf("item %q differs from what was published", n)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// detachedTorrent is a torrent of no running client, for what only asks whether
// there is one.
func detachedTorrent(t testing.TB) *torrent.Torrent {
	t.Helper()
	return new(torrent.Torrent)
}
