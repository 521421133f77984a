package swarm

import (
	"bytes"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/anacrolix/dht/v2/bep44"
	"github.com/anacrolix/dht/v2/krpc"
	"github.com/anacrolix/torrent/bencode"
	"github.com/anacrolix/torrent/metainfo"

	"matinee/library"
)

// inDHT has an engine enter the DHT through some nodes.
func inDHT(nodes ...string) func(*Config) {
	return func(cfg *Config) {
		cfg.Settings.DHT = true
		cfg.DHTNodes = append([]string{}, nodes...)
	}
}

// announcedWith waits until a node was told who has a bundle.
func announcedWith(t testing.TB, node *rig, id library.BundleID) {
	t.Helper()
	eventually(t, "the announcement", func() bool {
		return len(node.board.GetPeers(metainfo.Hash(id.Hash()))) > 0
	})
}

// TestDHT: of three engines two know the third only; by infohash one finds the
// other, gets the metainfo and the film from it. A private bundle is not told of.
func TestDHT(t *testing.T) {
	t.Parallel()
	node := newRig(t, inDHT())
	seed := newRig(t, inDHT(node.addr()))
	c := single("film.mkv", 130, 8*piece)
	private := single("secret.mkv", 131, 2*piece)
	private.seal()
	for _, film := range []*content{private, c} {
		id, err := seed.AddTorrent(t.Context(), film.torrent(), AddOptions{Folder: film.lay(t)})
		must(t, err)
		must(t, seed.Run(t.Context(), id))
		seed.completed(t, id)
	}
	announcedWith(t, node, c.id)
	leech := newRig(t, inDHT(node.addr()))
	_, err := leech.Add(t.Context(), string(c.id), AddOptions{})
	must(t, err)
	must(t, leech.SetLimits(t.Context(), c.id, library.Limits{Down: 64 << 10}))
	must(t, leech.Run(t.Context(), c.id))
	leech.until(t, c.id, "a peer", func(tr library.Transfer) bool { return tr.Peers > 0 })
	d, err := leech.Detail(c.id)
	must(t, err)
	for _, p := range d.PeerList {
		if p.Source != "dht" && p.Source != "incoming" {
			t.Errorf("a peer was found by %s", p.Source)
		}
	}
	must(t, leech.SetLimits(t.Context(), c.id, library.Limits{}))
	leech.completed(t, c.id)
	c.check(t, leech)
	if got := node.board.GetPeers(metainfo.Hash(private.id.Hash())); len(got) > 0 {
		t.Errorf("a private bundle was announced by %v", got)
	}
}

// TestDHTWithLibtorrent: libtorrent tells our node what it has and is found by
// it; and finds through our node what we have.
func TestDHTWithLibtorrent(t *testing.T) {
	t.Parallel()
	node := newRig(t, inDHT())
	through := map[string]any{
		"enable_dht": true, "dht_bootstrap_nodes": node.addr(),
		"dht_announce_interval":    5,                                       // seconds; it asks once more when it was not ready at first
		"dht_restrict_routing_ips": false, "dht_restrict_search_ips": false, // all are on one machine
	}
	theirs, ours := single("theirs.mkv", 133, 8*piece), single("ours.mkv", 134, 8*piece)
	libtorrent(t, wants{Torrent: theirs.save(t), Folder: theirs.lay(t), Seed: true, Settings: through})
	announcedWith(t, node, theirs.id)
	leech := newRig(t, inDHT(node.addr()))
	_, err := leech.Add(t.Context(), string(theirs.id), AddOptions{})
	must(t, err)
	must(t, leech.Run(t.Context(), theirs.id))
	leech.completed(t, theirs.id)
	theirs.check(t, leech)

	seed := newRig(t, inDHT(node.addr()))
	id, err := seed.AddTorrent(t.Context(), ours.torrent(), AddOptions{Folder: ours.lay(t)})
	must(t, err)
	must(t, seed.Run(t.Context(), id))
	announcedWith(t, node, ours.id)
	folder := t.TempDir()
	peer := libtorrent(t, wants{Magnet: "magnet:?xt=urn:btih:" + string(ours.id), Folder: folder, Settings: through})
	peer.expect(t, "done")
	got, err := os.ReadFile(ours.path(folder, ""))
	must(t, err)
	if !bytes.Equal(got, ours.files[""]) {
		t.Error("libtorrent has other bytes")
	}
}

// TestDHTOff: the start nodes are asked while it is on, and never while it is off.
func TestDHTOff(t *testing.T) {
	t.Parallel()
	node, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = node.Close() }()
	c := single("film.mkv", 132, piece)
	hears := func(wait time.Duration) bool {
		must(t, node.SetReadDeadline(time.Now().Add(wait)))
		_, _, err := node.ReadFrom(make([]byte, 1500))
		return err == nil
	}
	off := newRig(t, inDHT(node.LocalAddr().String()), func(cfg *Config) { cfg.Settings.DHT, cfg.Settings.UTP = false, true })
	off.start(t, c)
	if hears(700 * time.Millisecond) { // nothing tells that nothing is sent
		t.Error("switched off, it asks the DHT")
	}
	on := newRig(t, inDHT(node.LocalAddr().String()))
	on.start(t, c)
	if !hears(patience) {
		t.Error("switched on, it asks nobody")
	}
}

