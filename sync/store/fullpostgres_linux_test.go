package store

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallCluster is a PostgreSQL whose data lie on a file system of their own, of so many MiB;
// what it writes ahead lies there too, or elsewhere.
func smallCluster(t *testing.T, size, ahead string) *cluster {
	t.Helper()
	if _, err := programOf("initdb"); err != nil {
		t.Skip("PostgreSQL is not installed; make deps installs it")
	}
	dir := t.TempDir()
	if err := syscall.Mount("matinee-test", dir, "tmpfs", 0, "size="+size+"m,mode=0777"); err != nil {
		t.Skip("a file system of its own takes root:", err)
	}
	c := &cluster{dir: dir}
	t.Cleanup(func() {
		c.kill()
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	for at := filepath.Dir(dir); strings.HasPrefix(at, os.TempDir()+"/"); at = filepath.Dir(at) { // its user has to reach it
		if err := os.Chmod(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	options := []string{"--wal-segsize=1"}
	if ahead != "" {
		if err := os.Chmod(ahead, 0o777); err != nil {
			t.Fatal(err)
		}
		options = append(options, "--waldir="+filepath.Join(ahead, "wal"))
	}
	if err := c.create(options...); err != nil {
		t.Fatal(err)
	}
	c.restart(t)
	return c
}

// restart runs it, as whatever looks after a machine's services does.
func (c *cluster) restart(t *testing.T) {
	t.Helper()
	c.kill()
	if err := c.start("-c", "min_wal_size=2MB", "-c", "max_wal_size=8MB", "-c", "autovacuum=off"); err != nil {
		t.Fatal(err)
	}
	if err := awaitPostgres(c.base()); err != nil {
		t.Fatal(err)
	}
}

// TestAFullFileSystemOfPostgres under orders: PostgreSQL refuses what needs room and goes
// on; the store says so calmly, nothing is lost or sold twice, and all goes on when there is
// room again.
func TestAFullFileSystemOfPostgres(t *testing.T) {
	c := smallCluster(t, "160", t.TempDir())
	s := openShop(t, c.base()+"/postgres")
	film := s.sells("studio")
	first := s.buys(newBuyer(t).asks(film))
	fill(t, c.dir)
	receipts, stuck := s.crowd(film, 8, 30)
	receipts = append(receipts, []byte(first.Receipt))
	if len(stuck) == 0 {
		t.Fatal("everything was sold: the disk was not full")
	}
	if !strings.Contains(s.logged.String(), errFull.Error()) {
		t.Errorf("it is not said that the disk is full: %s", s.logged)
	}
	if err := os.Remove(filepath.Join(c.dir, "others")); err != nil {
		t.Fatal(err)
	}
	for _, ask := range stuck {
		receipts = append(receipts, []byte(s.buys(ask).Receipt))
	}
	s.holds(film, receipts)
}

// TestPostgresHasNoRoomToWriteAhead: it crashes then, and may not come up again before there
// is room. The store outlives it, and nothing is lost of what it said.
func TestPostgresHasNoRoomToWriteAhead(t *testing.T) {
	c := smallCluster(t, "160", "")
	s := openShop(t, c.base()+"/postgres")
	film := s.sells("studio")
	first := s.buys(newBuyer(t).asks(film))
	fill(t, c.dir)
	receipts, stuck := s.crowd(film, 8, 40)
	receipts = append(receipts, []byte(first.Receipt))
	if len(stuck) == 0 {
		t.Fatal("everything was sold: the disk was not full")
	}
	if !strings.Contains(s.logged.String(), "the store cannot work") {
		t.Errorf("it is not said: %s", s.logged)
	}
	if err := os.Remove(filepath.Join(c.dir, "others")); err != nil {
		t.Fatal(err)
	}
	c.restart(t)
	for s.asks("GET", "/readyz", "").status != 204 {
		time.Sleep(20 * time.Millisecond)
	}
	for _, ask := range stuck {
		receipts = append(receipts, []byte(s.buys(ask).Receipt))
	}
	s.holds(film, receipts)
}
