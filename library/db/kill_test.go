package db_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"matinee/library"
	"matinee/library/db"
)

// victimEnv holds the path of the database in the process that will be killed.
const victimEnv = "MATINEE_TEST_VICTIM_DB"

// TestVictim is not a test: TestNothingSavedIsLostByAKill runs it in a process of
// its own. It saves bundle after bundle and says so after each.
func TestVictim(t *testing.T) {
	path := os.Getenv(victimEnv)
	if path == "" {
		t.Skip("only run by TestNothingSavedIsLostByAKill")
	}
	d, err := db.Open(context.Background(), path)
	must(t, err)
	for n := 0; ; n++ {
		must(t, d.SaveBundle(context.Background(), bundle(n, n%7)))
		must(t, d.SavePieceRecords(context.Background(), []library.PieceRecord{{ID: idOf(n), Done: []byte{byte(n)}}}))
		fmt.Println(n)
	}
}

func TestNothingSavedIsLostByAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	for round := range 3 {
		last := killAfter(t, path, 20+97*round)
		d := open(t, path)
		must(t, d.Check(t.Context()))
		records, err := d.PieceRecords(t.Context())
		must(t, err)
		for n := range last + 1 {
			holds(t, d, bundle(n, n%7))
			if r := records[idOf(n)]; len(r.Done) != 1 || r.Done[0] != byte(n) {
				t.Fatalf("round %d: the piece record of %d is %+v", round, n, r)
			}
		}
		must(t, d.Close())
	}
}

// killAfter runs the victim, kills it after it saved bundle n or a little later,
// and returns the last one that it said was saved.
func killAfter(t *testing.T, path string, n int) (last int) {
	t.Helper()
	victim := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	victim.Env = append(os.Environ(), victimEnv+"="+path)
	out, err := victim.StdoutPipe()
	must(t, err)
	must(t, victim.Start())
	defer func() { _ = victim.Process.Kill() }() // should the test fail before it does
	lines := bufio.NewScanner(out)
	for killed := false; lines.Scan(); {
		saved, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatalf("the victim said %q", lines.Text())
		}
		if last = saved; last >= n && !killed {
			killed = true
			must(t, victim.Process.Kill())
		}
	}
	if err := victim.Wait(); err == nil || last < n {
		t.Fatalf("the victim ended by itself after %d: %v", last, err)
	}
	return last
}
