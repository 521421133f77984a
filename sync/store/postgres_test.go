package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // also where the tests are built with cgo
)

// server is a real PostgreSQL on loopback, one for all tests of the package.
var server = sync.OnceValues(startPostgres)

// running is its process and folder, for the end.
var running cluster

// cluster is a PostgreSQL of its own.
type cluster struct {
	process *exec.Cmd
	dir     string
	port    int
	who     *syscall.Credential
}

// stopPostgres ends it at once: nothing of it is wanted any more.
func stopPostgres() {
	running.kill()
	if running.dir != "" {
		_ = os.RemoveAll(running.dir)
	}
}

// kill ends it as a power cut would.
func (c *cluster) kill() {
	if c.process != nil {
		_ = c.process.Process.Signal(syscall.SIGQUIT)
		_ = c.process.Wait()
		c.process = nil
	}
}

// postgres returns the address of a new, empty database.
func postgres(t *testing.T) string {
	t.Helper()
	if _, err := programOf("initdb"); err != nil {
		t.Skip("PostgreSQL is not installed; make deps installs it")
	}
	base, err := server()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", base+"/postgres")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := "store_" + string(newToken())
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return base + "/" + name
}

// programOf finds one of PostgreSQL's programs where Debian puts them.
func programOf(name string) (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err == nil && len(found) > 0 {
		return found[len(found)-1], nil
	}
	return exec.LookPath(name)
}

func startPostgres() (base string, err error) {
	dir, err := os.MkdirTemp("", "store-postgres-")
	if err != nil {
		return "", err
	}
	running.dir = dir
	if err := running.create(); err != nil {
		return "", err
	}
	if err := running.start("-F"); err != nil {
		return "", err
	}
	return running.base(), awaitPostgres(running.base())
}

// create makes a cluster in its folder.
func (c *cluster) create(options ...string) (err error) {
	initdb, err := programOf("initdb")
	if err != nil {
		return err
	}
	if err := os.Chmod(c.dir, 0o777); err != nil {
		return err
	}
	if c.port, err = freePort(); err != nil {
		return err
	}
	// It refuses to run as root; Debian's package brings a user for it.
	if os.Geteuid() == 0 {
		if c.who, err = userOf("postgres"); err != nil {
			return err
		}
	}
	out, err := c.command(initdb, append([]string{"-D", c.data(), "-U", "store", "-A", "trust", "-E", "UTF8", "--no-sync"}, options...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// start runs it.
func (c *cluster) start(options ...string) error {
	run, err := programOf("postgres")
	if err != nil {
		return err
	}
	process := c.command(run, append([]string{"-D", c.data(), "-p", fmt.Sprint(c.port), "-h", "127.0.0.1", "-k", ""}, options...)...)
	if err := process.Start(); err != nil {
		return err
	}
	c.process = process
	return nil
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	made := exec.Command(name, args...)
	made.Dir, made.SysProcAttr = c.dir, &syscall.SysProcAttr{Credential: c.who}
	return made
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) base() string { return fmt.Sprintf("postgres://store@127.0.0.1:%d", c.port) }

func awaitPostgres(base string) error {
	db, err := sql.Open("pgx", base+"/postgres")
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		if err = db.PingContext(ctx); err == nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func userOf(name string) (*syscall.Credential, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return nil, err
	}
	var uid, gid uint32
	if _, err := fmt.Sscan(u.Uid, &uid); err != nil {
		return nil, err
	}
	if _, err := fmt.Sscan(u.Gid, &gid); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uid, Gid: gid}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("no port")
	}
	return addr.Port, nil
}
