//go:build cgo

package mpv

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"matinee/player"
)

// screen is the X server, if one was started.
var screen *os.Process

// display starts a screen nobody sees and points the test at it. It ends after
// the tests: Xlib ends the process when a connection breaks, and libraries below
// mpv keep one.
func display(t *testing.T) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command("timeout", "300", "Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatalf("no Xvfb; run make deps: %v", err)
	}
	write.Close()
	screen = cmd.Process
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb does not start: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("WAYLAND_DISPLAY", "")
}

// press types keys into the window, as a person would.
func press(t *testing.T, keys ...string) {
	t.Helper()
	search := []string{"search", "--sync", "--onlyvisible", "--class", "mpv", "key", "--window", "%1"}
	if out, err := exec.Command("xdotool", append(search, keys...)...).CombinedOutput(); err != nil {
		t.Fatalf("xdotool: %v: %s", err, out)
	}
}

func TestOwnWindow(t *testing.T) {
	display(t)
	r := newRig(t, Options{Surface: OwnWindow})
	if r.Frames() != nil {
		t.Error("mpv's window has frames for ours")
	}
	r.open("long.mp4")
	press(t, "space")
	r.until("pause by the window", in(player.Paused))
	r.TogglePause()
	r.until("playing", in(player.Playing))
	press(t, "m")
	r.until("mute by the window", func(s player.Status) bool { return s.Muted })
	r.ToggleMute()
	press(t, "Down")
	r.until("volume by the window", func(s player.Status) bool { return s.Volume == 95 && !s.Muted })
	press(t, "q")
	r.until("closed window", in(player.Idle))
	r.open("fast.mp4") // and it opens again
}
