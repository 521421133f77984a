package guard

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

func TestReadServers(t *testing.T) {
	got := readServers(strings.NewReader("# x\nnameserver 127.0.0.53\nnameserver 192.0.2.1\nsearch a\nnameserver\nnameserver 2001:db8::1\n"))
	if fmt.Sprint(got) != "[192.0.2.1:53 [2001:db8::1]:53]" {
		t.Errorf("%v", got)
	}
}

func TestOwnNames(t *testing.T) {
	old := net.DefaultResolver
	newGuard(t, Config{}).OwnNames()()
	if net.DefaultResolver != old {
		t.Error("a guard without bounds changed the resolver")
	}
	restore := newGuard(t, Config{Proxy: "socks5://127.0.0.1:1"}).OwnNames()
	_, err := net.ResolveUDPAddr("udp", "tracker.example:80")
	restore()
	if err == nil || !strings.Contains(err.Error(), "by the proxy") {
		t.Errorf("%v", err)
	}
	if net.DefaultResolver != old {
		t.Error("not restored")
	}
}
