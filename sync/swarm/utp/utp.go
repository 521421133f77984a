// Package utp gives the torrent library the uTP (BEP 29) sockets it asks for
// under its own import path: libutp where cgo is there, a pure Go one where it
// is not or where the UDP socket is already made. It knows nothing of torrents.
package utp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	pure "github.com/anacrolix/utp"
)

// FirewallCallback decides about an incoming connection; true refuses it.
type FirewallCallback func(net.Addr) bool

// Socket is a UDP socket that carries uTP connections and hands on every packet
// that is not uTP.
type Socket interface {
	net.PacketConn
	Accept() (net.Conn, error)
	Addr() net.Addr
	DialContext(ctx context.Context, network, addr string) (net.Conn, error)
	SetFirewallCallback(FirewallCallback)
}

// Option adjusts a new Socket.
type Option func(*options)

type options struct{ logger *slog.Logger }

// WithLogger is accepted for the library's sake; neither implementation logs
// through it.
func WithLogger(l *slog.Logger) Option { return func(o *options) { o.logger = l } }

// NewSocketFromPacketConn runs uTP over pc, which it owns from then on. It is
// the pure Go implementation in every build: libutp opens its sockets itself.
func NewSocketFromPacketConn(pc net.PacketConn, _ ...Option) (Socket, error) {
	s, err := pure.NewSocketFromPacketConn(pc)
	if err != nil {
		return nil, err
	}
	return pureSocket{s}, nil
}

type pureSocket struct{ *pure.Socket }

// The pure implementation has no firewall hook; the engine refuses the
// connection after it was accepted.
func (pureSocket) SetFirewallCallback(FirewallCallback) {}

// Close ends the socket with its connections, so that its port is free, and wakes
// who reads from it. The implementation's own Close does neither.
func (s pureSocket) Close() error {
	return errors.Join(s.SetReadDeadline(time.Unix(1, 0)), s.CloseNow())
}
