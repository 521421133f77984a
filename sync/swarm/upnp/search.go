package upnp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"golang.org/x/net/ipv4"
)

// Where devices listen for searches, and what is searched for.
const (
	searchAddr = "239.255.255.250:1900"
	gateway1   = "urn:schemas-upnp-org:device:InternetGatewayDevice:1"
	gateway2   = "urn:schemas-upnp-org:device:InternetGatewayDevice:2"
)

const (
	answerWait = 2 * time.Second // for answers to a search
	maxAnswers = 16              // of one network that are looked at
	searchHops = 2               // no further than the local network
)

// Discover searches the networks this machine is in for gateways. None is no
// error: err tells why a network could not be searched.
func Discover(ctx context.Context) (found []*Gateway, err error) {
	places, err := networks()
	if err != nil {
		return nil, fmt.Errorf("list the network interfaces: %w", err)
	}
	var mu sync.Mutex
	var work sync.WaitGroup
	for _, p := range places {
		work.Go(func() {
			here, serr := p.search(ctx)
			mu.Lock()
			defer mu.Unlock()
			found = append(found, here...)
			err = errors.Join(err, serr)
		})
	}
	work.Wait()
	return found, err
}

// place is one address of this machine in a network that may have a router.
type place struct {
	card  net.Interface
	local netip.Prefix
}

// networks lists the IPv4 networks of interfaces that take multicast.
func networks() ([]place, error) {
	cards, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var places []place
	for _, card := range cards {
		if card.Flags&net.FlagUp == 0 || card.Flags&net.FlagMulticast == 0 || card.Flags&net.FlagLoopback != 0 {
			continue
		}
		addrs, err := card.Addrs()
		if err != nil {
			return nil, err
		}
		for _, a := range addrs {
			prefix, err := netip.ParsePrefix(a.String())
			if err == nil && prefix.Addr().Is4() {
				places = append(places, place{card, prefix})
			}
		}
	}
	return places, nil
}

// search asks a network for gateways and looks at those that answer in time.
func (p place) search(ctx context.Context) ([]*Gateway, error) {
	answers, err := p.ask(ctx)
	if err != nil {
		return nil, fmt.Errorf("search %s for a router: %w", p.card.Name, err)
	}
	var found []*Gateway
	for from, at := range answers {
		g, derr := describe(ctx, p.local.Addr(), from, at)
		if derr != nil {
			err = errors.Join(err, fmt.Errorf("the router at %s: %w", from, derr))
			continue
		}
		found = append(found, g)
	}
	return found, err
}

// ask sends the search and collects where descriptions lie, by who answered.
func (p place) ask(ctx context.Context) (map[netip.Addr]*url.URL, error) {
	var config net.ListenConfig
	conn, err := config.ListenPacket(ctx, "udp4", netip.AddrPortFrom(p.local.Addr(), 0).String())
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := p.send(conn); err != nil {
		return nil, err
	}
	answers := map[netip.Addr]*url.URL{}
	for buf := make([]byte, 4096); len(answers) < maxAnswers; {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			if ctx.Err() != nil {
				break // the time is over
			}
			return answers, err
		}
		who, err := netip.ParseAddrPort(from.String())
		if err != nil || !p.local.Contains(who.Addr()) {
			continue
		}
		if at, err := location(buf[:n], who.Addr()); err == nil {
			answers[who.Addr()] = at
		}
	}
	return answers, nil
}

func (p place) send(conn net.PacketConn) error {
	group := ipv4.NewPacketConn(conn)
	if err := errors.Join(group.SetMulticastInterface(&p.card), group.SetMulticastTTL(searchHops)); err != nil {
		return err
	}
	to, err := net.ResolveUDPAddr("udp4", searchAddr)
	if err != nil {
		return err
	}
	for _, kind := range []string{gateway1, gateway2} {
		_, err := fmt.Fprintf(packets{conn, to},
			"M-SEARCH * HTTP/1.1\r\nHOST: %s\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: %s\r\n\r\n", searchAddr, kind)
		if err != nil {
			return err
		}
	}
	return nil
}

// packets sends each write to one address.
type packets struct {
	net.PacketConn
	to net.Addr
}

func (p packets) Write(b []byte) (int, error) { return p.WriteTo(b, p.to) }

// location reads an answer. Its description must lie with who sent it.
func location(raw []byte, from netip.Addr) (*url.URL, error) {
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	kind := res.Header.Get("St")
	if res.StatusCode != http.StatusOK || kind != gateway1 && kind != gateway2 {
		return nil, errors.New("not a gateway")
	}
	at, err := url.Parse(res.Header.Get("Location"))
	if err != nil {
		return nil, err
	}
	return at, staysAt(at, from)
}

// staysAt refuses an address that is not http at one machine.
func staysAt(u *url.URL, host netip.Addr) error {
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil || ip != host || u.Scheme != "http" {
		return fmt.Errorf("%.100q leads away from %s", u.Redacted(), host)
	}
	return nil
}
