package swarm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// The network of TestLocalNetwork. The engine runs at home, behind a router of
// another make that lets nobody in but through ports it was asked to forward.
//
//	home: lan0 10.8.0.2 ── 10.8.0.1 lan1 :router: wan1 8.8.8.1 ── 8.8.8.2 wan0 :world
const (
	lanRouter = "10.8.0.1"
	lanHome   = "10.8.0.2"
	wanRouter = "8.8.8.1"
	wanWorld  = "8.8.8.2"
	insideEnv = "SWARM_TEST_INSIDE" // the namespaces, when the test runs in home
)

const routerRules = `table inet upnp {
	chain pre { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
	chain prerouting_miniupnpd { }
	chain post { type nat hook postrouting priority 100; jump postrouting_miniupnpd; }
	chain postrouting_miniupnpd { }
	chain through { type filter hook forward priority 0; policy drop;
		ct state established,related accept; iifname "lan1" accept; jump miniupnpd; }
	chain miniupnpd { }
}`

const routerSettings = `ext_ifname=wan1
listening_ip=lan1
port=0
enable_upnp=yes
enable_natpmp=no
secure_mode=yes
upnp_table_name=upnp
upnp_nat_table_name=upnp
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
uuid=11111111-2222-3333-4444-555555555555
allow 1024-65535 10.8.0.0/24 1024-65535
`

// TestLocalNetwork runs TestInsideHome in a network of its own.
func TestLocalNetwork(t *testing.T) {
	t.Parallel()
	if os.Getenv(insideEnv) != "" {
		t.Skip("already inside")
	}
	needPython(t)
	for _, program := range []string{"ip", "nft", "miniupnpd", "tcpdump"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	home, router, world := newNetwork(t)
	dir := t.TempDir()
	rules, settings := filepath.Join(dir, "rules.nft"), filepath.Join(dir, "router.conf")
	must(t, os.WriteFile(rules, []byte(routerRules), 0o600))
	must(t, os.WriteFile(settings, []byte(routerSettings), 0o600))
	ip(t, "netns", "exec", router, "nft", "-f", rules)
	start(t, "ip", "netns", "exec", router, "miniupnpd", "-d", "-f", settings, "-P", filepath.Join(dir, "pid"))
	cmd := exec.CommandContext(t.Context(), "ip", "netns", "exec", home,
		os.Args[0], "-test.run=^TestInsideHome$", "-test.v", "-test.timeout=180s")
	cmd.Env = append(os.Environ(), insideEnv+"="+router+" "+world)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	must(t, err)
}

// newNetwork builds the namespaces, or skips with the reason.
func newNetwork(t *testing.T) (home, router, world string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root to make network namespaces")
	}
	names := make([]string, 0, 3)
	for _, part := range []string{"h", "r", "w"} {
		name := fmt.Sprintf("swarm%s%d", part, os.Getpid())
		if out, err := exec.CommandContext(t.Context(), "ip", "netns", "add", name).CombinedOutput(); err != nil {
			t.Skipf("no network namespaces here: %s", out)
		}
		t.Cleanup(func() { _ = exec.CommandContext(context.Background(), "ip", "netns", "del", name).Run() })
		ip(t, "netns", "exec", name, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; echo 1 > /proc/sys/net/ipv4/ip_forward")
		ip(t, "-n", name, "link", "set", "lo", "up")
		names = append(names, name)
	}
	home, router, world = names[0], names[1], names[2]
	cable(t, home, "lan0", lanHome, router, "lan1", lanRouter)
	cable(t, world, "wan0", wanWorld, router, "wan1", wanRouter)
	ip(t, "-n", home, "route", "add", "default", "via", lanRouter)
	return home, router, world
}

// cable connects two namespaces.
func cable(t *testing.T, a, cardA, addrA, b, cardB, addrB string) {
	t.Helper()
	ip(t, "-n", a, "link", "add", cardA, "type", "veth", "peer", "name", cardB, "netns", b)
	for _, end := range [][3]string{{a, cardA, addrA}, {b, cardB, addrB}} {
		ip(t, "-n", end[0], "addr", "add", end[2]+"/24", "dev", end[1])
		ip(t, "-n", end[0], "link", "set", end[1], "up")
	}
}

func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v %s", strings.Join(args, " "), err, out)
	}
}

// lan is the network as seen from home.
type lan struct{ router, world string }

// TestInsideHome is what TestLocalNetwork runs.
func TestInsideHome(t *testing.T) {
	router, world, ok := strings.Cut(os.Getenv(insideEnv), " ")
	if !ok {
		t.Skip("run by TestLocalNetwork")
	}
	l := lan{router, world}
	t.Run("nothing is sent that is off", l.silence)
	t.Run("a peer hears of us", l.heard)
	t.Run("we hear of a peer", l.hears)
	t.Run("the port is forwarded", l.forwarded)
}

// outdoors lets an engine use the network, with all that looks for peers off.
func outdoors(change func(*library.Settings)) func(*Config) {
	return func(cfg *Config) {
		cfg.Settings.Bind = ""
		change(&cfg.Settings)
	}
}

