//go:build cgo

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestTheDemonstration takes the road of "make run" without a display, by processes of this binary: a peer of another make,
// a channel of four bundles, a store, a purchase, a view with ads, a premiere, the store's books, and a second computer.
func TestTheDemonstration(t *testing.T) {
	t.Parallel()
	said := script(t, 10*time.Minute, "run-demo", "--headless")
	for _, step := range []string{
		`added the torrent and streamed it to the first frame: first frame after \d`,
		`seeded it to a second peer, the first one gone: the same bytes`,
		`played it offline: [1-9]\d* frames, nothing downloaded`,
		`followed a channel by its link, over the DHT`,
		`all four were brought by the rules for this channel: Open Air, Low Tide, Night Bus, High Water`,
		`bought two of them in a sandbox store`,
		`played what ads pay for, with its break: 1 spot`,
		`played the free bundle: first frame`,
		`played the bought one: first frame`,
		`High Water is not to be watched before [\d:]+ UTC: (The time for this has not come\.|its time came before it could be tried)`,
		`waited for the premiere, and its key came: `,
		`recomputed the store's books from what is signed: All 2 entries follow from the signed terms, and 2 receipts from the entries\.`,
		`restored what was bought on a second computer, from the receipt: first frame`,
		`(?m)^all steps done$`,
	} {
		if !regexp.MustCompile(step).MatchString(said) {
			t.Errorf("no step says %q", step)
		}
	}
	// Nine tenths of 4.95, twice, and never less than that.
	if owed, base := cents(t, said, "owed now"), cents(t, said, "of a base of"); len(owed) != 2 || owed[0]+owed[1] != 892 || base[0] != 990 {
		t.Errorf("the parties are owed %d cents of %d", owed, base)
	}
}

// cents are the amounts of one line of the statements, a party each.
func cents(t *testing.T, said, line string) (all []int) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^ +`+line+` +(\d+)\.(\d\d) EUR$`).FindAllStringSubmatch(said, -1) {
		n, err := strconv.Atoi(m[1] + m[2])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	if len(all) == 0 {
		t.Fatalf("no line says %q", line)
	}
	return all
}

// script runs one of the scripts beside the sources, with this binary as the program, and returns what it printed. It gets
// a folder of its own, and is ended politely, with all it started, when it takes longer than it may.
func script(t *testing.T, most time.Duration, name string, args ...string) string {
	t.Helper()
	for _, tool := range []string{"/usr/bin/python3", "ffmpeg"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), filepath.Join("..", ".ci", name), args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = time.Minute
	cmd.Env = append(os.Environ(), asProgram+"=1", "MATINEE="+self, "DEMO_DIR="+dir, "HOME="+dir)
	timer := time.AfterFunc(most, func() { _ = cmd.Process.Signal(os.Interrupt) })
	defer timer.Stop()
	began := time.Now()
	out, err := cmd.CombinedOutput()
	said := strings.ReplaceAll(string(out), dir, "DIR")
	t.Logf("%s took %.0f s:\n%s", name, time.Since(began).Seconds(), said)
	if err != nil {
		t.Fatal(err)
	}
	return said
}
