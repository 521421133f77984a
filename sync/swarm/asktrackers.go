package swarm

import (
	"context"
	"encoding/binary"
	"net"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/anacrolix/torrent"
	announce "github.com/anacrolix/torrent/tracker"
	trackhttp "github.com/anacrolix/torrent/tracker/http"
)

// What an extra question to trackers is bounded by: how many at a time, of how many
// trackers of a bundle, for how long each.
const (
	askersAtOnce = 8
	mostTrackers = 8
	wantedPeers  = 200
	askWait      = 15 * time.Second
)

// askTrackers asks the trackers of bundles for people at once. The torrent client by itself
// asks when a tracker's interval is over, and telling it the same trackers again changes
// nothing of that; its clock stands still, too, while the computer sleeps. It returns when they answered.
func (e *Engine) askTrackers(all ...*torrent.Torrent) {
	if !e.settings().Trackers {
		return
	}
	var askers sync.WaitGroup
	defer askers.Wait()
	room := make(chan struct{}, askersAtOnce)
	for _, t := range all {
		asked := 0
		for _, tier := range t.Metainfo().AnnounceList {
			for _, address := range tier {
				if asked++; asked > mostTrackers || e.ctx.Err() != nil {
					break
				}
				room <- struct{}{}
				askers.Go(func() {
					e.askTracker(t, address)
					<-room
				})
			}
		}
	}
}

// askTracker asks one for people and passes them to the bundle. It goes the way of all
// else: what may be dialed, and through what, is the guard's to say.
func (e *Engine) askTracker(t *torrent.Torrent, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "udp" {
		return
	}
	network := ""
	if u.Scheme == "udp" {
		network = "udp4"
	}
	e.net.RLock()
	client, guard := e.client, e.guard
	e.net.RUnlock()
	if client == nil {
		return
	}
	ours, done := client.PeerID(), t.Stats()
	left := int64(-1)
	if t.Info() != nil {
		left = t.BytesMissing()
	}
	c, err := announce.NewClient(address, announce.NewClientOpts{
		Http:       trackhttp.NewClientOpts{DialContext: guard.DialPublic, ServerName: u.Hostname()},
		UdpNetwork: network, ListenPacket: guard.TrackerListenPacket, Slogger: e.log,
	})
	if err != nil {
		e.log.Debug("ask a tracker again", "err", err)
		return
	}
	defer func() {
		if err := c.Close(); err != nil {
			e.log.Debug("leave a tracker", "err", err)
		}
	}()
	ctx, cancel := context.WithTimeout(e.ctx, askWait)
	defer cancel()
	answer, err := c.Announce(ctx, announce.AnnounceRequest{
		InfoHash: t.InfoHash(), PeerId: ours, Key: int32(binary.BigEndian.Uint32(ours[16:20])), //nolint:gosec // any number
		Port: uint16(e.Port()), NumWant: wantedPeers, //nolint:gosec // a port
		Left: left, Uploaded: done.BytesWrittenData.Int64(), Downloaded: done.BytesReadUsefulData.Int64(),
	}, trackhttp.AnnounceOpt{UserAgent: clientName})
	if err != nil {
		e.log.Debug("ask a tracker again", "err", err)
		return
	}
	peers := make([]torrent.PeerInfo, 0, len(answer.Peers))
	for _, p := range answer.Peers[:min(len(answer.Peers), wantedPeers)] {
		peers = append(peers, torrent.PeerInfo{
			Addr: torrent.StringAddr(net.JoinHostPort(p.IP.String(), strconv.Itoa(p.Port))), Source: torrent.PeerSourceTracker,
		})
	}
	t.AddPeers(peers)
}
