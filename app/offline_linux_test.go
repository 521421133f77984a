//go:build cgo

package app

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"
)

// TestOfflineWithTheNetworkCut: what was bought and what ads pay for play in a namespace that has no network any more, by
// a program that was started there; the view is told once, when the network is back.
func TestOfflineWithTheNetworkCut(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("needs root to make network namespaces")
	}
	for _, tool := range []string{"ip", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "ip", "netns", "list").CombinedOutput(); err != nil {
		t.Skipf("no network namespaces here: %s", out)
	}
	said := script(t, 10*time.Minute, "offline")
	for _, step := range []string{
		`the network is cut, and the bought film plays: [1-9]\d* frames`,
		`so does the one with ads, with its spot: 1 spot, [1-9]\d* frames`,
		`what was watched waits for the network: 1 receipt`,
		`the network is back, and the store hears of it once: 0\.10 EUR of 50\.00 EUR used`,
		`(?m)^all steps done$`,
	} {
		if !regexp.MustCompile(step).MatchString(said) {
			t.Errorf("no step says %q", step)
		}
	}
	// Nine tenths of the ten cents that a view pays.
	if got := cents(t, said, "ads"); len(got) != 2 || got[0]+got[1] != 9 {
		t.Errorf("the parties are owed %d cents for the view", got)
	}
}
