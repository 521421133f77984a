//go:build !cgo

package utp

import "net"

// Default names the implementation NewSocket uses.
const Default = "utp"

// NewSocket listens on addr. network is udp, udp4 or udp6.
func NewSocket(network, addr string, opts ...Option) (Socket, error) {
	pc, err := net.ListenPacket(network, addr)
	if err != nil {
		return nil, err
	}
	return NewSocketFromPacketConn(pc, opts...)
}
