package disk

import (
	"context"
	"crypto/sha1"
	"io/fs"
	"math/rand/v2"
	"testing"
	"time"

	"matinee/library"
)

// cutDuring fetches everything, in a random order and recording now and then,
// until the power fails after a number of operations.
func cutDuring(t *testing.T, c *content, s *store, root string, limit int, rnd *rand.Rand) {
	p := newPowerFS(rnd)
	r := open(t, c, s, root, func(cfg *Config) { cfg.FS, cfg.Save, cfg.SyncEvery = p, p.save(s), time.Hour })
	p.limit = limit
	for _, piece := range rnd.Perm(c.info.NumPieces()) {
		if r.states()[piece] == '#' {
			continue
		}
		if r.write(piece) != nil {
			break
		}
		r.hash1(piece)
		if rnd.IntN(3) == 0 {
			_ = r.Flush(context.Background())
		}
	}
	p.cut()
	_ = r.Close(context.Background())
}

// wantTrue checks that every piece the bundle takes for done is right on disk,
// that all recorded ones are among them, and finishes the bundle.
func (r *rig) wantTrue(recorded library.PieceRecord) {
	r.Helper()
	for p, state := range r.states() {
		switch {
		case state == '#':
			sum := sha1.New()
			if _, err := r.at(p).WriteTo(sum); err != nil || string(sum.Sum(nil)) != string(r.info.Pieces[p*20:p*20+20]) {
				r.Fatalf("piece %d is taken for done and is not: %v", p, err)
			}
		case recorded.Has(p):
			r.Fatalf("recorded piece %d is %c", p, state)
		}
	}
}

func TestPowerCutAtAnyMoment(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for round := range rounds {
		rnd := rand.New(rand.NewPCG(1, uint64(round)))
		c, s, root := mixed(t), newStore(), t.TempDir()
		for limit := 1 + rnd.IntN(40); ; limit = 1 + rnd.IntN(80) {
			cutDuring(t, c, s, root, limit, rnd)
			r := open(t, c, s, root)
			r.wantTrue(s.all()[c.id])
			if rnd.IntN(3) == 0 {
				r.repair()
				break
			}
			_ = r.Close(context.Background())
		}
	}
}

func TestUnrecordedDataIsHashedNotLost(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	r := open(t, c, s, root, func(cfg *Config) { cfg.SyncEvery = time.Hour })
	r.fetch(0, 1)
	r.settle()
	r.fetch(2, 5)
	must(t, r.write(4))
	// A killed process leaves files and records as they are at this moment.
	killed := open(t, c, &store{records: s.all()}, root)
	killed.wantStates("##?.??.")
	for _, p := range []int{2, 4, 5} {
		if !killed.hash1(p) {
			t.Fatalf("piece %d was lost", p)
		}
	}
}

// slowFS lets a test act while a file is being synced.
type slowFS struct {
	*powerFS
	during func()
}

type slowFile struct {
	File
	s *slowFS
}

func (s *slowFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := s.powerFS.OpenFile(name, flag, perm)
	return slowFile{f, s}, err
}

func (f slowFile) Datasync() error {
	err := f.File.Datasync()
	if during := f.s.during; during != nil {
		f.s.during = nil
		during()
	}
	return err
}

func TestVerifiedDuringSyncIsNotRecordedWithIt(t *testing.T) {
	c, s, root := plain(t), newStore(), t.TempDir()
	slow := &slowFS{powerFS: newPowerFS(nil)}
	r := open(t, c, s, root, func(cfg *Config) { cfg.FS, cfg.Save, cfg.SyncEvery = slow, slow.save(s), time.Hour })
	r.fetch(0)
	slow.during = func() { r.fetch(1) }
	r.settle()
	if rec := s.all()[c.id]; !rec.Has(0) || rec.Has(1) {
		t.Fatalf("record %+v", rec)
	}
	slow.cut()
	_ = r.Close(context.Background())
	r = open(t, c, s, root)
	r.wantTrue(s.all()[c.id])
	r.repair()
}
