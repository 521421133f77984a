package swarm

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// foreign is a running peer of another make.
type foreign struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	addr  string
	lines chan string
}

// wants is what testdata/peer.py is asked for.
type wants struct {
	Torrent  string         `json:"torrent,omitempty"`
	Magnet   string         `json:"magnet,omitempty"`
	Folder   string         `json:"folder"`
	Seed     bool           `json:"seed"`
	Connect  []string       `json:"connect,omitempty"`
	Settings map[string]any `json:"settings,omitempty"`
	Address  string         `json:"address,omitempty"`
	Pieces   int            `json:"pieces,omitempty"`
	// Namespace is the network it runs in; "" for ours.
	Namespace string `json:"-"`
}

// python is the interpreter libtorrent is installed for.
const python = "/usr/bin/python3"

func needPython(t testing.TB) {
	t.Helper()
	if err := exec.Command(python, "-c", "import libtorrent").Run(); err != nil {
		t.Skip("python3-libtorrent is not installed")
	}
}

// libtorrent starts a libtorrent peer that ends with the test.
func libtorrent(t testing.TB, w wants) *foreign {
	t.Helper()
	needPython(t)
	raw, err := json.Marshal(w)
	must(t, err)
	line := []string{python, filepath.Join("testdata", "peer.py"), "run", string(raw)}
	if w.Namespace != "" {
		line = append([]string{"ip", "netns", "exec", w.Namespace}, line...)
	}
	p := &foreign{cmd: exec.Command(line[0], line[1:]...), lines: make(chan string, 16)}
	p.in, err = p.cmd.StdinPipe()
	must(t, err)
	out, err := p.cmd.StdoutPipe()
	must(t, err)
	var stderr strings.Builder
	p.cmd.Stderr = &stderr
	must(t, p.cmd.Start())
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		p.stop(t)
		<-read
		if t.Failed() && stderr.Len() > 0 {
			t.Log(stderr.String())
		}
	})
	p.addr = net.JoinHostPort(cmp.Or(w.Address, "127.0.0.1"), strings.TrimPrefix(p.expect(t, "port "), "port "))
	return p
}

// seeder is a libtorrent peer that has the bundle.
func seeder(t testing.TB, c *content, settings map[string]any) *foreign {
	t.Helper()
	return libtorrent(t, wants{Torrent: c.save(t), Folder: c.lay(t), Seed: true, Settings: settings})
}

// expect waits for a line of the peer's output.
func (p *foreign) expect(t testing.TB, prefix string) string {
	t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				t.Fatalf("the peer ended before it said %q", prefix)
			}
			if strings.HasPrefix(line, prefix) {
				return line
			}
		case <-timeout:
			t.Fatalf("the peer never said %q", prefix)
		}
	}
}

// say gives the peer a command.
func (p *foreign) say(t testing.TB, line string) {
	t.Helper()
	_, err := io.WriteString(p.in, line+"\n")
	must(t, err)
}

func (p *foreign) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	must(t, p.cmd.Process.Signal(s))
}

// stop ends the peer; it may be called twice.
func (p *foreign) stop(t testing.TB) {
	if p.cmd.ProcessState != nil {
		return
	}
	if err := p.cmd.Process.Kill(); err != nil {
		t.Logf("end a peer: %v", err)
	}
	_ = p.cmd.Wait() // it was killed
}
