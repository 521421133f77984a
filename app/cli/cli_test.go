package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

func TestExitCodesAndSentences(t *testing.T) {
	full := bundle(library.Stopped)
	full.Code, full.Detail = library.CodeDiskFull, "3 MB more are needed"
	for _, c := range []struct {
		args []string
		desk desk
		code int
		err  string // what stderr begins with; "" for nothing
	}{
		{[]string{"version"}, desk{}, 0, ""},
		{[]string{"--help"}, desk{}, 0, ""},
		{[]string{"list", "--nonsense"}, desk{}, 2, "matinee: unknown flag"},
		{[]string{"add"}, desk{}, 2, "matinee: expected"},
		{[]string{"frob"}, desk{}, 2, `matinee: there is no command and no file "frob"`},
		{[]string{"add", "x.torrent", "--wait", "--paused"}, desk{}, 2, "matinee: --wait"},
		{[]string{"play", "x", "--seek", "soon"}, desk{}, 2, `matinee: "soon" is not a position`},
		{[]string{"play", "x", "--until", "50%"}, desk{}, 2, "matinee: --until 50%"},
		{[]string{"--set", "net.port=99999", "list"}, desk{}, 2, "matinee: --set net.port: "},
		{[]string{"--set", "no.such=1", "list"}, desk{}, 2, "matinee: --set no.such: "},
		{[]string{"pause", "none"}, desk{}, 1, "This bundle is not in the library (none)."},
		{[]string{"list"}, desk{err: errPlain}, 1, "Something went wrong (first line; second line)."},
		{[]string{"list"}, desk{err: context.Canceled}, 1, "Canceled."},
		{[]string{"settings", "no.such"}, desk{}, 1, "This setting cannot have that value"},
		{[]string{"seed"}, desk{remote: true}, 1, "Matinee is already running"},
		{[]string{"play", "x", "--headless"}, desk{}, 1, "The player library (libmpv) is missing."},
		{[]string{"play", "x.torrent"}, desk{display: &library.Error{Code: library.CodeNoDisplay}}, 1, "There is no screen"},
		{[]string{"add", "x.torrent", "--wait"}, desk{bundles: []control.Bundle{full}}, 1, "The disk is full (3 MB more are needed)."},
		{[]string{"doctor"}, desk{findings: []Finding{{Name: "screen"}}}, 0, ""},
		{[]string{"doctor"}, desk{findings: []Finding{{Name: "libmpv", Needed: true, Detail: "none"}}}, 1, "This is needed: libmpv (none)."},
	} {
		got := typed(t, &c.desk, "", c.args...)
		if got.code != c.code || !strings.HasPrefix(got.err, c.err) || (c.err == "") != (got.err == "") {
			t.Errorf("%q: exit %d, stderr %q; want %d, %q", c.args, got.code, got.err, c.code, c.err)
		}
		if strings.Count(got.err, "\n") > 1 {
			t.Errorf("%q: more than one line: %q", c.args, got.err)
		}
		if c.desk.display != nil && len(c.desk.done) > 0 {
			t.Errorf("%q: it was added though there is no screen: %q", c.args, c.desk.done)
		}
	}
}

func TestWhatEachCommandAsksFor(t *testing.T) {
	for _, c := range []struct {
		args  string
		want  []string
		quiet bool
	}{
		{"add magnet:x --peer a:1 --peer b:2", []string{"add magnet:x a:1,b:2"}, true},
		{"add magnet:x --wait", []string{"add magnet:x "}, false},
		{"list", []string{"list"}, true},
		{"pause abcd", []string{"pause abcd on"}, true},
		{"resume abcd", []string{"pause abcd off"}, true},
		{"recheck abcd", []string{"recheck abcd"}, false},
		{"remove abcd", []string{"remove abcd entry"}, true},
		{"remove abcd --files", []string{"remove abcd files"}, true},
		{"settings", []string{"settings"}, true},
		{"settings rate.up 5k", []string{"set rate.up 5k"}, true},
	} {
		d := &desk{bundles: []control.Bundle{whole()}}
		got := typed(t, d, "", strings.Fields(c.args)...)
		if got.code != 0 || !slices.Equal(d.done, c.want) || d.quiet[0] != c.quiet {
			t.Errorf("%s: exit %d (%s), did %q, quiet %v", c.args, got.code, got.err, d.done, d.quiet)
		}
	}
}

