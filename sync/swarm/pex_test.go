package swarm

import (
	"bytes"
	"io"
	"net"
	"slices"
	"testing"

	"github.com/anacrolix/torrent/bencode"

	"matinee/library"
)

const msgExtended = 20

// offers connects to an engine as a peer would and returns the extensions (BEP
// 10) it says it knows.
func offers(t testing.TB, r *rig, id library.BundleID) map[string]int {
	t.Helper()
	conn, err := net.Dial("tcp", r.addr())
	must(t, err)
	defer func() { _ = conn.Close() }()
	hash := id.Hash()
	hello := append([]byte("\x13BitTorrent protocol"), 0, 0, 0, 0, 0, 0x10, 0, 0)
	hello = append(append(hello, hash[:]...), "-XX0001-abcdefghijkl"...)
	_, err = conn.Write(hello)
	must(t, err)
	_, err = io.ReadFull(conn, make([]byte, len(hello)))
	must(t, err)
	for {
		kind, body, err := receive(conn)
		must(t, err)
		if kind != msgExtended || len(body) == 0 || body[0] != 0 {
			continue
		}
		var greeting struct {
			M map[string]int `bencode:"m"`
		}
		must(t, bencode.NewDecoder(bytes.NewReader(body[1:])).Decode(&greeting))
		return greeting.M
	}
}

// TestPEX: who knows one peer learns of another from it, and from nobody else.
// One that has it switched off, or a private bundle, learns of none.
func TestPEX(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pex, private bool
	}{
		"on":      {pex: true},
		"off":     {},
		"private": {pex: true, private: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			film := single("film.mkv", 140, 16*piece)
			if c.private {
				film.seal()
			}
			far := seeder(t, film, nil)
			hub := newRig(t)
			hub.start(t, film, far.addr)
			hub.completed(t, film.id)
			r := newRig(t, func(cfg *Config) { cfg.Settings.PEX = c.pex })
			id, err := r.AddTorrent(t.Context(), film.torrent(), AddOptions{Peers: []string{hub.addr()}})
			must(t, err)
			must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 64 << 10}))
			must(t, r.Run(t.Context(), id))
			if _, does := offers(t, r, id)["ut_pex"]; does != c.pex {
				t.Errorf("it offers PEX: %v", does)
			}
			learned := func() bool {
				d, err := r.Detail(id)
				must(t, err)
				return slices.ContainsFunc(d.PeerList, func(p library.Peer) bool {
					return p.Addr == far.addr && p.Source == "pex"
				})
			}
			if !c.pex || c.private { // news would come before the first piece
				r.until(t, id, "a piece", func(tr library.Transfer) bool { return tr.Done > 0 })
				if learned() {
					t.Error("it learned of the far peer")
				}
				return
			}
			eventually(t, "the far peer", learned)
			must(t, r.SetLimits(t.Context(), id, library.Limits{}))
			r.completed(t, id)
			film.check(t, r)
		})
	}
}
