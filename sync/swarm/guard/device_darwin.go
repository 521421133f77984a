package guard

import (
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// tie makes a socket use the interface of p whatever the routes say.
func (p place) tie(raw syscall.RawConn, remote netip.Addr) error {
	level, option := unix.IPPROTO_IP, unix.IP_BOUND_IF
	if remote.Is6() {
		level, option = unix.IPPROTO_IPV6, unix.IPV6_BOUND_IF
	}
	var err error
	if ctl := raw.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), level, option, p.index) }); ctl != nil {
		return ctl
	}
	return err
}
