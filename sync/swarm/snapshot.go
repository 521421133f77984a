package swarm

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/anacrolix/torrent"

	"matinee/library"
)

// noPeersAfter is how long a bundle may look for peers before that is called a
// problem.
const noPeersAfter = 15 * time.Second

// Bundles returns the library's bundles in the order they were added.
func (e *Engine) Bundles() []library.Bundle {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]library.Bundle, 0, len(e.order))
	now := e.cfg.Now()
	for _, id := range e.order {
		out = append(out, e.entries[id].shown(now))
	}
	return out
}

// Bundle returns one bundle.
func (e *Engine) Bundle(id library.BundleID) (library.Bundle, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	en, err := e.find(id)
	if err != nil {
		return library.Bundle{}, err
	}
	return en.shown(e.cfg.Now()), nil
}

// shown is the bundle with the seeding time up to now; Engine.mu must be held.
func (en *entry) shown(now time.Time) library.Bundle {
	b := en.copyBundle()
	if gap := now.Sub(en.meter.at); en.t != nil && en.view.state == library.Seeding && gap > 0 && !en.meter.at.IsZero() {
		b.SeedTime += gap
	}
	return b
}

// Transfers returns a snapshot of every bundle's traffic.
func (e *Engine) Transfers() []library.Transfer {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]library.Transfer, 0, len(e.order))
	for _, id := range e.order {
		out = append(out, e.transfer(e.entries[id]))
	}
	return out
}

// Transfer returns the snapshot of one bundle, measured now.
func (e *Engine) Transfer(id library.BundleID) (library.Transfer, error) {
	en, err := e.lookup(id)
	if err != nil {
		return library.Transfer{}, err
	}
	e.refresh(en, e.cfg.Now())
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.transfer(en), nil
}

// transfer builds a snapshot; Engine.mu must be held.
func (e *Engine) transfer(en *entry) library.Transfer {
	if en.t == nil {
		e.retell(en)
	}
	v, b := en.view, en.bundle
	return library.Transfer{
		ID: en.id, Title: b.Title, State: v.state, Problem: e.problemOf(en),
		Streaming: len(en.reads) > 0,
		Length:    b.Length, Wanted: en.wanted(), Done: v.done, Checked: v.checked,
		DownRate: v.down, UpRate: v.up, Downloaded: b.Downloaded, Uploaded: b.Uploaded,
		ETA: v.eta, Peers: v.peers, Seeds: v.seeds, Known: v.known, Availability: v.availability,
		Helped: e.helped.of(en.id),
		Items:  slices.Clone(v.items),
	}
}

func (e *Engine) problemOf(en *entry) error {
	if en.problem != nil {
		return en.problem
	}
	lonely := en.t != nil && en.view.peers == 0 &&
		(en.view.state == library.Downloading || en.view.state == library.FindingInfo)
	if lonely && !en.meter.progressAt.IsZero() && e.cfg.Now().Sub(en.meter.progressAt) > noPeersAfter {
		return &library.Error{Code: library.CodeNoPeers}
	}
	return nil
}

// Detail returns a bundle's snapshot with its peers and pieces.
func (e *Engine) Detail(id library.BundleID) (library.TransferDetail, error) {
	tr, err := e.Transfer(id)
	if err != nil {
		return library.TransferDetail{}, err
	}
	e.mu.Lock()
	en, err := e.find(id)
	if err != nil {
		e.mu.Unlock()
		return library.TransferDetail{}, err
	}
	t, opened, total := en.t, en.opened, pieceCount(en.bundle, en.aligned)
	have := e.disk.Have(id)
	e.mu.Unlock()
	d := library.TransferDetail{Transfer: tr, Pieces: make([]library.PieceState, total)}
	if t != nil {
		d.PeerList = e.peersOf(t, total)
	}
	if t != nil && opened {
		fillPieces(d.Pieces, t)
		d.Availability = availability(t, total)
		return d, nil
	}
	for i := range d.Pieces {
		if hasBit(have, i) {
			d.Pieces[i] = library.PieceDone
		}
	}
	return d, nil
}

func fillPieces(pieces []library.PieceState, t *torrent.Torrent) {
	at := 0
	for _, run := range t.PieceStateRuns() {
		for range run.Length {
			if at < len(pieces) {
				pieces[at] = pieceState(run.PieceState)
			}
			at++
		}
	}
}

func pieceState(p torrent.PieceState) library.PieceState {
	switch {
	case p.Ok && p.Complete:
		return library.PieceDone
	case p.Hashing || p.QueuedForHash || p.Marking:
		return library.PieceChecking
	case p.Partial:
		return library.PiecePartial
	case p.Priority == torrent.PiecePriorityNone:
		return library.PieceSkipped
	}
	return library.PieceMissing
}

func (e *Engine) peersOf(t *torrent.Torrent, total int) []library.Peer {
	conns := t.PeerConns()
	out := make([]library.Peer, 0, len(conns))
	for _, pc := range conns {
		s := pc.Stats()
		name, _ := pc.PeerClientName.Load().(string)
		p := library.Peer{
			Addr: pc.RemoteAddr.String(), Client: cleanName(name),
			Transport: transportOf(pc.Network), Source: sourceOf(pc.Discovery),
			Encrypted: e.conns.encrypted(pc.RemoteAddr.String()),
			DownRate:  int64(s.DownloadRate), UpRate: int64(s.LastWriteUploadRate),
		}
		if total > 0 {
			p.Progress = min(1, float64(s.RemotePieceCount)/float64(total))
		}
		out = append(out, p)
	}
	for _, ws := range t.WebseedPeerConns() {
		s := ws.Stats()
		out = append(out, library.Peer{
			Addr: ws.RemoteAddr.String(), Transport: "webseed", Source: "webseed",
			DownRate: int64(s.DownloadRate), Progress: 1,
		})
	}
	return out
}

func transportOf(network string) string {
	if strings.Contains(network, "udp") {
		return "utp"
	}
	return "tcp"
}

func sourceOf(s torrent.PeerSource) string {
	switch s {
	case torrent.PeerSourceTracker:
		return "tracker"
	case torrent.PeerSourceIncoming:
		return "incoming"
	case torrent.PeerSourceDhtGetPeers, torrent.PeerSourceDhtAnnouncePeer:
		return "dht"
	case torrent.PeerSourcePex:
		return "pex"
	case torrent.PeerSourceLPD:
		return "lsd"
	case torrent.PeerSourceUtHolepunch:
		return "holepunch"
	}
	return "manual"
}

// maxClientName bounds the name a peer gives itself, in runes.
const maxClientName = 40

// cleanName keeps a stranger's string harmless on a screen.
func cleanName(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n == maxClientName {
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			n++
		}
	}
	return b.String()
}
