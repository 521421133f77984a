package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// listenedTo is how long every packet of a run is written down.
const listenedTo = 30 * time.Second

// wire is a machine of its own for the program: a namespace whose only way out is a
// cable to another one, which has the default route, the name server and tcpdump.
type wire struct {
	*testing.T
	home, world string
}

// The addresses of the program and of all the world.
const (
	homeAddr  = "10.9.0.2"
	worldAddr = "10.9.0.1"
)

func (w *wire) ip(args ...string) {
	w.Helper()
	if out, err := exec.CommandContext(w.Context(), "ip", args...).CombinedOutput(); err != nil {
		w.Fatalf("ip %v: %v, %s", args, err, out)
	}
}

func newWire(t *testing.T) *wire {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root to make network namespaces")
	}
	for _, tool := range []string{"ip", "tcpdump"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "ip", "netns", "list").CombinedOutput(); err != nil {
		t.Skipf("no network namespaces here: %s", out)
	}
	number := fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano()%1e6) // tests run side by side
	w := &wire{t, "mtnq" + number, "mtnw" + number}
	names := filepath.Join("/etc/netns", w.home) // the name server there
	t.Cleanup(func() {
		for _, name := range []string{w.home, w.world} {
			_ = exec.Command("ip", "netns", "del", name).Run() // it may not have been made
		}
		_ = os.RemoveAll(names)
	})
	if err := os.MkdirAll(names, 0o755); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(filepath.Join(names, "resolv.conf"), []byte("nameserver "+worldAddr+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{w.home, w.world} {
		w.ip("netns", "add", name)
		w.ip("-n", name, "link", "set", "lo", "up")
	}
	w.ip("-n", w.home, "link", "add", "net0", "type", "veth", "peer", "name", "net1", "netns", w.world)
	for _, end := range [][3]string{{w.home, "net0", homeAddr}, {w.world, "net1", worldAddr}} {
		w.ip("-n", end[0], "addr", "add", end[2]+"/24", "dev", end[1])
		w.ip("-n", end[0], "link", "set", end[1], "up")
	}
	w.ip("-n", w.home, "route", "add", "default", "via", worldAddr)
	return w
}

// sent runs "matinee seed" with those settings and tells what it sent: one line for each
// packet of UDP and TCP. ARP, ICMP and IGMP are the kernel's.
func (w *wire) sent(set ...string) []string {
	w.Helper()
	capture := filepath.Join(w.TempDir(), "packets")
	dump := exec.CommandContext(w.Context(), "ip", "netns", "exec", w.world, "tcpdump", "-i", "net1", "-U", "-Z", "root", "-w", capture, "udp or tcp")
	heard := &bytes.Buffer{}
	said, err := dump.StderrPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := dump.Start(); err != nil {
		w.Fatal(err)
	}
	for !strings.Contains(heard.String(), "listening on") {
		part := make([]byte, 512)
		n, err := said.Read(part)
		heard.Write(part[:n])
		if err != nil {
			w.Fatalf("tcpdump: %v, %s", err, heard)
		}
	}
	w.seedFor(listenedTo, set)
	if err := dump.Process.Signal(syscall.SIGINT); err != nil {
		w.Fatal(err)
	}
	if err := dump.Wait(); err != nil {
		w.Fatalf("tcpdump: %v", err)
	}
	out, err := exec.CommandContext(w.Context(), "tcpdump", "-nn", "-t", "-q", "-r", capture).Output()
	if err != nil {
		w.Fatal("read the packets:", err)
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "IP "+worldAddr+".") { // what was answered
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// seedFor runs the program for a time, from its first word to its orderly end.
func (w *wire) seedFor(long time.Duration, set []string) {
	w.Helper()
	self, err := os.Executable()
	if err != nil {
		w.Fatal(err)
	}
	dir := w.TempDir()
	args := []string{"netns", "exec", w.home, self, "--data", dir}
	for _, s := range set {
		args = append(args, "--set", s)
	}
	p := exec.CommandContext(w.Context(), "ip", append(args, "seed", "--json")...)
	p.Env = []string{asProgram + "=1", "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	var errs bytes.Buffer
	p.Stderr = &errs
	out, err := p.StdoutPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := p.Start(); err != nil {
		w.Fatal(err)
	}
	var ready struct{ Port int }
	if err := json.NewDecoder(out).Decode(&ready); err != nil {
		w.Fatalf("seed did not start: %v, %s", err, errs.String())
	}
	time.Sleep(long) // what is counted is a time in which nothing may happen
	if err := p.Process.Signal(os.Interrupt); err != nil {
		w.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		w.Errorf("seed: %v, %s", err, errs.String())
	}
}

// TestNothingIsSentThatWasNotConfigured accounts for every packet: with the ways to find
// people off, none at all; with them on, only to the DHT's entrance that is set, to the
// router and to the local network. No name is asked for. So there is no telemetry.
func TestNothingIsSentThatWasNotConfigured(t *testing.T) {
	t.Parallel() // it listens, for a minute
	w := newWire(t)
	if packets := w.sent("net.dht=off", "net.lsd=off", "net.upnp=off"); len(packets) > 0 {
		t.Errorf("%d packets with everything off, the first: %s", len(packets), packets[0])
	}
	const node = worldAddr + ".7001"
	known := map[string]*regexp.Regexp{
		"DHT":           regexp.MustCompile(`^IP ` + homeAddr + `\.\d+ > ` + regexp.QuoteMeta(node) + `: UDP`),
		"router":        regexp.MustCompile(`> (239\.255\.255\.250\.1900|ff0[0-9a-f]::c\.1900): UDP`),
		"local network": regexp.MustCompile(`> (239\.192\.152\.143\.6771|ff15::efc0:988f\.6771): UDP`),
	}
	seen := map[string]int{}
	for _, packet := range w.sent("net.dhtnodes=" + worldAddr + ":7001") {
		kind := ""
		for name, looks := range known {
			if looks.MatchString(packet) {
				kind = name
			}
		}
		if kind == "" {
			t.Errorf("nobody asked for this: %s", packet)
		}
		seen[kind]++
	}
	if seen["DHT"] == 0 || seen["router"] == 0 { // or nothing would be proven
		t.Errorf("packets were not seen that must be: %v", seen)
	}
	t.Logf("%v", seen)
}
