package swarm

import (
	"slices"

	"github.com/anacrolix/torrent"

	"matinee/library"
	"matinee/sync/swarm/intake"
)

// origin is where a bundle's peers are looked for.
type origin struct {
	trackers [][]string
	webseeds []string
	peers    []string
}

// originOf reads them from the .torrent copy, or from the link of a bundle whose
// metainfo is unknown.
func (e *Engine) originOf(en *entry) (origin, error) {
	e.mu.Lock()
	known, link := en.bundle.HasInfo(), en.bundle.Source
	e.mu.Unlock()
	if known {
		meta, err := readCopy(e.torrentCopy(en.id))
		if err != nil {
			return origin{}, err
		}
		return origin{trackers: meta.Trackers, webseeds: meta.Webseeds}, nil
	}
	src, err := intake.Parse(link)
	if err != nil {
		return origin{}, err
	}
	return origin{trackers: src.Trackers, webseeds: src.Webseeds, peers: src.Peers}, nil
}

// fed is what a torrent was told of.
type fed struct{ peers, web bool }

// feed tells a running torrent where to look for peers, once, and for webseeds, once
// there is metainfo. Engine.net and entry.op are held.
func (e *Engine) feed(en *entry, t *torrent.Torrent) {
	e.mu.Lock()
	due := fed{en.running && !en.fed.peers, en.running && !en.fed.web && t.Info() != nil}
	en.fed.peers, en.fed.web = en.fed.peers || due.peers, en.fed.web || due.web
	peers := en.peers
	e.mu.Unlock()
	if due == (fed{}) {
		return
	}
	from, err := e.originOf(en)
	if err != nil {
		e.log.Warn("read where peers are", "bundle", en.id, "err", err)
	}
	if !due.web || gaps(t) {
		from.webseeds = nil
	}
	if !due.peers {
		from.trackers, from.peers, peers = nil, nil, nil
	}
	e.giveSources(t, en, from.trackers, from.webseeds)
	addPeers(t, appendNew(from.peers, peers))
}

// gaps reports whether padding lies between the files of a torrent with both views (BEP 52),
// of which the client knows nothing when it asks a webseed: it would look for blocks in there
// and take the whole program down. Peers and the other sources are not concerned.
func gaps(t *torrent.Torrent) bool {
	info := t.Info()
	if !info.HasV2() {
		return false
	}
	files := t.Files()
	return slices.ContainsFunc(files[:max(0, len(files)-1)], func(f *torrent.File) bool { return f.Length()%info.PieceLength != 0 })
}

// giveSources hands trackers and webseeds to the client, without those that lead
// into a private network unless the bundle was added with leave for them.
// Engine.net is held.
func (e *Engine) giveSources(t *torrent.Torrent, en *entry, trackers [][]string, webseeds []string) {
	e.permit(en, append(slices.Concat(trackers...), webseeds...))
	var refused []string
	filter := func(urls []string) []string {
		ok, no := e.guard.Filter(urls)
		refused = append(refused, no...)
		return ok
	}
	tiers := make([][]string, 0, len(trackers))
	for _, tier := range trackers {
		if tier = filter(tier); len(tier) > 0 {
			tiers = append(tiers, tier)
		}
	}
	if len(tiers) > 0 {
		t.AddTrackers(tiers)
	}
	if seeds := filter(webseeds); len(seeds) > 0 {
		t.AddWebSeeds(seeds, torrent.WebSeedResponseBodyRateLimiter(en.rates.web))
	}
	if len(refused) > 0 {
		e.bus.send(library.NewFailed(en.id, library.Errorf(library.CodeRefusedAddr, "%s", refused[0])))
	}
}

// permit gives a bundle that was added with that right leave for its own
// addresses, until it leaves the client.
func (e *Engine) permit(en *entry, urls []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !en.bundle.LocalOK {
		return
	}
	fresh := slices.DeleteFunc(urls, func(u string) bool { return slices.Contains(en.leave, u) })
	e.guard.Permit(fresh)
	en.leave = append(en.leave, fresh...)
}

// addPeers gives addresses a person named. They are not "trusted" in the
// client's sense: a peer that sends bad data is banned wherever it came from.
func addPeers(t *torrent.Torrent, addrs []string) {
	if len(addrs) == 0 {
		return
	}
	infos := make([]torrent.PeerInfo, 0, len(addrs))
	for _, a := range addrs {
		infos = append(infos, torrent.PeerInfo{Addr: torrent.StringAddr(a), Source: torrent.PeerSourceDirect})
	}
	t.AddPeers(infos)
}

func appendNew(list, more []string) []string {
	list = slices.Clip(list)
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// appendTiers adds the trackers that are in no tier yet, each tier as one.
func appendTiers(list, more [][]string) [][]string {
	known := slices.Concat(list...)
	for _, tier := range more {
		fresh := slices.DeleteFunc(slices.Clone(tier), func(u string) bool { return slices.Contains(known, u) })
		if len(fresh) > 0 {
			list = append(slices.Clip(list), fresh)
			known = append(known, fresh...)
		}
	}
	return list
}
