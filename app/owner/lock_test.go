//go:build unix

package owner

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"matinee/library"
)

func TestOneOwnerAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first := open(t, dir)
	_, err := Open(t.Context(), Config{Dir: dir, MediaDir: filepath.Join(dir, "media"), Override: tame()})
	code(t, err, library.CodeInUse)
	client, err := Reach(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := client.List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("list over the socket: %v, %v", list, err)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	first.end()
	if _, err := Reach(t.Context(), dir); library.CodeOf(err) != library.CodeNotRunning {
		t.Errorf("after the end: %v", err)
	}
	open(t, dir)
}

func TestOthersCannotLookIn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	open(t, dir)
	for path, want := range map[string]os.FileMode{
		dir: os.ModeDir | 0o700, SocketPath(dir): os.ModeSocket | 0o600,
		filepath.Join(dir, "library.db"): 0o600, filepath.Join(dir, "lock"): 0o600,
	} {
		if info, err := os.Lstat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

func TestSocketOfADeadOwnerIsReplaced(t *testing.T) {
	dir := t.TempDir()
	dead, err := net.Listen("unix", SocketPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	dead.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(SocketPath(dir)); err != nil {
		t.Fatal("the dead owner left no socket: ", err)
	}
	open(t, dir)
	client, err := Reach(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
}

func TestLongDataDirectory(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40), "data")
	open(t, dir)
	path := SocketPath(dir)
	if len(path) > maxSocketPath || !strings.HasPrefix(path, os.TempDir()) {
		t.Fatalf("socket %s", path)
	}
	client, err := Reach(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := Reach(t.Context(), dir); library.CodeOf(err) != library.CodeNotRunning {
		t.Errorf("a folder open to others is trusted: %v", err)
	}
	if _, err := listen(t.Context(), dir); err == nil {
		t.Error("a socket is made in a folder open to others")
	}
}

func TestDataDirectoryThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), Config{Dir: filepath.Join(file, "data"), MediaDir: t.TempDir()})
	code(t, err, library.CodeDataReadOnly)
}

func TestQuietOwnerServesNobodyAndRunsNothing(t *testing.T) {
	dir := t.TempDir()
	b := one(t, "quiet.mkv", 3*piece)
	h := open(t, dir, func(c *Config) { c.Quiet = true })
	id := h.add(b, "127.0.0.1:9")
	if _, err := Reach(t.Context(), dir); err == nil {
		t.Error("it serves")
	}
	if got, err := h.Get(t.Context(), string(id)); err != nil || got.State != library.Queued {
		t.Errorf("state %s, %v", got.State, err)
	}
	h.set("net.dht", "on")
	h.end()
	if h = open(t, dir); len(h.Engine().Bundles()) != 1 {
		t.Error("what was added is gone")
	}
}
