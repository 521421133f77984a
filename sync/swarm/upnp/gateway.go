package upnp

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of what a gateway may say, in time and in bytes.
const (
	orderWait = 5 * time.Second
	maxAnswer = 256 << 10
	maxDepth  = 5 // of devices in devices
)

// Protocols of a mapping.
const (
	TCP = "TCP"
	UDP = "UDP"
)

// Gateway is a router that forwards ports to this machine.
type Gateway struct {
	host    netip.Addr
	local   netip.Addr // ours, as it sees us
	control *url.URL
	service string // its type
	line    service
}

// service is a part of a router that takes orders.
type service struct {
	kind string // its type
	at   *url.URL
}

// Addr is the router's address.
func (g *Gateway) Addr() netip.Addr { return g.host }

// device is a part of a description.
type device struct {
	Devices  []device `xml:"deviceList>device"`
	Services []struct {
		Type    string `xml:"serviceType"`
		Control string `xml:"controlURL"`
	} `xml:"serviceList>service"`
}

// describe learns from a gateway where it takes orders.
func describe(ctx context.Context, local, host netip.Addr, at *url.URL) (*Gateway, error) {
	g := &Gateway{host: host, local: local}
	raw, _, err := g.speak(ctx, http.MethodGet, service{at: at}, "", "")
	if err != nil {
		return nil, err
	}
	var root struct {
		Base   string `xml:"URLBase"`
		Device device `xml:"device"`
	}
	if err := xml.Unmarshal(raw, &root); err != nil {
		return nil, fmt.Errorf("read the description: %w", err)
	}
	kind, control := root.Device.find(maxDepth, "IPConnection:", "PPPConnection:")
	if kind == "" {
		return nil, errors.New("it has no connection to the internet to forward from")
	}
	base := at
	if root.Base != "" {
		if base, err = url.Parse(root.Base); err != nil {
			return nil, err
		}
	}
	if g.control, err = base.Parse(control); err != nil {
		return nil, err
	}
	g.service = kind
	if kind, control := root.Device.find(maxDepth, "CommonInterfaceConfig:"); kind != "" {
		if at, err := base.Parse(control); err == nil && staysAt(at, host) == nil {
			g.line = service{kind, at}
		}
	}
	return g, staysAt(g.control, host)
}

// find finds a service of the outer side by the begin of its name, and where it takes
// orders.
func (d device) find(depth int, names ...string) (kind, control string) {
	for _, s := range d.Services {
		_, rest, ok := strings.Cut(s.Type, "urn:schemas-upnp-org:service:WAN")
		if ok && s.Control != "" && slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(rest, name) }) {
			return s.Type, s.Control
		}
	}
	if depth > 0 {
		for _, part := range d.Devices {
			if kind, control = part.find(depth-1, names...); kind != "" {
				return kind, control
			}
		}
	}
	return "", ""
}

// speak makes one request of the gateway and returns the body of its answer. It
// is spoken to directly: no proxy, no redirect, no second address.
func (g *Gateway) speak(ctx context.Context, method string, to service, action, body string) ([]byte, int, error) {
	ctx, cancel := context.WithTimeout(ctx, orderWait)
	defer cancel()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: g.local.AsSlice()}}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, DialContext: dialer.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	req, err := http.NewRequestWithContext(ctx, method, to.at.String(), strings.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	if action != "" {
		req.Header.Set("Content-Type", `text/xml; charset="utf-8"`)
		req.Header["SOAPAction"] = []string{strconv.Quote(to.kind + "#" + action)} // some routers know it in this case only
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err == nil && method == http.MethodGet && res.StatusCode != http.StatusOK {
		err = errors.New(res.Status)
	}
	return raw, res.StatusCode, err
}
