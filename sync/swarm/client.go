package swarm

import (
	"log/slog"

	alog "github.com/anacrolix/log"
	"github.com/anacrolix/torrent"
)

// The names peers see: an extension handshake version and a peer id prefix in
// the form of BEP 20.
const (
	clientName   = "Matinee 0.1"
	clientPrefix = "-MT0100-"
)

// Quiet keeps the torrent client from writing to stderr: its local discovery
// (BEP 14) takes no logger but the library's global one. The program calls it
// once, before the first engine.
func Quiet() { alog.Default.SetHandlers(alog.DiscardHandler) }

// clientConfig turns the settings into the torrent client's. The client opens no
// socket of its own: everything that enters or leaves goes through ours, so that
// one place bounds, binds and proxies it.
func (e *Engine) clientConfig() *torrent.ClientConfig {
	s := e.settings()
	c := torrent.NewDefaultClientConfig()
	c.Seed = true
	c.DefaultStorage = e.disk
	c.DisableTCP, c.DisableUTP, c.NoDHT = true, true, true
	c.NoDefaultPortForwarding = true
	c.DisableWebtorrent = true // its ICE traffic would pass the guard by
	c.DisableTrackers = !s.Trackers
	c.DisableWebseeds = !s.Webseeds
	c.DisablePEX = !s.PEX
	c.DisableIPv6 = !s.IPv6
	c.UploadRateLimiter = e.up
	c.EstablishedConnsPerTorrent = s.ConnsPerBundle
	c.HeaderObfuscationPolicy = obfuscation(s.Encryption)
	c.IPBlocklist = e.guard.Blocklist()
	c.DhtStartingNodes = e.dhtNodes
	c.ConfigureAnacrolixDhtServer = e.tuneDHT
	c.TrackerDialContext = e.guard.DialPublic
	c.TrackerListenPacket = e.guard.TrackerListenPacket
	c.HTTPDialContext = e.guard.DialPublic
	c.WebTransport = meteredTransport{e.guard.Transport(), e.down}
	c.HTTPUserAgent = clientName
	c.ExtendedHandshakeClientVersion = clientName
	c.Bep20 = clientPrefix
	c.Slogger = slog.New(slog.DiscardHandler)
	c.Callbacks.CompletedHandshake = e.conns.handshakeDone
	e.queues.hook(&c.Callbacks)
	e.helped.hook(&c.Callbacks)
	if s.LSD && e.guard.UDPAllowed() {
		if card, ok := e.guard.Multicast(); ok {
			c.LocalServiceDiscovery = &torrent.LocalServiceDiscoveryConfig{Ifi: card, Ip6: s.IPv6}
		}
	}
	return c
}

// obfuscation maps the setting to the client's policy. "allow" tries plaintext
// first: encryption costs two round trips before the first byte.
func obfuscation(mode string) torrent.HeaderObfuscationPolicy {
	switch mode {
	case "prefer":
		return torrent.HeaderObfuscationPolicy{Preferred: true}
	case "require":
		return torrent.HeaderObfuscationPolicy{Preferred: true, RequirePreferred: true}
	case "off":
		return torrent.HeaderObfuscationPolicy{RequirePreferred: true}
	}
	return torrent.HeaderObfuscationPolicy{}
}
