package outside

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"matinee/app/desktop/bus/bustest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script puts a program into a folder of programs that a test has for itself.
func script(t *testing.T, name, text string) (path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return path
}

// told waits until a script has written what it was given.
func told(t *testing.T, path string) string {
	t.Helper()
	for end := time.Now().Add(bustest.Patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if text, err := os.ReadFile(path); err == nil && strings.HasSuffix(string(text), "end\n") {
			return string(text)
		}
	}
	t.Fatal("the player was not started")
	return ""
}

func TestTheChosenPlayerPlays(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	script(t, "my-player", `printf '%s\n' "$@" end >"`+out+`"; sleep 2`)
	if err := Play(t.Context(), "my-player '--title=A film'", Film{Path: "/films/a b $(c).mkv"}); err != nil {
		t.Fatal(err)
	}
	if got := told(t, out); got != "--title=A film\n/films/a b $(c).mkv\nend\n" {
		t.Errorf("it was given %q", got)
	}
}

// TestAPlayerThatDoesNotPlay is told, whichever way it does not.
func TestAPlayerThatDoesNotPlay(t *testing.T) {
	script(t, "broken-player", "exit 3")
	film := Film{URL: "http://127.0.0.1:1/x/film.mkv", Type: "video/x-nobody-plays"}
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	for _, command := range []string{"broken-player", "no-such-player --x", `open "quote`, ""} {
		if err := Play(t.Context(), command, film); err == nil {
			t.Errorf("%q plays", command)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Play(ctx, "true", film); err == nil {
		t.Error("it plays after the end")
	}
}

// TestWhatNothingOpens is told, as xdg-open tells by its status.
func TestWhatNothingOpens(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	script(t, "xdg-open", `printf '%s\n' "$@" end >"`+out+`"; case $1 in mailto:*) exit 3; esac`)
	if err := Open(t.Context(), "https://a.example/?b=c d"); err != nil {
		t.Error(err)
	}
	if got := told(t, out); got != "https://a.example/?b=c d\nend\n" {
		t.Errorf("it was given %q", got)
	}
	if err := Open(t.Context(), "mailto:a@b.example"); err == nil {
		t.Error("nobody says that nothing opens it")
	}
}

// TestAFileIsOpenedAsTheDesktopDoes, and a stream by the desktop's player for its type,
// never by what opens the web.
func TestAFileIsOpenedAsTheDesktopDoes(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	script(t, "xdg-open", `printf '%s\n' "open $1" end >"`+out+`"`)
	if err := Play(t.Context(), "", Film{Path: "/films/a.mkv"}); err != nil {
		t.Fatal(err)
	}
	if got := told(t, out); got != "open /films/a.mkv\nend\n" {
		t.Errorf("the desktop was asked for %q", got)
	}
	script(t, "xdg-mime", `test "$3" = video/mp4 && echo some.player.desktop`)
	script(t, "some-player", `printf '%s\n' "$@" end >"`+out+`2"; sleep 2`)
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", home)
	entry := filepath.Join(home, "applications", "some.player.desktop")
	if err := os.MkdirAll(filepath.Dir(entry), 0o700); err != nil {
		t.Fatal(err)
	}
	film := Film{URL: "http://127.0.0.1:1/x/film.mp4", Type: "video/mp4"}
	for line, plays := range map[string]bool{"some-player --one %U %i": true, "some-player %F": false, "some-player": false, "%u": false} {
		text := "[Desktop Action x]\nExec=rm %u\n[Desktop Entry]\nName=Player\nExec=" + line + "\n"
		if err := os.WriteFile(entry, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Play(t.Context(), "", film); (err == nil) != plays {
			t.Errorf("%q: %v", line, err)
		}
	}
	if got := told(t, out+"2"); got != "--one\n"+film.URL+"\nend\n" {
		t.Errorf("the player was given %q", got)
	}
	film.Type = "video/other"
	if err := Play(t.Context(), "", film); err == nil {
		t.Error("another type is played")
	}
}

// files is a file manager that notes what it is to show.
type files struct{ shown chan []string }

func (f files) ShowItems(items []string, _ string) *dbus.Error {
	if strings.Contains(items[0], "gone") {
		return dbus.MakeFailedError(os.ErrNotExist)
	}
	f.shown <- items
	return nil
}

func TestAFileIsSelected(t *testing.T) {
	address := bustest.Start(t)
	conn := bustest.Join(t, address)
	if err := Reveal(t.Context(), conn, "/films/a.mkv"); err == nil {
		t.Error("it is shown though there is no file manager")
	}
	if err := Reveal(t.Context(), nil, "/films/a.mkv"); err == nil {
		t.Error("it is shown though there is no bus")
	}
	theirs, f := bustest.Join(t, address), files{make(chan []string, 1)}
	if err := theirs.Export(f, "/org/freedesktop/FileManager1", manager); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, theirs, manager)
	if err := Reveal(t.Context(), conn, "/films/é a#1.mkv"); err != nil {
		t.Fatal(err)
	}
	if got := bustest.Next(t, f.shown, "a file"); !slices.Equal(got, []string{"file:///films/%C3%A9%20a%231.mkv"}) {
		t.Errorf("shown is %q", got)
	}
	if err := Reveal(t.Context(), conn, "/films/gone.mkv"); err == nil {
		t.Error("what is not shown is said to be")
	}
}
