package disk

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"matinee/library"
)

// childEnv names the directory a re-executed test binary downloads into.
const childEnv = "MATINEE_DISK_CHILD"

// killed is the bundle of the kill test: the child makes the same one.
func killed(t testing.TB) *content {
	return makeContent(t, 32*kib, spec{"a.mkv", 900 * kib, ""}, spec{"b.srt", 100, ""}, spec{"c/d.mkv", 700*kib + 3, ""})
}

// fileStore keeps records in a file, replaced atomically as a database does. A
// kill loses nothing that was written, so it does not sync.
type fileStore struct{ name string }

func (s fileStore) save(_ context.Context, recs []library.PieceRecord) error {
	all := s.load()
	for _, r := range recs {
		all[r.ID] = r
	}
	raw, err := json.Marshal(all)
	if err == nil {
		err = os.WriteFile(s.name+".new", raw, 0o600)
	}
	if err == nil {
		err = os.Rename(s.name+".new", s.name)
	}
	return err
}

func (s fileStore) load() map[library.BundleID]library.PieceRecord {
	all := map[library.BundleID]library.PieceRecord{}
	if raw, err := os.ReadFile(s.name); err == nil {
		_ = json.Unmarshal(raw, &all)
	}
	return all
}

// runChild downloads for ever, in rounds: what a round finds missing it fetches.
// It says when it begins and is killed by its parent.
func runChild(dir string) {
	t := &child{}
	c := killed(t)
	s := fileStore{filepath.Join(dir, "records.json")}
	r := open(t, c, &store{records: s.load()}, dir, func(cfg *Config) {
		cfg.Save, cfg.SyncEvery = s.save, 5*time.Millisecond
	})
	fmt.Println("begin")
	for _, p := range rand.Perm(c.info.NumPieces()) {
		if state := r.states()[p]; state == '#' || state == '?' && r.hash1(p) {
			continue
		}
		r.fetch(p)
		time.Sleep(time.Millisecond) // the link is not endless
	}
	_ = r.Flush(context.Background())
	fmt.Println("done")
	select {}
}

// child stands in for testing.T in the child, whose failures end it.
type child struct{ testing.TB }

func (child) Helper()                   {}
func (child) Cleanup(func())            {}
func (child) Name() string              { return "killed" }
func (child) Fatal(args ...any)         { fmt.Println(args...); os.Exit(3) }
func (child) Error(args ...any)         { fmt.Println(args...); os.Exit(3) }
func (child) Fatalf(f string, a ...any) { fmt.Printf(f+"\n", a...); os.Exit(3) }

// killOnce runs the child and kills it within the time of a download.
func killOnce(t *testing.T, dir string) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "begin" {
		t.Fatalf("the child said %q", lines.Text())
	}
	time.Sleep(time.Duration(rand.IntN(120)) * time.Millisecond) // the random moment
	must(t, cmd.Process.Kill())
	for lines.Scan() {
		if lines.Text() != "done" {
			t.Fatalf("the child failed: %s", lines.Text())
		}
	}
	_ = cmd.Wait() // it was killed
}

// TestKillAtRandomMoments kills a download 4 times, or MATINEE_LONG times.
func TestKillAtRandomMoments(t *testing.T) {
	kills := 4
	if n, err := strconv.Atoi(os.Getenv("MATINEE_LONG")); err == nil && n > 0 {
		kills = max(n, 30)
	}
	c, dir := killed(&child{}), t.TempDir()
	s := fileStore{filepath.Join(dir, "records.json")}
	for range kills {
		killOnce(t, dir)
		rec := s.load()[c.id]
		r := open(t, c, &store{records: s.load()}, dir)
		r.wantTrue(rec)
		if err := r.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		if c.info.NumPieces() == bitmap(rec.Done).count() {
			r.wantWhole(0)
			must(t, os.RemoveAll(filepath.Join(dir, "bundle")))
			must(t, os.Remove(s.name))
		}
	}
	r := open(t, c, &store{records: s.load()}, dir)
	r.repair()
}
