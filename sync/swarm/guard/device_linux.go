package guard

import (
	"errors"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// tie makes a socket use the interface of p whatever the routes say. Kernels
// before 5.7 permit it to root only; there the socket's own address remains, with
// which nothing is sent once the interface has lost it, but while it is there the
// routes must lead through the interface.
func (p place) tie(raw syscall.RawConn, _ netip.Addr) error {
	var err error
	if ctl := raw.Control(func(fd uintptr) { err = unix.BindToDevice(int(fd), p.name) }); ctl != nil {
		return ctl
	}
	if errors.Is(err, unix.EPERM) {
		return nil
	}
	return err
}
