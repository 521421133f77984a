//go:build !windows && !darwin

package autostart

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func entry(t *testing.T) (e Entry, path string) {
	dir := filepath.Join(t.TempDir(), "config", "autostart")
	e = Entry{ID: "org.matinee.Matinee", Title: "Matinee", Program: "/usr/bin/matinee", Args: []string{"--hidden"}, Dir: dir}
	return e, filepath.Join(dir, "org.matinee.Matinee.desktop")
}

func expect(t *testing.T, e Entry, want bool) {
	t.Helper()
	if on, err := e.On(); err != nil || on != want {
		t.Errorf("on is %v, %v", on, err)
	}
}

func TestStartAtLogin(t *testing.T) {
	e, path := entry(t)
	expect(t, e, false)
	if err := e.Set(false); err != nil {
		t.Errorf("off when it is off: %v", err)
	}
	for range 2 {
		if err := e.Set(true); err != nil {
			t.Fatal(err)
		}
		expect(t, e, true)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "\nExec=/usr/bin/matinee --hidden\n") || !strings.HasPrefix(string(text), "[Desktop Entry]\nType=Application\n") {
		t.Errorf("the file is %s, %v", text, err)
	}
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
		t.Errorf("beside it lies %v, %v", all, err)
	}
	if err := e.Set(false); err != nil {
		t.Fatal(err)
	}
	expect(t, e, false)
}

// TestWhatThePersonDidIsBelieved: they took the file away, hid it, or wrote another.
func TestWhatThePersonDidIsBelieved(t *testing.T) {
	e, path := entry(t)
	for text, want := range map[string]bool{
		"[Desktop Entry]\nExec=matinee\nHidden=true\n":                             false,
		"[Desktop Entry]\nExec=matinee\nX-GNOME-Autostart-enabled = false\r\n":     false,
		"[Desktop Entry]\nExec=matinee --hidden --set net.dht=off\nHidden=false\n": true,
		"[Desktop Entry]\nExec=matinee\n[Desktop Action x]\nHidden=true\n":         true,
		"[Other]\nExec=matinee\n":                                                  false,
		"":                                                                         false,
		strings.Repeat("x", 2*maxFile) + "\n[Desktop Entry]\nExec=matinee\n":       false,
	} {
		if err := e.Set(true); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if on, err := e.On(); err != nil || on != want {
			t.Errorf("%.60q is %v, %v", text, on, err)
		}
	}
	if err := e.Set(true); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	expect(t, e, false)
}

func TestAPlaceThatCannotBeWritten(t *testing.T) {
	e, path := entry(t)
	if err := os.MkdirAll(filepath.Dir(filepath.Dir(path)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Dir(path), nil, 0o600); err != nil { // a file is where the folder should be
		t.Fatal(err)
	}
	if err := e.Set(true); err == nil {
		t.Error("it is said to be on")
	}
	if _, err := e.On(); err == nil {
		t.Error("nobody can know")
	}
}

// TestExecWords are as the Desktop Entry Specification has them.
func TestExecWords(t *testing.T) {
	for word, want := range map[string]string{
		"/usr/bin/matinee": "/usr/bin/matinee", "--data=/x": "--data=/x", "": `""`, "/a b/m": `"/a b/m"`,
		`a"b`: `"a\\"b"`, `$HOME`: `"\\$HOME"`, `a\b`: `"a\\\\b"`, "100%": `"100%%"`, "a\nb": `"a\nb"`,
	} {
		if got := quoted(word); got != want {
			t.Errorf("%q is written %s, not %s", word, got, want)
		}
	}
}

func TestAnAppImageIsStartedByItsFile(t *testing.T) {
	t.Setenv("APPIMAGE", "/home/ana/Matinee.AppImage")
	if got, err := (Entry{}).program(); err != nil || got != "/home/ana/Matinee.AppImage" {
		t.Errorf("%s, %v", got, err)
	}
	t.Setenv("APPIMAGE", "")
	if got, err := (Entry{}).program(); err != nil || !filepath.IsAbs(got) {
		t.Errorf("%s, %v", got, err)
	}
}
