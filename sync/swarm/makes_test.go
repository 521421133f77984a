package swarm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"matinee/library"
)

// start runs a program that ends with the test.
func start(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	cmd := exec.Command(path, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Logf("%s: %s", name, out.String())
		}
	})
	return cmd
}

// freePort is a port that was free a moment ago.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// announced is the bundle with a tracker that knows one peer, for programs that
// take no address.
func announced(t testing.TB, c *content, peer string) string {
	t.Helper()
	url, _ := tracker(t, peer)
	with := *c
	meta := *c.meta
	meta.Announce = url
	with.meta = &meta
	return with.save(t)
}

// TestSeedToAria2: what was downloaded is seeded to aria2c byte for byte.
func TestSeedToAria2(t *testing.T) {
	t.Parallel()
	c := several("Show", 120, 20*piece+11, "a.mkv", "b.mkv")
	r, _ := whole(t, c)
	folder := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "aria2c", "--no-conf", "--enable-dht=false", "--enable-dht6=false",
		"--bt-enable-lpd=false", "--enable-peer-exchange=false", "--seed-time=0", "--disable-ipv6=true", "--interface=127.0.0.1",
		"--check-integrity=true", "--dir="+folder, announced(t, c, r.addr()))
	if cmd.Err != nil {
		t.Skip("aria2c is not installed")
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("aria2c: %v\n%s", err, out)
	}
	for _, n := range c.names {
		got, err := os.ReadFile(c.path(folder, n))
		must(t, err)
		if !bytes.Equal(got, c.files[n]) {
			t.Errorf("aria2c has other bytes in %s", n)
		}
	}
	r.until(t, c.id, "the upload", func(tr library.Transfer) bool { return tr.Uploaded >= 40*piece })
}

// TestSeedToLibtorrent: the same for libtorrent, over more than 8 MiB, where a
// seeder that hands out too much at once would stall.
func TestSeedToLibtorrent(t *testing.T) {
	t.Parallel()
	c := single("film.mkv", 121, 10<<20)
	_, addr := seedIn(t, c)
	folder := t.TempDir()
	peer := libtorrent(t, wants{Torrent: c.save(t), Folder: folder, Connect: []string{addr}})
	peer.expect(t, "done")
	got, err := os.ReadFile(c.path(folder, ""))
	must(t, err)
	if !bytes.Equal(got, c.files[""]) {
		t.Error("libtorrent has other bytes")
	}
}

// askTransmission gives an order over its RPC, which wants a token back that its
// first answer carries.
func askTransmission(t testing.TB, port int, order string) bool {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	token := ""
	for range 2 {
		url := "http://" + loopback(port) + "/transmission/rpc"
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(order))
		must(t, err)
		req.Header.Set("X-Transmission-Session-Id", token)
		res, err := client.Do(req)
		if err != nil {
			return false
		}
		must(t, res.Body.Close())
		if res.StatusCode == http.StatusOK {
			return true
		}
		token = res.Header.Get("X-Transmission-Session-Id")
	}
	return false
}

// TestDownloadFromTransmission also shows how it names itself. Transmission lets
// a new peer wait for its next round, 10 s.
func TestDownloadFromTransmission(t *testing.T) {
	t.Parallel()
	c := several("Show", 122, 20*piece, "a.mkv", "b.mkv")
	home, port, control := t.TempDir(), freePort(t), freePort(t)
	settings, err := json.Marshal(map[string]any{
		"bind-address-ipv4": "127.0.0.1", "peer-port": port, "dht-enabled": false, "lpd-enabled": false,
		"pex-enabled": false, "utp-enabled": false, "port-forwarding-enabled": false, "rpc-port": control, "rpc-bind-address": "127.0.0.1",
		"download-dir": c.lay(t), "incomplete-dir-enabled": false, "start-added-torrents": true, "peer-id-ttl-hours": 6,
	})
	must(t, err)
	must(t, os.WriteFile(filepath.Join(home, "settings.json"), settings, 0o600))
	start(t, "transmission-daemon", "--foreground", "--config-dir", home)
	order := fmt.Sprintf(`{"method":"torrent-add","arguments":{"filename":%q}}`, c.save(t))
	eventually(t, "transmission", func() bool { return askTransmission(t, control, order) })
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{loopback(port)}})
	must(t, err)
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 512 << 10}))
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "some pieces", func(tr library.Transfer) bool { return tr.Done > 0 })
	d, err := r.Detail(id)
	must(t, err)
	if len(d.PeerList) != 1 || !strings.HasPrefix(d.PeerList[0].Client, "Transmission") {
		t.Errorf("the peers are %+v", d.PeerList)
	}
	must(t, r.SetLimits(t.Context(), id, library.Limits{}))
	r.completed(t, id)
	c.check(t, r)
}
