package channel

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"
	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/format"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func code(t testing.TB, err error, want library.Code) {
	t.Helper()
	if err == nil || library.CodeOf(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// signing is a key of the tests.
func signing(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func day(n int) time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// studio is a channel of the tests.
func studio(t testing.TB, mirrors ...library.WebURL) *Own {
	t.Helper()
	o, err := Create(t.TempDir(), signing("root"), Profile{Name: "Studio", Domain: "studio.example", Mirrors: mirrors}, day(0))
	must(t, err)
	return o
}

// film is a bundle of the channel, free and in clear.
func film(t testing.TB, o *Own, n int) Bundle {
	t.Helper()
	info := metainfo.Info{Name: fmt.Sprintf("Film %d", n), PieceLength: 16 << 10, Length: 100, Pieces: make([]byte, 20)}
	info.Pieces[0], info.Pieces[1] = byte(n), byte(n>>8)
	raw, err := bencode.Marshal(&info)
	must(t, err)
	mi := metainfo.MetaInfo{InfoBytes: raw}
	var torrent bytes.Buffer
	must(t, mi.Write(&torrent))
	author := o.Author(o.Channel().Doc.Issued)
	m, err := format.Sign(format.Manifest{
		Author: author, ID: library.Token(fmt.Sprintf("%032x", n)), Version: 1, Name: fmt.Sprintf("Film %d", n),
		Creators: []format.Creator{{Name: "Somebody", Role: "Director"}}, Description: "A film <of> & many.",
		Published: day(0), License: "CC-BY-4.0", Rights: "All ours.", Languages: []library.Language{"en"},
		Editions: []format.Edition{{ID: "standard", Name: "Standard"}},
		Items: []format.Item{{
			Path: "film.mkv", Role: library.RoleMain, Format: "video/x-matroska", Duration: time.Hour,
			Plain: library.Sum{Length: 100, SHA256: library.DigestOf(sha256.Sum256([]byte{byte(n)}))},
		}},
	}, o.Key())
	must(t, err)
	terms, err := format.Sign(format.Terms{
		Author: author, Bundle: m.Doc.ID, Version: 1, Fee: 1000,
		Editions: []format.EditionTerms{{
			Edition: "standard",
			Offers:  []library.Offer{{Kind: library.OfferPWYW, Price: &library.Money{Currency: "EUR", Minor: 100}}},
			Splits:  []library.Split{{Party: "Director", Weight: 3, Account: "d@pay.example"}, {Party: "Crew", Weight: 1}},
		}},
	}, o.Key())
	must(t, err)
	return Bundle{m, terms, torrent.Bytes(), library.BundleID(mi.HashInfoBytes().HexString()), []byte{0xff, 0xd8, 0xff, byte(n)}}
}

// list publishes a bundle.
func list(t testing.TB, o *Own, b Bundle) Catalogue {
	t.Helper()
	change, err := o.Put(b)
	must(t, err)
	made, err := o.Publish(o.Channel().Doc.Issued.Add(time.Hour), change)
	must(t, err)
	return made
}

// network is a DHT in memory that keeps to BEP 44, the swarms of catalogues, and
// the clock.
type network struct {
	mu     sync.Mutex
	now    time.Time
	nodes  []node
	puts   int
	swarms map[library.BundleID]*Own
	joined int
}

// node is a node of the DHT.
type node struct {
	id    [20]byte
	items map[[20]byte]stored
}

type stored struct {
	item library.Mutable
	at   time.Time
}

const itemLife = 2 * time.Hour

func newNetwork(nodes int) *network {
	n := &network{now: day(1), swarms: map[library.BundleID]*Own{}}
	for i := range nodes {
		n.nodes = append(n.nodes, node{sha1.Sum([]byte{byte(i)}), map[[20]byte]stored{}})
	}
	return n
}

func (n *network) clock() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

// closest are the 8 nodes that keep an item.
func (n *network) closest(target [20]byte) []node {
	all := slices.Clone(n.nodes)
	slices.SortFunc(all, func(a, b node) int {
		for i := range target {
			if d := int(a.id[i]^target[i]) - int(b.id[i]^target[i]); d != 0 {
				return d
			}
		}
		return 0
	})
	return all[:min(8, len(all))]
}

func targetOf(key library.Key, salt string) [20]byte {
	return sha1.Sum(append(slices.Clone([]byte(key.Public())), salt...))
}

func (n *network) GetItem(_ context.Context, key library.Key, salt string) (library.FoundMutable, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var f library.FoundMutable
	at := n.closest(targetOf(key, salt))
	for _, node := range at {
		s, ok := node.items[targetOf(key, salt)]
		switch {
		case !ok || n.now.Sub(s.at) >= itemLife:
		case !f.OK() || s.item.Seq > f.Item.Seq:
			f.Item, f.Holders = s.item, 1
		case s.item.Seq == f.Item.Seq && bytes.Equal(s.item.Value, f.Item.Value):
			f.Holders++
		}
	}
	f.Asked = len(at)
	return f, nil
}

func (n *network) PutItem(_ context.Context, item library.Mutable) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !signedBy(item, item.Key, item.Salt) {
		return 0, errors.New("a node refuses the signature")
	}
	n.puts++
	target, taken := targetOf(item.Key, item.Salt), 0
	for _, node := range n.closest(target) {
		old, ok := node.items[target]
		fresh := ok && n.now.Sub(old.at) < itemLife
		if fresh && (old.item.Seq > item.Seq || old.item.Seq == item.Seq && !bytes.Equal(old.item.Value, item.Value)) {
			continue
		}
		node.items[target] = stored{item, n.now}
		taken++
	}
	return taken, nil
}

// announce puts a channel's items and seeds its catalogue.
func (n *network) announce(t testing.TB, o *Own) library.BundleID {
	t.Helper()
	made, err := o.Catalogue()
	must(t, err)
	items, err := o.Items()
	must(t, err)
	for _, i := range items {
		_, err := n.PutItem(t.Context(), i)
		must(t, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.swarms[made.Infohash] = o
	return made.Infohash
}

// Join is a swarm whose only peer is the creator's program.
func (n *network) Join(_ context.Context, id library.BundleID, _ []byte, _ Folder) (Files, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	o, ok := n.swarms[id]
	if !ok {
		return nil, &library.Error{Code: library.CodeNoPeers}
	}
	n.joined++
	return &swarmFiles{n, o.Folder, id}, nil
}

type swarmFiles struct {
	n      *network
	folder Folder
	id     library.BundleID
}

func (s *swarmFiles) path(name string) string {
	at, _ := CataloguePath(s.id)(name)
	return filepath.Join(s.folder.Dir(), filepath.FromSlash(at))
}

func (s *swarmFiles) Size(string) (int64, bool) { return 0, true }
func (s *swarmFiles) Read(_ context.Context, name string, most int64) ([]byte, error) {
	return readBounded(s.path(name), most, nil)
}
func (s *swarmFiles) Torrent() []byte       { return nil }
func (s *swarmFiles) Gone() <-chan struct{} { return nil }
func (s *swarmFiles) Close() {
	s.n.mu.Lock()
	defer s.n.mu.Unlock()
	s.n.joined--
}

// browser is a plain web client.
type browser struct{ *http.Client }

func (b browser) Web(ctx context.Context, address string, most int64, _ bool) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := b.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err == nil && (res.StatusCode != http.StatusOK || int64(len(body)) > most) {
		err = fmt.Errorf("status %d, %d bytes", res.StatusCode, len(body))
	}
	return body, err
}

// mirror serves a folder.
func mirror(t testing.TB, dir string) library.WebURL {
	t.Helper()
	s := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(s.Close)
	return library.WebURL(s.URL)
}

// fan is a follower under test.
type fan struct {
	Finder
	sought Sought
	took   []Taken
}

func newFan(t testing.TB, n *network, link format.Link) *fan {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	return &fan{
		Finder: Finder{DHT: n, Web: browser{client}, Swarm: n, Now: n.clock},
		sought: Sought{Held: format.Held{Root: link.Root}, Link: link, Folder: NewFolder(t.TempDir())},
	}
}

// look looks once, and remembers what was taken as a follower does.
func (f *fan) look(t testing.TB) Outcome {
	t.Helper()
	f.took = nil
	out, err := f.Look(t.Context(), f.sought, func(k Taken) error {
		f.took = append(f.took, k)
		f.sought.Mirrors, f.sought.Catalogue = k.Channel.Doc.Mirrors, k.Catalogue
		if k.Files != nil {
			_, err := f.Fetch(t.Context(), f.sought.Folder, shownOf(k.Channel.Doc), Sources{Files: k.Files})
			must(t, err)
			k.Files.Close()
		}
		return nil
	})
	must(t, err)
	f.sought.Held = out.Held
	return out
}

func shownOf(c format.Channel) (all []Wanted) {
	for _, l := range c.Bundles {
		all = append(all, Shown(l)...)
	}
	return all
}

// codes are the kinds of what was remarked on.
func codes(out Outcome) []library.Code {
	all := map[library.Code]bool{}
	for _, r := range out.Remarks {
		all[library.CodeOf(r.Err)] = true
	}
	return slices.Sorted(maps.Keys(all))
}
