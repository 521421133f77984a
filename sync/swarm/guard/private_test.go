package guard

import (
	"net/netip"
	"testing"
)

func TestIsPrivate(t *testing.T) {
	private := []string{
		"127.0.0.1", "127.255.1.2", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "224.0.0.1", "239.192.152.143",
		"240.0.0.1", "255.255.255.255",
		"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff01::1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::192.168.0.1", "64:ff9b:1::808:808",
		"2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::", "2001:0:808:808:0:0:80ff:fffe",
		"2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:192.168.0.1",
	}
	for _, s := range private {
		if !isPrivate(netip.MustParseAddr(s)) {
			t.Errorf("%s passes", s)
		}
	}
	public := []string{
		"8.8.8.8", "172.32.0.1", "172.15.0.1", "100.63.0.1", "100.128.0.1", "192.167.0.1", "223.255.255.255", "1.0.0.1",
		"2606:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
		"2001:0:808:808:0:0:f7f7:f7f7", "2606:4700::5efe:8.8.8.8",
	}
	for _, s := range public {
		if isPrivate(netip.MustParseAddr(s)) {
			t.Errorf("%s is refused", s)
		}
	}
	if !isPrivate(netip.Addr{}) {
		t.Error("no address passes")
	}
}

func TestIsLocalName(t *testing.T) {
	local := []string{
		"localhost", "LOCALHOST.", "a.localhost", "nas.local", "router", "x.lan", "a.home.arpa", "db.internal", "",
		"127.0.0.1", "[::1]", "::1", "10.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "a.0x7f", "fe80::1%eth0",
	}
	for _, s := range local {
		if !isLocalName(s) {
			t.Errorf("%q passes", s)
		}
	}
	for _, s := range []string{"example.org", "8.8.8.8", "tracker.local.example.org", "2606:4700::1111", "xn--bcher-kva.example"} {
		if isLocalName(s) {
			t.Errorf("%q is refused", s)
		}
	}
}