// silence: what is switched off sends nothing.
func (l lan) silence(t *testing.T) {
	seen := listen(t, "lan0")
	c := single("film.mkv", 150, 2*piece)
	r := newRig(t, outdoors(func(s *library.Settings) { s.UTP = true }))
	r.start(t, c)
	time.Sleep(2 * time.Second) // nothing tells that nothing is sent
	r.shut(t)
	mark(t)
	if first := seen(t); !strings.Contains(first, ".4242:") {
		t.Errorf("it sends although all is off: %s", first)
	}
}

// listen has tcpdump tell what leaves through a card; broadcasts of the kernel's
// own are left out. seen returns the first of it.
func listen(t *testing.T, card string) (seen func(testing.TB) string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "tcpdump", "-i", card, "-Q", "out", "-n", "-l", "-c", "1", "--immediate-mode", "ip and not igmp")
	var out bytes.Buffer
	cmd.Stdout = &out
	stderr, err := cmd.StderrPipe()
	must(t, err)
	must(t, cmd.Start())
	buf := make([]byte, 4096)
	for said := ""; !strings.Contains(said, "listening on"); {
		n, err := stderr.Read(buf)
		must(t, err)
		said += string(buf[:n])
	}
	return func(t testing.TB) string {
		_, _ = io.Copy(io.Discard, stderr) // to its end
		must(t, cmd.Wait())
		return out.String()
	}
}

// neighbor is a libtorrent peer at the router's side of the local network, which
// finds peers there (BEP 14) and connects one way only.
func (l lan) neighbor(t *testing.T, c *content, settings map[string]any) *foreign {
	t.Helper()
	all := map[string]any{"enable_lsd": true}
	for k, v := range settings {
		all[k] = v
	}
	return libtorrent(t, wants{Namespace: l.router, Address: lanRouter, Torrent: c.save(t), Folder: c.lay(t), Seed: true, Settings: all})
}

// heard: a neighbor that takes no connections hears of us and connects.
func (l lan) heard(t *testing.T) {
	c := single("film.mkv", 151, 8*piece)
	l.neighbor(t, c, map[string]any{"enable_incoming_tcp": false})
	r := newRig(t, outdoors(func(s *library.Settings) { s.LSD = true }))
	r.start(t, c)
	r.completed(t, c.id)
	c.check(t, r)
}

// hears: a neighbor that makes no connections is found by what it announces, by
// who has local discovery on, and by nobody else.
func (l lan) hears(t *testing.T) {
	c := single("film.mkv", 152, 8*piece)
	on := newRig(t, outdoors(func(s *library.Settings) { s.LSD = true }))
	off := newRig(t, outdoors(func(*library.Settings) {}))
	on.start(t, c)
	off.start(t, c)
	l.neighbor(t, c, map[string]any{"enable_outgoing_tcp": false, "upload_rate_limit": 64 << 10})
	on.until(t, c.id, "the neighbor", func(tr library.Transfer) bool { return tr.Done > 0 })
	d, err := on.Detail(c.id)
	must(t, err)
	for _, p := range d.PeerList {
		if p.Source != "lsd" {
			t.Errorf("the neighbor was found by %s", p.Source)
		}
	}
	if tr, err := off.Transfer(c.id); err != nil || tr.Known > 0 {
		t.Errorf("switched off, it knows %d peers, %v", tr.Known, err)
	}
}

// forwarded: somebody in the world reaches us through the router as long as the
// engine is there, and through nothing else.
func (l lan) forwarded(t *testing.T) {
	c := single("film.mkv", 153, 8*piece)
	r := newRig(t, outdoors(func(s *library.Settings) { s.UPnP = true }))
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Folder: c.lay(t)})
	must(t, err)
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	port := r.Port()
	eventually(t, "both forwardings", func() bool { return l.forwardings(t, port) == 2 })
	peer := libtorrent(t, wants{
		Namespace: l.world, Address: wanWorld, Torrent: c.save(t), Folder: t.TempDir(),
		Connect: []string{fmt.Sprintf("%s:%d", wanRouter, port)},
	})
	peer.expect(t, "done")
	r.shut(t)
	if n := l.forwardings(t, port); n != 0 {
		t.Errorf("%d forwardings are left", n)
	}
}

// forwardings counts the rules of the router that lead to a port at home.
func (l lan) forwardings(t *testing.T, port int) int {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ip", "netns", "exec", l.router,
		"nft", "list", "chain", "inet", "upnp", "prerouting_miniupnpd").CombinedOutput()
	if err != nil {
		t.Fatal(errors.Join(err, errors.New(string(out))))
	}
	return strings.Count(string(out), fmt.Sprintf("%s:%d", lanHome, port))
}

// mark sends a packet that shows that what leaves is seen.
func mark(t *testing.T) {
	t.Helper()
	conn, err := net.Dial("udp", lanRouter+":4242")
	must(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.Write([]byte("x"))
	must(t, err)
}
