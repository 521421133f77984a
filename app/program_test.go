package app

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/rehearsal"
)

// asProgram makes this test binary be the program, so that tests have processes
// to start and to kill, with whatever the binary was built with.
const asProgram = "MATINEE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asCrasher); dir != "" {
		go crashLater(dir)
	}
	if os.Getenv(asProgram) != "" {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// patience bounds every wait for a process.
const patience = time.Minute

const piece = 32 << 10

// process is a run of the program on a data directory.
type process struct {
	*exec.Cmd
	t        testing.TB
	out, err bytes.Buffer
	done     chan struct{}
}

// begin starts the program without a display or a bus, on loopback only.
func begin(t testing.TB, dir string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"--data", dir}
	for _, set := range []string{
		"net.dht=off", "net.lsd=off", "net.upnp=off", "net.utp=off", "net.bind=127.0.0.1", "net.port=0", "disk.floor=0",
	} {
		all = append(all, "--set", set)
	}
	p := &process{Cmd: exec.Command(self, append(all, args...)...), t: t, done: make(chan struct{})}
	p.Env = []string{asProgram + "=1", "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	p.Stdout, p.Stderr = &p.out, &p.err
	return p
}

// launch starts it in the background; it is killed at the end of the test.
func (p *process) launch() *process {
	p.t.Helper()
	if err := p.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		_ = p.Wait() // ProcessState tells
	}()
	p.t.Cleanup(func() { _ = p.Process.Kill(); <-p.done })
	return p
}

// end waits until it ends by itself and returns its exit code.
func (p *process) end() int {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("%q does not end; stderr %s", p.Args[1:], p.err.String())
	}
	return p.ProcessState.ExitCode()
}

// ran runs one command to its end.
func ran(t testing.TB, dir string, args ...string) *process {
	t.Helper()
	p := begin(t, dir, args...).launch()
	p.end()
	return p
}

// must runs one command that must succeed and returns what it printed.
func must(t testing.TB, dir string, args ...string) string {
	t.Helper()
	p := ran(t, dir, args...)
	if code := p.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("%q: exit %d: %s", args, code, p.err.String())
	}
	return p.out.String()
}

// parsed runs a command with --json and reads what it prints.
func parsed[T any](t testing.TB, dir string, args ...string) (v T) {
	t.Helper()
	text := must(t, dir, append(args, "--json")...)
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%q: %v in %s", args, err, text)
	}
	return v
}

// seeding starts "matinee seed" and returns once it answers.
func seeding(t testing.TB, dir string, args ...string) *process {
	t.Helper()
	return begin(t, dir, append([]string{"seed", "--json"}, args...)...).answers()
}

// answers starts a "seed" that speaks JSON, and returns once it answers.
func (p *process) answers() *process {
	t := p.t
	t.Helper()
	p.Stdout = nil
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	var ready struct{ Bundles, Port int }
	if err := json.NewDecoder(out).Decode(&ready); err != nil {
		t.Fatalf("seed did not start: %v, %s", err, p.err.String())
	}
	p.out.WriteString("127.0.0.1:" + itoa(ready.Port))
	go func() {
		defer close(p.done)
		_ = p.Wait() // ProcessState tells
	}()
	t.Cleanup(func() { _ = p.Process.Kill(); <-p.done })
	return p
}

// bundle is what the tests read of the JSON of a bundle.
type bundle struct {
	ID, Title, State, Folder string
	Problem                  string `json:"problem"`
	Done, Wanted, Downloaded int64
	OnDisk                   bool `json:"on_disk"`
}

func one(t testing.TB, title string, size int) rehearsal.Bundle {
	t.Helper()
	return rehearsal.Make(t, title, piece, rehearsal.File{Path: title, Data: rehearsal.Random(title[0], size)})
}

// same compares the only file of a bundle with what the program has of it.
func same(t testing.TB, got bundle, b rehearsal.Bundle) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(got.Folder, b.Title))
	if err != nil || !bytes.Equal(data, b.Files[0].Data) {
		t.Errorf("%s: %d bytes, %v; want %d bytes", b.Title, len(data), err, len(b.Files[0].Data))
	}
}

// complains fails unless a process failed with one line that begins with want.
func complains(t testing.TB, p *process, code int, want string) {
	t.Helper()
	text := p.err.String()
	if got := p.ProcessState.ExitCode(); got != code || !strings.HasPrefix(text, want) || strings.Count(text, "\n") != 1 {
		t.Errorf("%q: exit %d, stderr %q; want %d, %q", p.Args[1:], got, text, code, want)
	}
}
