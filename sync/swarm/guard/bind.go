package guard

import (
	"net"
	"net/netip"
	"slices"

	"matinee/library"
)

// Interface is a network interface with its addresses.
type Interface struct {
	Name  string
	Index int
	Up    bool
	Addrs []netip.Addr
}

// systemInterfaces asks the system.
func systemInterfaces() ([]Interface, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	out := make([]Interface, 0, len(list))
	for _, card := range list {
		addrs, err := card.Addrs()
		if err != nil {
			continue // it went away since it was listed
		}
		i := Interface{Name: card.Name, Index: card.Index, Up: card.Flags&net.FlagUp != 0}
		for _, a := range addrs {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil {
				i.Addrs = append(i.Addrs, prefix.Addr().Unmap())
			}
		}
		out = append(out, i)
	}
	return out, nil
}

// binding is the wish to use one interface only, by name or by address.
type binding struct {
	want string
	ip   netip.Addr // valid when an address is wanted
	list func() ([]Interface, error)
}

func newBinding(want string, list func() ([]Interface, error)) *binding {
	if list == nil {
		list = systemInterfaces
	}
	ip, err := netip.ParseAddr(want)
	if err != nil {
		ip = netip.Addr{}
	}
	return &binding{want: want, ip: ip.Unmap(), list: list}
}

// place is where a binding holds now. It is comparable: another place means that
// sockets of the old one are of no use any more.
type place struct {
	name   string
	index  int
	v4, v6 netip.Addr // not valid if the interface has none
}

// find looks where the interface is now; CodeNoInterface when it is not there, is
// down or has no address.
func (b *binding) find() (place, error) {
	list, err := b.list()
	if err != nil {
		return place{}, &library.Error{Code: library.CodeNoInterface, Detail: b.want, Err: err}
	}
	for _, card := range list {
		if !card.Up {
			continue
		}
		if b.ip.IsValid() {
			if slices.Contains(card.Addrs, b.ip) {
				return at(card, []netip.Addr{b.ip}), nil
			}
		} else if p := at(card, card.Addrs); card.Name == b.want && (p.v4.IsValid() || p.v6.IsValid()) {
			return p, nil
		}
	}
	return place{}, &library.Error{Code: library.CodeNoInterface, Detail: b.want}
}

// at takes the first address of each family that reaches further than the link.
func at(card Interface, addrs []netip.Addr) place {
	p := place{name: card.Name, index: card.Index}
	for _, a := range addrs {
		switch {
		case a.Is4() && !p.v4.IsValid():
			p.v4 = a
		case a.Is6() && !p.v6.IsValid() && !a.IsLinkLocalUnicast():
			p.v6 = a
		}
	}
	return p
}

// local is the address to send from towards ip.
func (p place) local(ip netip.Addr) (netip.Addr, bool) {
	if ip.Unmap().Is4() {
		return p.v4, p.v4.IsValid()
	}
	return p.v6, p.v6.IsValid()
}

// first is the address to listen on: IPv4 unless the network asks for IPv6 or
// there is no IPv4.
func (p place) first(network string) (netip.Addr, bool) {
	switch network[len(network)-1] {
	case '4':
		return p.v4, p.v4.IsValid()
	case '6':
		return p.v6, p.v6.IsValid()
	}
	if p.v4.IsValid() {
		return p.v4, true
	}
	return p.v6, p.v6.IsValid()
}
