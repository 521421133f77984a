package store

import (
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// TestPostgresIsKilledUnderLoad: two processes of one store sell one film to many, while the
// database is killed and started again. Everybody gets what was paid, once, and the books
// hold.
func TestPostgresIsKilledUnderLoad(t *testing.T) {
	if _, err := programOf("initdb"); err != nil {
		t.Skip("PostgreSQL is not installed; make deps installs it")
	}
	db := &cluster{dir: must[string](t)(os.MkdirTemp("", "store-postgres-"))} //nolint:usetesting // PostgreSQL's user has to reach it
	t.Cleanup(func() {
		db.kill()
		_ = os.RemoveAll(db.dir)
	})
	if err := db.create(); err != nil {
		t.Fatal(err)
	}
	run := func() {
		t.Helper()
		if err := db.start("-F"); err != nil { // what was written outlives the process
			t.Fatal(err)
		}
		if err := awaitPostgres(db.base()); err != nil {
			t.Fatal(err)
		}
	}
	run()
	s := openShop(t, db.base()+"/postgres")
	c := s.sells("studio")
	f := &farm{t: t, dir: s.cfg.Dir, where: s.cfg.Database, procs: make([]*exec.Cmd, 2), urls: make([]string, 2)}
	for i := range f.procs {
		f.begin(i)
	}
	t.Cleanup(func() {
		for i := range f.procs {
			f.kill(i)
		}
	})
	client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
	t.Cleanup(client.CloseIdleConnections)

	const buyers, each = 12, 4
	receipts := make([][]byte, buyers*each)
	sold := make(chan struct{}, len(receipts))
	var shopping sync.WaitGroup
	for b := range buyers {
		var asks []Ask
		for range each {
			asks = append(asks, newBuyer(t).asks(c))
		}
		shopping.Go(func() {
			for i, ask := range asks {
				receipts[b*each+i] = []byte(f.buys(client, ask, b).Receipt)
				sold <- struct{}{}
			}
		})
	}
	for range 2 { // while the others buy
		for range buyers {
			<-sold
		}
		db.kill()
		run()
	}
	shopping.Wait()
	s.holds(c, receipts)
}
