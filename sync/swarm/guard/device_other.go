//go:build !linux && !darwin && !windows

package guard

import (
	"net/netip"
	"syscall"
)

// tie does nothing here: the socket's own address binds it.
func (p place) tie(syscall.RawConn, netip.Addr) error { return nil }