// TestDHTWithstands: what no node would send neither ends the program nor keeps
// the node from answering the next.
func TestDHTWithstands(t *testing.T) {
	t.Parallel()
	r := newRig(t, inDHT())
	conn, err := net.Dial("udp", r.addr())
	must(t, err)
	defer func() { _ = conn.Close() }()
	for _, q := range []string{"ping", "find_node", "get_peers", "announce_peer", "get", "put", "vote"} {
		_, err := conn.Write([]byte("d1:q" + strconv.Itoa(len(q)) + ":" + q + "1:t2:no1:y1:qe"))
		must(t, err)
	}
	for _, odd := range []string{"d1:y1:re", "d1:ad2:id3:abce1:q4:ping1:t1:x1:y1:qe", "d1:y1:ee", "de", "d1:rd2:id20:aaaaaaaaaaaaaaaaaaaae1:y1:re"} {
		_, err := conn.Write([]byte(odd))
		must(t, err)
	}
	id := bytes.Repeat([]byte("x"), 20)
	ping, err := bencode.Marshal(map[string]any{"y": "q", "q": "ping", "t": "good", "a": map[string]any{"id": id}})
	must(t, err)
	_, err = conn.Write(ping)
	must(t, err)
	must(t, conn.SetReadDeadline(time.Now().Add(patience)))
	for buf := make([]byte, 1500); ; {
		n, err := conn.Read(buf)
		must(t, err)
		if bytes.Contains(buf[:n], []byte("4:good")) {
			return
		}
	}
}

// TestDHTSocketFails: a socket that fails does not end the node, and is read on.
func TestDHTSocketFails(t *testing.T) {
	t.Parallel()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	c := newDHTConn(pc)
	must(t, pc.SetReadDeadline(time.Unix(1, 0)))
	read := make(chan error)
	go func() {
		for {
			_, _, err := c.ReadFrom(make([]byte, 10))
			read <- err
			if err != nil {
				return
			}
		}
	}()
	must(t, pc.SetReadDeadline(time.Time{}))
	_, err = pc.WriteTo([]byte("x"), pc.LocalAddr())
	must(t, err)
	must(t, <-read)
	must(t, c.Close())
	must(t, pc.Close())
	if err := <-read; err == nil {
		t.Error("it can be read after it was closed")
	}
}

func peerAt(port int) krpc.NodeAddr { return krpc.NodeAddr{IP: net.IPv4(10, 0, 0, 1), Port: port} }

// TestBoard: peers are kept for a while, each once, and within bounds.
func TestBoard(t *testing.T) {
	t.Parallel()
	var clock clock
	b := newBoard(clock.now)
	var film metainfo.Hash
	for range 2 {
		b.AddPeer(film, peerAt(1))
	}
	clock.advance(boardLife / 2)
	b.AddPeer(film, peerAt(2))
	if got := b.GetPeers(film); len(got) != 2 {
		t.Errorf("it knows %v", got)
	}
	clock.advance(boardLife / 2)
	if got := b.GetPeers(film); len(got) != 1 || got[0].Port != 2 {
		t.Errorf("later it knows %v", got)
	}
	for port := range 3 * boardPeers {
		b.AddPeer(film, peerAt(port+1))
	}
	if got := b.GetPeers(film); len(got) != boardPeers || got[boardPeers-1].Port != 3*boardPeers {
		t.Errorf("of many it knows %d", len(got))
	}
	for i := range 2 * boardHashes {
		b.AddPeer(metainfo.Hash{1, byte(i), byte(i >> 8)}, peerAt(1))
	}
	if len(b.notes) > boardHashes {
		t.Errorf("it keeps %d infohashes", len(b.notes))
	}
	clock.advance(-time.Hour)
	if got := b.GetPeers(film); len(got) != 0 {
		t.Errorf("from the future it knows %v", got)
	}
}

// TestItemStore: items are kept up to a number, the latest ones.
func TestItemStore(t *testing.T) {
	t.Parallel()
	s := newItemStore()
	var last *bep44.Item
	for i := range maxDHTItems + 10 {
		last = &bep44.Item{V: strconv.Itoa(i)}
		must(t, s.Put(last))
		must(t, s.Put(last))
	}
	if len(s.items) != maxDHTItems || len(s.order) != maxDHTItems {
		t.Errorf("it keeps %d items in an order of %d", len(s.items), len(s.order))
	}
	if got, err := s.Get(last.Target()); err != nil || got != last {
		t.Errorf("the last is %v, %v", got, err)
	}
	must(t, s.Del(last.Target()))
	if _, err := s.Get(last.Target()); err == nil {
		t.Error("what was dropped is there")
	}
}
