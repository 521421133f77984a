package guard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"matinee/library"
)

// The numbers of SOCKS5 (RFC 1928) and of its password method (RFC 1929).
const (
	socksVersion    = 5
	methodNone      = 0
	methodPassword  = 2
	passwordVersion = 1
	commandConnect  = 1
	addrIPv4        = 1
	addrName        = 3
	addrIPv6        = 4
)

// handshakeTimeout bounds what the proxy may take until it has connected.
const handshakeTimeout = 45 * time.Second

// proxy is a SOCKS5 proxy. Names are sent to it, never looked up here.
type proxy struct {
	addr           string // host:port
	user, password string
	forward        func(ctx context.Context, network, addr string) (net.Conn, error)
}

// parseProxy never repeats the text in an error: it may hold a password.
func parseProxy(text string) (*proxy, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "socks5" && u.Scheme != "socks5h") || u.Hostname() == "" || u.Opaque != "" {
		return nil, badSetting("a proxy is given as socks5://user:password@host:port")
	}
	port := u.Port()
	if port == "" {
		port = "1080"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return nil, badSetting("the proxy's port is not one")
	}
	p := &proxy{addr: net.JoinHostPort(u.Hostname(), port)}
	if u.User != nil {
		p.user = u.User.Username()
		p.password, _ = u.User.Password()
		if p.user == "" || len(p.user) > 255 || len(p.password) > 255 {
			return nil, badSetting("the proxy's user or password is empty or too long")
		}
	}
	return p, nil
}

// dial connects to host through the proxy. CodeProxy means that the proxy is not
// there, does not speak SOCKS5 or turns us away; another error that it could not
// reach host.
func (p *proxy) dial(ctx context.Context, host string, port uint16) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	conn, err := p.forward(ctx, "tcp", p.addr)
	if err != nil {
		return nil, p.failed(err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err = p.handshake(conn, host, port)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close()
		if gone := ctx.Err(); gone != nil && errors.Is(gone, context.Canceled) {
			return nil, gone
		}
		return nil, err
	}
	return conn, nil
}

// failed gives an error of the proxy its kind, unless the interface is the cause.
func (p *proxy) failed(err error) error {
	if library.CodeOf(err) == library.CodeNoInterface || errors.Is(err, context.Canceled) {
		return err
	}
	return &library.Error{Code: library.CodeProxy, Detail: p.addr, Err: err}
}

func (p *proxy) handshake(conn net.Conn, host string, port uint16) error {
	if err := p.greet(conn); err != nil {
		return p.failed(err)
	}
	request, err := connectRequest(host, port)
	if err != nil {
		return err
	}
	if _, err := conn.Write(request); err != nil {
		return p.failed(err)
	}
	code, err := readReply(conn)
	if err != nil {
		return p.failed(err)
	}
	if code != 0 {
		return fmt.Errorf("dial %s through the proxy: %s", host, replyText(code))
	}
	return nil
}

// greet agrees on a method and logs in. The password goes out only if the proxy
// asks for it.
func (p *proxy) greet(conn io.ReadWriter) error {
	hello := []byte{socksVersion, 1, methodNone}
	if p.user != "" {
		hello = []byte{socksVersion, 2, methodNone, methodPassword}
	}
	if _, err := conn.Write(hello); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return err
	}
	switch {
	case answer[0] != socksVersion:
		return errors.New("it is no SOCKS5 proxy")
	case answer[1] == methodNone:
		return nil
	case answer[1] == methodPassword && p.user != "":
		return p.login(conn)
	}
	return errors.New("it wants another way to log in")
}

func (p *proxy) login(conn io.ReadWriter) error {
	message := []byte{passwordVersion, byte(len(p.user))}
	message = append(message, p.user...)
	message = append(message, byte(len(p.password)))
	message = append(message, p.password...)
	if _, err := conn.Write(message); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return err
	}
	if answer[1] != 0 {
		return errors.New("it refuses the user or the password")
	}
	return nil
}

func connectRequest(host string, port uint16) ([]byte, error) {
	request := []byte{socksVersion, commandConnect, 0}
	if ip, err := netip.ParseAddr(host); err == nil {
		if ip.Zone() != "" {
			return nil, &net.AddrError{Err: "no address for a proxy", Addr: host}
		}
		ip = ip.Unmap()
		kind := byte(addrIPv6)
		if ip.Is4() {
			kind = addrIPv4
		}
		request = append(append(request, kind), ip.AsSlice()...)
	} else {
		if len(host) > 255 {
			return nil, &net.AddrError{Err: "name too long", Addr: host[:20]}
		}
		request = append(append(request, addrName, byte(len(host))), host...)
	}
	return append(request, byte(port>>8), byte(port)), nil
}

// readReply reads the proxy's answer whole, so that what follows is payload.
func readReply(conn io.Reader) (code byte, err error) {
	var head [5]byte // version, code, 0, kind of address, first byte of it
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return 0, err
	}
	if head[0] != socksVersion {
		return 0, errors.New("it is no SOCKS5 proxy")
	}
	rest := 2 // the port
	switch head[3] {
	case addrIPv4:
		rest += 4 - 1
	case addrIPv6:
		rest += 16 - 1
	case addrName:
		rest += int(head[4])
	default:
		return 0, errors.New("its answer is malformed")
	}
	_, err = io.CopyN(io.Discard, conn, int64(rest))
	return head[1], err
}

func replyText(code byte) string {
	texts := []string{
		"", "general failure", "not allowed by its rules", "network unreachable", "host unreachable",
		"connection refused", "timed out", "command not supported", "address not supported",
	}
	if int(code) < len(texts) {
		return texts[code]
	}
	return "failure " + strconv.Itoa(int(code))
}
