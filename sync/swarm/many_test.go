package swarm

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"matinee/library"
)

// long skips a test that takes more than a few seconds unless it was asked for.
func long(t testing.TB) {
	t.Helper()
	if os.Getenv("MATINEE_LONG") == "" {
		t.Skip("set MATINEE_LONG=1 to run it")
	}
}

// cpu is the processor time this process has used.
func cpu(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	must(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestThousandSeeds measures a start with 1,000 complete bundles: how soon all
// seed, the memory, and the processor time of idle seconds.
func TestThousandSeeds(t *testing.T) {
	long(t)
	const count = 1000
	r := newRig(t)
	ids := make([]library.BundleID, count)
	for i := range ids {
		c := single(fmt.Sprintf("film %04d.mkv", i), uint64(1000+i), 4*piece)
		folder := filepath.Join(r.media, fmt.Sprintf("film %04d", i))
		must(t, os.Mkdir(folder, 0o755))
		must(t, os.WriteFile(filepath.Join(folder, c.name), c.files[""], 0o600))
		ids[i] = r.start(t, c)
	}
	seeding := func() bool {
		for _, tr := range r.Transfers() {
			if tr.State != library.Seeding {
				return false
			}
		}
		return true
	}
	eventually(t, "the first check", seeding)
	eventually(t, "Completed of all", func() bool {
		n := 0
		for _, ev := range r.told() {
			if _, ok := ev.(library.Completed); ok {
				n++
			}
		}
		return n == count
	})
	r.shut(t)
	runtime.GC()
	begin, used := time.Now(), cpu(t)
	r.open(t)
	opened := time.Since(begin)
	for _, id := range ids {
		must(t, r.Run(t.Context(), id))
	}
	eventually(t, "all to seed", seeding)
	ready := time.Since(begin)
	t.Logf("opened in %v, all ready in %v, %v of processor time", opened, ready, cpu(t)-used)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d MiB in use, %d goroutines", m.HeapInuse>>20, runtime.NumGoroutine())
	time.Sleep(3 * time.Second) // it falls asleep
	used = cpu(t)
	time.Sleep(10 * time.Second)
	idle := cpu(t) - used
	t.Logf("%v of processor time in 10 idle seconds", idle)
	if idle > 100*time.Millisecond {
		t.Errorf("idle seeds cost %v in 10 s", idle)
	}
}
