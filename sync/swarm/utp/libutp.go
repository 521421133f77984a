//go:build cgo

package utp

import "github.com/anacrolix/go-libutp"

// Default names the implementation NewSocket uses.
const Default = "libutp"

// NewSocket listens on addr. network is udp, udp4 or udp6.
func NewSocket(network, addr string, _ ...Option) (Socket, error) {
	s, err := utp.NewSocket(network, addr)
	if err != nil {
		return nil, err
	}
	return libSocket{s}, nil
}

type libSocket struct{ *utp.Socket }

func (s libSocket) SetFirewallCallback(f FirewallCallback) {
	s.Socket.SetFirewallCallback(utp.FirewallCallback(f))
}
