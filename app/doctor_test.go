package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aead.dev/minisign"

	"matinee/app/cli"
	"matinee/sync/release"
)

func finding(t *testing.T, all []cli.Finding, name string) cli.Finding {
	t.Helper()
	at := slices.IndexFunc(all, func(f cli.Finding) bool { return f.Name == name })
	if at < 0 {
		t.Fatalf("nothing about %s in %+v", name, all)
	}
	return all[at]
}

func TestDoctorOnThisMachine(t *testing.T) {
	all := parsed[[]cli.Finding](t, t.TempDir(), "doctor")
	if f := finding(t, all, "libmpv"); f.OK != withWindow || f.Needed != withWindow {
		t.Errorf("%+v", f)
	}
	if f := finding(t, all, "data folder"); !f.OK || !f.Needed {
		t.Errorf("%+v", f)
	}
	if f := finding(t, all, "screen"); f.OK || !strings.HasPrefix(f.Detail, "There is no screen") {
		t.Errorf("%+v", f)
	}
}

func TestDoctorNamesTheCure(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	all := (&program{}).Doctor(t.Context(), cli.Options{Data: filepath.Join(file, "data")})
	for name, want := range map[string]string{"ffmpeg": "ffmpeg", "ffprobe": "ffmpeg", "D-Bus session": "dbus", "data folder": "--data"} {
		if f := finding(t, all, name); f.OK || !strings.Contains(f.Do, want) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestDoctorKnowsTheNewerRelease that was told of, and says where nobody is asked.
func TestDoctorKnowsTheNewerRelease(t *testing.T) {
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	dir, doc := t.TempDir(), []byte(`{"version":"99.0.0","page":"https://releases.example/"}`)
	kept, err := json.Marshal(map[string]any{"document": doc, "signature": minisign.Sign(private, doc)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "release.json"), kept, 0o600); err != nil {
		t.Fatal(err)
	}
	origin, err := json.Marshal(release.Origin{Address: "https://releases.example/release.json", Key: public.String()})
	if err != nil {
		t.Fatal(err)
	}
	o := cli.Options{Data: dir}
	for origin, want := range map[string]string{string(origin): "99.0.0 is out: https://releases.example/", `{}`: "asks nobody"} {
		if f := checkRelease(o, []byte(origin)); !f.OK || !strings.Contains(f.Detail, want) {
			t.Errorf("%+v", f)
		}
	}
	if f := checkRelease(o, []byte(`{"key":"x"}`)); f.OK {
		t.Errorf("a strange key: %+v", f)
	}
}

func TestWhereThingsAre(t *testing.T) {
	t.Setenv("HOME", "/home/ada")
	t.Setenv("XDG_DATA_HOME", "/state")
	dir, err := dataDir(cli.Options{})
	if err != nil || dir != "/state/matinee" {
		t.Errorf("data in %s, %v", dir, err)
	}
	if media, err := mediaDir(cli.Options{}, dir); err != nil || media != "/home/ada/Videos/Matinee" {
		t.Errorf("media in %s, %v", media, err)
	}
	if media, err := mediaDir(cli.Options{Data: "/d"}, "/d"); err != nil || media != "/d/media" {
		t.Errorf("media in %s, %v", media, err)
	}
	t.Setenv("XDG_DATA_HOME", "")
	if dir, err := dataDir(cli.Options{}); err != nil || dir != "/home/ada/.local/share/matinee" {
		t.Errorf("data in %s, %v", dir, err)
	}
	if got := languages("fr, en"); !slices.Equal(got, []string{"fr", "en"}) {
		t.Errorf("languages %q", got)
	}
}

func TestDisplaySockets(t *testing.T) {
	for display, want := range map[string]string{
		":3": "/tmp/.X11-unix/X3 @/tmp/.X11-unix/X3", ":3.1": "/tmp/.X11-unix/X3 @/tmp/.X11-unix/X3",
		"unix:0": "/tmp/.X11-unix/X0 @/tmp/.X11-unix/X0", "far:10.0": "", "rubbish": "",
	} {
		if got := strings.Join(xSockets(display), " "); got != want {
			t.Errorf("%s: %s", display, got)
		}
	}
	t.Setenv("XDG_RUNTIME_DIR", "/run/me")
	if got := waylandSocket("wayland-0"); got != "/run/me/wayland-0" {
		t.Error(got)
	}
	if got := waylandSocket("/x/y"); got != "/x/y" {
		t.Error(got)
	}
}
