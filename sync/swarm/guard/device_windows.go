package guard

import (
	"math/bits"
	"net/netip"
	"syscall"

	"golang.org/x/sys/windows"
)

// The options that choose a socket's outgoing interface (ws2ipdef.h).
const (
	ipUnicastIf   = 31
	ipv6UnicastIf = 31
)

// tie makes a socket use the interface of p whatever the routes say. The IPv4
// option wants the index in network byte order.
func (p place) tie(raw syscall.RawConn, remote netip.Addr) error {
	level, option, index := windows.IPPROTO_IP, ipUnicastIf, int(bits.ReverseBytes32(uint32(p.index)))
	if remote.Is6() {
		level, option, index = windows.IPPROTO_IPV6, ipv6UnicastIf, p.index
	}
	var err error
	ctl := raw.Control(func(fd uintptr) {
		err = windows.SetsockoptInt(windows.Handle(fd), level, option, index)
	})
	if ctl != nil {
		return ctl
	}
	return err
}
