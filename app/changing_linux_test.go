package app

import (
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"matinee/app/rehearsal"
)

// seeder is an aria2 in the world that has a bundle, until the test ends or it is killed.
type seeder struct {
	w    *wire
	b    rehearsal.Bundle
	proc *exec.Cmd
}

// seederPort is where a seeder is reached.
const seederPort = "6901"

func (s *seeder) start() {
	s.w.Helper()
	s.proc = exec.CommandContext(s.w.Context(), "ip", "netns", "exec", s.w.world, "aria2c", "-q", "--enable-dht=false", "--bt-enable-lpd=false",
		"--listen-port="+seederPort, "--check-integrity=true", "--seed-ratio=0", "-d", s.b.Folder, s.b.Torrent)
	if err := s.proc.Start(); err != nil {
		s.w.Fatal(err)
	}
	for range 300 { // until it listens
		if exec.CommandContext(s.w.Context(), "ip", "netns", "exec", s.w.world, "bash", "-c", "echo >/dev/tcp/127.0.0.1/"+seederPort).Run() == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.w.Fatal("the seeder does not listen")
}

func (s *seeder) end() {
	_ = s.proc.Process.Kill() // it may have ended
	_ = s.proc.Wait()         // by that
}

// onTheWire is a program that downloads a bundle over the cable from a seeder in the world, slowly
// enough that something can happen meanwhile.
func onTheWire(t *testing.T) (w *wire, s *seeder, p *process, dir string, b rehearsal.Bundle) {
	t.Helper()
	if _, err := exec.LookPath("aria2c"); err != nil {
		t.Skip("needs aria2")
	}
	w, b, dir = newWire(t), one(t, "film.mkv", 16<<20), t.TempDir()
	s = &seeder{w: w, b: b}
	s.start()
	t.Cleanup(func() { s.end() })
	p = begin(t, dir, "seed", "--json")
	for i, a := range p.Args {
		if a == "net.bind=127.0.0.1" {
			p.Args[i] = "net.bind="
		}
	}
	p.Args = append([]string{"ip", "netns", "exec", w.home}, p.Args...)
	p.Path, _ = exec.LookPath("ip") // newWire found it
	p.answers()
	must(t, dir, "settings", "rate.down", "1500000")
	must(t, dir, "add", b.Torrent, "--peer", net.JoinHostPort(worldAddr, seederPort))
	awaitPart(t, dir, 4)
	return w, s, p, dir, b
}

// awaitPart waits until a part of the only bundle is there: all of it for 1, a quarter for 4.
func awaitPart(t *testing.T, dir string, part int64) bundle {
	t.Helper()
	var last bundle
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) { // a look is a process
		if all := parsed[[]bundle](t, dir, "list"); len(all) == 1 {
			if last = all[0]; last.Wanted > 0 && last.Done >= last.Wanted/part {
				return last
			}
		}
	}
	t.Fatalf("it does not go on: %+v", last)
	return last
}

// TestTheNetworkChangesUnderADownload: this machine gets another address, as one does that is
// carried from one network to another, and the download goes on without a person's help.
//
// How soon is up to the peer: aria2 keeps the connection from the old address for a minute,
// and takes no second one of the same program meanwhile.
func TestTheNetworkChangesUnderADownload(t *testing.T) {
	t.Parallel()
	w, _, _, dir, b := onTheWire(t)
	w.ip("-n", w.home, "addr", "del", homeAddr+"/24", "dev", "net0")
	w.ip("-n", w.home, "addr", "add", "10.9.0.77/24", "dev", "net0")
	w.ip("-n", w.home, "route", "replace", "default", "via", worldAddr)
	same(t, awaitPart(t, dir, 1), b)
}

// TestItSleepsAndWakesWithTransfersOpen: it stands still for a time in which its peer is
// restarted, so that its connections lead nowhere when it wakes.
func TestItSleepsAndWakesWithTransfersOpen(t *testing.T) {
	t.Parallel()
	w, s, p, dir, b := onTheWire(t)
	stop := func(sig syscall.Signal) {
		if err := p.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
	}
	stop(syscall.SIGSTOP)
	w.ip("-n", w.home, "link", "set", "net0", "down") // what the peer says to end is not heard
	s.end()
	s.start()
	w.ip("-n", w.home, "link", "set", "net0", "up")
	w.ip("-n", w.home, "route", "replace", "default", "via", worldAddr)
	stop(syscall.SIGCONT)
	same(t, awaitPart(t, dir, 1), b)
}

// TestAReadOnlyHomeIsSaidPlainly, in one sentence, and nothing is lost.
func TestAReadOnlyHomeIsSaidPlainly(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root to make a folder read-only for root")
	}
	dir := t.TempDir()
	must(t, dir, "settings", "rate.up", "12345")
	p := begin(t, dir, "list")
	p.Args = append([]string{"unshare", "--mount", "sh", "-c", `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"`, "sh", dir}, p.Args...)
	var err error
	if p.Path, err = exec.LookPath("unshare"); err != nil {
		t.Skip(err)
	}
	if err := p.Run(); err == nil {
		t.Skip("no mounts of one's own here")
	}
	complains(t, p, 1, "Matinee's own data folder cannot be written")
	if said := must(t, dir, "settings", "rate.up"); said != "12345\n" {
		t.Errorf("afterwards the setting is %q", said)
	}
}