func TestJSON(t *testing.T) {
	for args, fields := range map[string][]string{
		"version":                {"version"},
		"add magnet:x":           {"id", "title", "state", "progress", "done", "wanted", "on_disk", "items"},
		"list":                   {"id", "state", "down_rate", "up_rate", "ratio", "eta_seconds", "peers", "added"},
		"recheck abcd":           {"id", "done", "wanted"},
		"settings":               {"rate.up"},
		"settings rate.up":       {"rate.up"},
		"doctor":                 {"name", "ok", "needed"},
		"play magnet:x":          {"frames", "dropped", "position_s"},
		"recheck abcd --no-wait": nil,
	} {
		d := &desk{
			bundles: []control.Bundle{whole()}, settings: map[string]string{"rate.up": "5"},
			findings: []Finding{{Name: "screen", OK: true}},
		}
		got := typed(t, d, "", append(strings.Fields(args), "--json")...)
		if fields == nil {
			if got.code != 0 || got.out != "" {
				t.Errorf("%s: %+v", args, got)
			}
			continue
		}
		var object map[string]any
		text := strings.TrimSuffix(strings.TrimPrefix(got.out, "["), "]\n")
		if err := json.Unmarshal([]byte(text), &object); err != nil || got.code != 0 {
			t.Errorf("%s: %v in %s", args, err, got.out)
		}
		for _, f := range fields {
			if _, ok := object[f]; !ok {
				t.Errorf("%s: no field %s in %s", args, f, got.out)
			}
		}
	}
}

func TestList(t *testing.T) {
	if got := typed(t, &desk{}, "", "list"); !strings.Contains(got.out, "library is empty") {
		t.Errorf("%q", got.out)
	}
	b := bundle(library.Downloading)
	b.Problem = "Nobody is there."
	want := "ID        STATE        DONE  DOWN      UP     PEERS  TITLE\n" +
		"abcdef01  downloading  50 %  300 kB/s  0 B/s  3      Film\nFilm: Nobody is there.\n"
	if got := typed(t, &desk{bundles: []control.Bundle{b}}, "", "list"); got.out != want {
		t.Errorf("got\n%swant\n%s", got.out, want)
	}
}

func TestWaitAndResume(t *testing.T) {
	d := &desk{bundles: []control.Bundle{bundle(library.Paused), bundle(library.Downloading), bundle(library.Seeding), whole()}}
	got := typed(t, d, "", "add", "magnet:x", "--wait")
	if got.code != 0 || got.out != string(film)+"  Film\n" || len(d.bundles) != 1 {
		t.Errorf("%+v, left %d", got, len(d.bundles))
	}
	if !slices.Contains(d.done, "pause abcd off") {
		t.Errorf("a paused bundle never ends: %q", d.done)
	}
}

func TestSettings(t *testing.T) {
	d := &desk{settings: map[string]string{"rate.up": "5", "net.proxy": "socks5://me:…@h:1"}}
	if got := typed(t, d, "", "settings"); !strings.Contains(got.out, "rate.up            5 B/s\n") {
		t.Errorf("%q", got.out)
	}
	if got := typed(t, d, "socks5://me:hush@h:1\n", "settings", "net.proxy", "-"); got.code != 0 || got.out+got.err != "" {
		t.Errorf("%+v", got)
	}
	if last := d.done[len(d.done)-1]; last != "set net.proxy socks5://me:hush@h:1" {
		t.Errorf("did %q", last)
	}
	typed(t, d, "", "settings", "watch.folder", "in")
	if last := d.done[len(d.done)-1]; !filepath.IsAbs(strings.TrimPrefix(last, "set watch.folder ")) {
		t.Errorf("did %q", last)
	}
	for _, value := range []string{"socks5://me:hush@nowhere", "http://me:hush@h:1"} {
		if got := typed(t, d, "", "--set", "net.proxy="+value, "list"); got.code != 2 || strings.Contains(got.err+got.out, "hush") {
			t.Errorf("%+v", got)
		}
	}
}

