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
var running struct {
	process *exec.Cmd
	dir     string
}

// stopPostgres ends it at once: nothing of it is wanted any more.
func stopPostgres() {
	if running.process != nil {
		_ = running.process.Process.Signal(syscall.SIGQUIT)
		_ = running.process.Wait()
	}
	if running.dir != "" {
		_ = os.RemoveAll(running.dir)
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
	initdb, err := programOf("initdb")
	if err != nil {
		return "", err
	}
	run, err := programOf("postgres")
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "store-postgres-")
	if err != nil {
		return "", err
	}
	running.dir = dir
	if err := os.Chmod(dir, 0o777); err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	port, err := freePort()
	if err != nil {
		return "", err
	}
	// It refuses to run as root; Debian's package brings a user for it.
	var who *syscall.Credential
	if os.Geteuid() == 0 {
		if who, err = userOf("postgres"); err != nil {
			return "", err
		}
	}
	start := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(name, args...)
		c.Dir, c.SysProcAttr = dir, &syscall.SysProcAttr{Credential: who}
		return c
	}
	if out, err := start(initdb, "-D", data, "-U", "store", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	process := start(run, "-D", data, "-p", fmt.Sprint(port), "-h", "127.0.0.1", "-k", "", "-F")
	if err := process.Start(); err != nil {
		return "", err
	}
	running.process = process
	base = fmt.Sprintf("postgres://store@127.0.0.1:%d", port)
	return base, awaitPostgres(base)
}

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
