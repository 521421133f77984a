package guard

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// The network of these tests. The program lives in one namespace with two ways
// out, the rest of the world in another:
//
//	vpn0 10.9.0.2 ── 10.9.0.1 vpn1
//	lan0 10.8.0.2 ── 10.8.0.1 lan1    world: 8.8.8.1 (web, echo, names)
//
// The default route leads through lan0, as it does beside a VPN that does not
// take everything.
const (
	world     = "8.8.8.1"
	insideEnv = "GUARD_TEST_INSIDE"
)

// TestNothingElseLeaves runs the tests of TestInside in a namespace of their own.
func TestNothingElseLeaves(t *testing.T) {
	if os.Getenv(insideEnv) != "" {
		t.Skip("already inside")
	}
	home, away := newNetwork(t)
	server := inside(t, away, "TestInsideWorld")
	stdin, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close(); _ = server.Wait() }()
	if n, err := stdout.Read(make([]byte, 64)); n == 0 {
		t.Fatalf("the world does not start: %v", err)
	}
	client := inside(t, home, "TestInsideHome")
	client.Env = append(client.Env, "GUARD_TEST_AWAY="+away)
	out, err := client.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

func inside(t *testing.T, namespace, test string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), "ip", "netns", "exec", namespace, os.Args[0], "-test.run=^"+test+"$", "-test.v", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), insideEnv+"="+namespace)
	return cmd
}

// newNetwork builds the namespaces, or skips with the reason.
func newNetwork(t *testing.T) (home, away string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root to make network namespaces")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("needs the ip command (iproute2)")
	}
	home, away = fmt.Sprintf("guardh%d", os.Getpid()), fmt.Sprintf("guarda%d", os.Getpid())
	for _, ns := range []string{home, away} {
		if out, err := exec.CommandContext(t.Context(), "ip", "netns", "add", ns).CombinedOutput(); err != nil {
			t.Skipf("no network namespaces here: %s", out)
		}
		t.Cleanup(func() { _ = exec.CommandContext(context.Background(), "ip", "netns", "del", ns).Run() })
		ip(t, "netns", "exec", ns, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6")
		ip(t, "-n", ns, "link", "set", "lo", "up")
	}
	ip(t, "-n", away, "addr", "add", world+"/32", "dev", "lo")
	connectCard(t, home, away, "lan", "10.8.0", "10")
	connectCard(t, home, away, "vpn", "10.9.0", "500")
	return home, away
}

// connectCard puts a cable between the namespaces.
func connectCard(t *testing.T, home, away, name, net, metric string) {
	t.Helper()
	ip(t, "-n", home, "link", "add", name+"0", "type", "veth", "peer", "name", name+"1", "netns", away)
	for i, ns := range []string{home, away} {
		card := name + strconv.Itoa(i)
		ip(t, "-n", ns, "addr", "add", net+"."+strconv.Itoa(2-i)+"/24", "dev", card)
		ip(t, "-n", ns, "link", "set", card, "up")
	}
	ip(t, "-n", home, "route", "add", "default", "via", net+".1", "metric", metric)
}

func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v %s", strings.Join(args, " "), err, out)
	}
}

// TestInsideWorld is the other side, until its input ends.
func TestInsideWorld(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("run by TestNothingElseLeaves")
	}
	startEcho(t, world+":7")
	startNames(t, world+":53", world)
	socks := startSocks(t, &socksServer{target: world + ":7", listen: "10.8.0.1:1080"})
	udp, err := net.ListenPacket("udp4", world+":7")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = udp.Close() }()
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := udp.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = udp.WriteTo(buf[:n], from)
		}
	}()
	web := &http.Server{Addr: world + ":80", ReadHeaderTimeout: time.Second, Handler: http.NotFoundHandler()}
	go func() { _ = web.ListenAndServe() }()
	defer func() { _ = web.Close() }()
	fmt.Println("ready", socks.Addr())
	_, _ = os.Stdin.Read(make([]byte, 1))
}

// TestInsideHome uses every way out and counts what lan0 sends.
func TestInsideHome(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("run by TestNothingElseLeaves")
	}
	t.Run("bound", testBoundHome)
	t.Run("proxy", testProxyHome)
	// Last, as its connections may still be closing when it ends.
	t.Run("free", func(t *testing.T) {
		before := sent(t, "lan0")
		useAll(t, newGuard(t, Config{DNS: []string{world + ":53"}}), "")
		if sent(t, "lan0") == before {
			t.Fatal("the counter does not count")
		}
	})
}

