package rehearsal

import (
	"bufio"
	_ "embed" // for the peer's script
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

//go:embed peer.py
var script string

// python is the interpreter the system's libtorrent belongs to.
const python = "/usr/bin/python3"

// Seeder is a running peer that has a whole bundle.
type Seeder struct {
	Addr string // host:port

	t   testing.TB
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// Seed starts a peer that seeds b at rate bytes a second, 0 for no limit, until
// the test ends. The test is skipped where libtorrent is missing.
func Seed(t testing.TB, b Bundle, rate int) *Seeder {
	t.Helper()
	if exec.CommandContext(t.Context(), python, "-c", "import libtorrent").Run() != nil {
		t.Skip("python3-libtorrent is not installed")
	}
	s := &Seeder{t: t, cmd: exec.CommandContext(t.Context(), python, "-c", script, b.Torrent, b.Folder, strconv.Itoa(rate))}
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewReader(out)
	var trouble strings.Builder
	s.cmd.Stderr = &trouble
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.End)
	if s.Addr = s.line(); s.Addr == "" {
		t.Fatalf("the peer did not start: %s", trouble.String())
	}
	return s
}

func (s *Seeder) line() string {
	text, err := s.out.ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimSpace(text)
}

func (s *Seeder) ask(order string) {
	if _, err := fmt.Fprintln(s.in, order); err != nil {
		s.t.Errorf("the peer is gone: %v", err)
	}
}

// Sent is how many payload bytes the peer has sent to anybody.
func (s *Seeder) Sent() int64 {
	s.ask("count")
	n, err := strconv.ParseInt(s.line(), 10, 64)
	if err != nil {
		s.t.Errorf("the peer does not count: %v", err)
	}
	return n
}

// SetRate changes the limit in bytes a second; 0 means none.
func (s *Seeder) SetRate(rate int) { s.ask("rate " + strconv.Itoa(rate)) }

// End ends the peer. It may be called more than once.
func (s *Seeder) End() {
	if s.cmd.ProcessState != nil {
		return
	}
	_ = s.in.Close()
	_ = s.cmd.Process.Kill() // it leaves nothing behind
	_ = s.cmd.Wait()         // and its exit status says so
}