func TestNoticesAndLostOwners(t *testing.T) {
	d := &desk{notices: []error{library.Errorf(library.CodeDamagedDB, "library.db.damaged")}}
	got := typed(t, d, "", "list")
	if got.code != 0 || !strings.HasPrefix(got.err, "matinee: The library database was damaged") {
		t.Errorf("%+v", got)
	}
	gone := &library.Error{Code: library.CodeNotRunning, Err: errors.New("EOF")}
	d = &desk{remote: true, err: gone, fails: 2}
	if got := typed(t, d, "", "list"); got.code != 0 || d.connects != 3 {
		t.Errorf("%+v after %d connects", got, d.connects)
	}
	d = &desk{remote: true, err: gone}
	if got := typed(t, d, "", "list"); got.code != 1 || d.connects != maxTries {
		t.Errorf("%+v after %d connects", got, d.connects)
	}
}

func TestSeedTellsWhatGoesWrong(t *testing.T) {
	d := &desk{bundles: []control.Bundle{whole()}, events: make(chan library.Event, 3)}
	d.events <- library.NewNotice(&library.Error{Code: library.CodePortInUse})
	d.events <- library.NewFailed(film, &library.Error{Code: library.CodeDiskFull})
	d.events <- library.NewCompleted(film)
	close(d.events)
	got := typed(t, d, "", "seed", "--json")
	if got.code != 0 || got.out != `{"bundles":1,"port":4711}`+"\n" {
		t.Errorf("%+v", got)
	}
	if lines := strings.Split(got.err, "\n"); len(lines) != 3 || !strings.HasPrefix(lines[1], "matinee: Film: The disk is full.") {
		t.Errorf("told %q", got.err)
	}
	d.events = make(chan library.Event)
	close(d.events)
	if got := typed(t, d, "", "seed"); got.out != "1 bundle is kept going, port 4711 for peers. Interrupt to end.\n" {
		t.Errorf("%q", got.out)
	}
}

func TestWindowIsHandedEverything(t *testing.T) {
	d := &desk{}
	torrent := filepath.Join(t.TempDir(), "x.torrent")
	if err := os.WriteFile(torrent, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(torrent))
	if got := typed(t, d, "", "x.torrent", "magnet:y"); got.code != 0 || !slices.Equal(d.start.Sources, []string{torrent, "magnet:y"}) {
		t.Errorf("%+v, sources %q", got, d.start.Sources)
	}
	got := typed(t, d, "", "play", "x.torrent", "--peer", "h:1", "--item", "2", "--seek", "1:30")
	p := d.start.Play
	if got.code != 0 || p == nil || p.Item != 2 || p.At != 90*time.Second || p.Find.Source != torrent || p.Find.Peers[0] != "h:1" {
		t.Errorf("%+v, plays %+v", got, p)
	}
	if d.connects != 0 {
		t.Error("the library was opened before the window")
	}
}

func TestPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"": "0s 0", "90": "1m30s 0", "90s": "1m30s 0", "1:30": "1m30s 0", "1:02:03": "1h2m3s 0", "0.5": "500ms 0",
		"80%": "0s 80", "100%": "0s 100", "101%": "bad", "-1": "bad", "x": "bad", "1:": "bad", "NaN%": "bad", "NaN": "bad", "1e9": "bad",
	} {
		at, percent, err := parsePlace(text)
		got := fmt.Sprint(at, percent)
		if err != nil {
			got = "bad"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
