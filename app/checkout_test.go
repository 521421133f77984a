//go:build cgo

package app

import (
	"os/exec"
	"regexp"
	"testing"
	"time"
)

// TestBoughtByCardInTheWindow: by keys in the real window on a display of its own, through a fake of Stripe whose messages
// come signed and twice; nobody touches the window after the browser was opened, and it plays what was bought.
func TestBoughtByCardInTheWindow(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"Xvfb", "xdotool", "xwininfo", "dbus-daemon", "openbox", "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
	said := script(t, 10*time.Minute, "checkout")
	for _, step := range []string{
		`bought in the window, by keys; a browser is opened: STRIPE/pay/cs_test_`,
		`paid on its page, and the window plays the film by itself`,
		`Stripe's messages came signed, each twice: checkout\.session\.completed`,
		`Forged ones were refused: \[4\d\d, 4\d\d\]`,
		`each party was sent its share once: acct_camera 149, acct_sampler 297`,
		`All [3-9] entries follow from the signed terms, and 1 receipts from the entries\.`,
		`(?m)^1 sold, `,
		`(?m)^all steps done$`,
	} {
		if !regexp.MustCompile(step).MatchString(said) {
			t.Errorf("no step says %q", step)
		}
	}
}