func testBoundHome(t *testing.T) {
	home, away := os.Getenv(insideEnv), os.Getenv("GUARD_TEST_AWAY")
	g := newGuard(t, Config{Bind: "vpn0", DNS: []string{world + ":53"}})
	defer g.OwnNames()()
	pc, err := g.ListenPacket("udp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pc.Close() }()
	port := pc.LocalAddr().(*net.UDPAddr).Port
	before, through := sent(t, "lan0"), sent(t, "vpn0")

	useAll(t, g, "")
	usePacket(t, pc, "")
	if sent(t, "vpn0") == through {
		t.Error("nothing went through the interface")
	}
	ip(t, "-n", home, "addr", "flush", "dev", "vpn0")
	useAll(t, g, library.CodeNoInterface)
	usePacket(t, pc, library.CodeNoInterface)
	ip(t, "-n", home, "link", "del", "vpn0")
	useAll(t, g, library.CodeNoInterface)
	usePacket(t, pc, library.CodeNoInterface)

	connectCard(t, home, away, "vpn", "10.9.0", "500")
	useAll(t, g, "")
	usePacket(t, pc, "")
	if now := pc.LocalAddr().(*net.UDPAddr).Port; now != port {
		t.Errorf("the socket came back on port %d, was %d", now, port)
	}
	if after := sent(t, "lan0"); after != before {
		t.Errorf("%d packets left through the other interface", after-before)
	}
}

// testProxyHome counts with tcpdump, as the proxy itself is reached over lan0.
func testProxyHome(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("needs tcpdump")
	}
	dump := exec.CommandContext(t.Context(), "tcpdump", "-n", "-l", "-U", "-i", "lan0", "not arp and not (tcp and port 1080)")
	seen, err := dump.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	started, err := dump.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := dump.Start(); err != nil {
		t.Fatal(err)
	}
	for said := ""; !strings.Contains(said, "listening on"); {
		buf := make([]byte, 200)
		n, err := started.Read(buf)
		if err != nil {
			t.Skipf("tcpdump does not start: %s", said)
		}
		said += string(buf[:n])
	}
	g := newGuard(t, Config{Proxy: "socks5://10.8.0.1:1080"})
	restore := g.OwnNames()
	conn, err := g.DialPublic(t.Context(), "tcp", "peer.example:7")
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, conn)
	if _, err := net.ResolveUDPAddr("udp", "tracker.example:80"); err == nil {
		t.Error("a name was looked up")
	}
	restore()
	// The mark shows that tcpdump sees what leaves, and ends the reading.
	mark, err := net.Dial("udp", world+":4242")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = mark.Close() }()
	if _, err := mark.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, err := seen.Read(buf)
	if first, _, _ := strings.Cut(string(buf[:n]), "\n"); err != nil || !strings.Contains(first, ".4242:") {
		t.Errorf("left beside the proxy: %s (%v)", first, err)
	}
	_ = dump.Process.Signal(os.Interrupt)
	_ = dump.Wait()
}

// useAll tries TCP by address and by name and HTTP; want "" means that it works.
func useAll(t *testing.T, g *Guard, want library.Code) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, host := range []string{world, "peer.example"} {
		conn, err := g.DialContext(ctx, "tcp", host+":7")
		if want != "" {
			wantCode(t, err, want)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		roundTrip(t, conn)
	}
	g.Transport().CloseIdleConnections()
	res, err := g.HTTPClient().Get("http://tracker.example/announce")
	if want != "" {
		wantCode(t, err, want)
	} else if err != nil {
		t.Fatal(err)
	} else {
		_ = res.Body.Close()
	}
	if _, err := g.Resolver().LookupHost(ctx, "other.example"); (err == nil) != (want == "") {
		t.Errorf("lookup: %v", err)
	}
	if g.bind == nil {
		return // the system's own name server is not part of this network
	}
	if _, err := net.DefaultResolver.LookupHost(ctx, "stray.example"); (err == nil) != (want == "") {
		t.Errorf("a library's own lookup: %v", err)
	}
}

func usePacket(t *testing.T, pc net.PacketConn, want library.Code) {
	t.Helper()
	pc.(*packetConn).forget()
	to := &net.UDPAddr{IP: net.ParseIP(world), Port: 7}
	_, err := pc.WriteTo([]byte("ping"), to)
	if want != "" {
		wantCode(t, err, want)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = pc.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, _, err := pc.ReadFrom(make([]byte, 10)); err != nil {
		t.Error(err)
	}
}

// sent is how many packets a card has sent.
func sent(t *testing.T, card string) int {
	t.Helper()
	text, err := os.ReadFile("/sys/class/net/" + card + "/statistics/tx_packets")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
