package traymenu

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"matinee/library"
)

// fakeProgram notes what it is asked to do.
type fakeProgram struct {
	transfers   []library.Transfer
	settings    library.Settings
	alternative bool
	music       string
	paused      bool
	did         []string
}

func (f *fakeProgram) Transfers() []library.Transfer { return f.transfers }
func (f *fakeProgram) Settings() library.Settings    { return f.settings }
func (f *fakeProgram) InForce() (down, up int64, alternative bool) {
	if f.alternative {
		return f.settings.AltDownRate, f.settings.AltUpRate, true
	}
	return f.settings.DownRate, f.settings.UpRate, false
}

func (f *fakeProgram) Set(values map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		f.did = append(f.did, key+"="+values[key])
	}
}

func (f *fakeProgram) SetAllPaused(on bool)        { f.did = append(f.did, fmt.Sprint("pause all ", on)) }
func (f *fakeProgram) Music() (string, bool, bool) { return f.music, f.paused, f.music != "" }
func (f *fakeProgram) TogglePause()                { f.did = append(f.did, "toggle") }
func (f *fakeProgram) Open()                       { f.did = append(f.did, "open") }
func (f *fakeProgram) Quit()                       { f.did = append(f.did, "quit") }

// at finds an entry by its key, also below others.
func at(t *testing.T, entries []Entry, key string) Entry {
	t.Helper()
	for _, e := range entries {
		if e.Key == key {
			return e
		}
		for _, below := range e.Children {
			if below.Key == key {
				return below
			}
		}
	}
	t.Fatalf("no entry %q", key)
	return Entry{}
}

func chosen(entries []Entry) (keys []string) {
	for _, e := range entries {
		if e.Chosen {
			keys = append(keys, e.Key)
		}
		keys = append(keys, chosen(e.Children)...)
	}
	return keys
}

func TestTheMenuTellsWhatFlows(t *testing.T) {
	f := &fakeProgram{transfers: []library.Transfer{
		{State: library.Downloading, DownRate: 2_000_000, UpRate: 1_000_000},
		{State: library.Seeding, UpRate: 500_000},
		{State: library.Seeding},
		{State: library.Paused},
	}}
	menu := Menu(f)
	if e := at(t, menu, "rates"); e.Text != "↓ 2.0\u00a0MB/s   ↑ 1.5\u00a0MB/s" || !e.Disabled {
		t.Errorf("rates: %+v", e)
	}
	if got := at(t, menu, "work").Text; got != "1 downloading · 2 seeding" {
		t.Errorf("work: %q", got)
	}
	if got := Tip(f); got != "↓ 2.0\u00a0MB/s   ↑ 1.5\u00a0MB/s\n1 downloading · 2 seeding" {
		t.Errorf("tip: %q", got)
	}
	for _, key := range []string{"open", "pause", "resume", "quit"} {
		e := at(t, menu, key)
		if e.Disabled {
			t.Errorf("%s cannot be chosen", key)
			continue
		}
		e.Do()
	}
	if got := fmt.Sprint(f.did); got != "[open pause all true pause all false quit]" {
		t.Errorf("did %s", got)
	}
	idle := Menu(&fakeProgram{})
	if !at(t, idle, "pause").Disabled || !at(t, idle, "resume").Disabled {
		t.Error("nothing can be paused or resumed, yet it is offered")
	}
}

func TestKeysDiffer(t *testing.T) {
	seen := map[string]bool{}
	var walk func([]Entry)
	walk = func(entries []Entry) {
		for _, e := range entries {
			if seen[e.Key] || e.Key == "" {
				t.Errorf("key %q twice", e.Key)
			}
			seen[e.Key] = true
			if e.Separator == (e.Text != "") {
				t.Errorf("%q has a text and is a line, or neither", e.Key)
			}
			walk(e.Children)
		}
	}
	walk(Menu(&fakeProgram{music: "Song", settings: library.Settings{UpRate: 777_000}}))
}

func TestLimitsAreSettings(t *testing.T) {
	f := &fakeProgram{}
	if got := chosen(Menu(f)); !slices.Equal(got, []string{"limit.none"}) {
		t.Errorf("without limits %v is marked", got)
	}
	if e := at(t, Menu(f), "limit.alt"); !e.Disabled {
		t.Error("alternative limits that are not set can be chosen")
	}
	f.settings = library.Settings{UpRate: 250_000, DownRate: 3_000_000, AltUpRate: 50_000, AltDownRate: 2_000_000}
	menu := Menu(f)
	if got := chosen(menu); !slices.Equal(got, []string{"rate.up.250000", "rate.down.3000000"}) {
		t.Errorf("%v is marked", got)
	}
	if e := at(t, menu, "rate.down.3000000"); e.Text != "↓ at most 3.0\u00a0MB/s" {
		t.Errorf("a limit of one's own is called %q", e.Text)
	}
	if e := at(t, menu, "limit.alt"); e.Disabled || e.Text != "Alternative limits: ↓ 2.0\u00a0MB/s, ↑ 50\u00a0KB/s" {
		t.Errorf("alternative limits: %+v", e)
	}
	for _, key := range []string{"rate.up.1000000", "rate.down.5000000", "limit.alt", "limit.none"} {
		at(t, menu, key).Do()
	}
	want := []string{
		"alt.on=off", "rate.up=1000000", "alt.on=off", "rate.down=5000000", "alt.on=on",
		"alt.on=off", "rate.down=0", "rate.up=0",
	}
	if !slices.Equal(f.did, want) {
		t.Errorf("set %q", f.did)
	}
	f.alternative = true
	if got := chosen(Menu(f)); !slices.Equal(got, []string{"limit.alt"}) {
		t.Errorf("while the alternative limits hold, %v is marked", got)
	}
	defaults := library.DefaultSettings()
	for _, did := range want {
		key, value, _ := strings.Cut(did, "=")
		if err := defaults.Set(key, value); err != nil {
			t.Errorf("%s: %v", did, err)
		}
	}
}

func TestMusicCanBePausedFromTheTray(t *testing.T) {
	f := &fakeProgram{music: strings.Repeat("é", 60)}
	e := at(t, Menu(f), "music")
	if want := "Pause “" + strings.Repeat("é", 39) + "…”"; e.Text != want {
		t.Errorf("%q", e.Text)
	}
	e.Do()
	f.paused = true
	if e := at(t, Menu(f), "music"); !strings.HasPrefix(e.Text, "Play “") {
		t.Errorf("%q", e.Text)
	}
	if !slices.Equal(f.did, []string{"toggle"}) {
		t.Errorf("did %v", f.did)
	}
}
