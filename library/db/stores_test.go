package db_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"matinee/library"

	"pgregory.net/rapid"
)

func TestPositions(t *testing.T) {
	d, path := fresh(t)
	saved(t, d, bundle(1, 3), bundle(2, 3))
	noon := time.Date(2026, 5, 1, 12, 0, 0, 7, time.UTC)
	older := library.Position{Bundle: idOf(1), Item: 2, At: time.Minute, Duration: time.Hour, Updated: noon}
	newer := library.Position{Bundle: idOf(2), Item: 0, At: time.Second, Updated: noon.Add(time.Hour)}
	never := library.Position{Bundle: idOf(2), Item: 1}
	for _, p := range []library.Position{{Bundle: idOf(1), Item: 2, At: 5}, never, newer, older} {
		must(t, d.SavePosition(t.Context(), library.MainProfile, p))
	}
	d = reopen(t, d, path)
	got, err := d.Marks(t.Context(), library.MainProfile)
	must(t, err)
	if want := []library.Mark{{Position: newer}, {Position: older}, {Position: never}}; !reflect.DeepEqual(got, want) {
		t.Fatalf("positions are %+v, want %+v", got, want)
	}
	if p, err := d.Position(t.Context(), library.MainProfile, idOf(1), 2); err != nil || p != older {
		t.Fatal(p, err)
	}
	for id, item := range map[library.BundleID]int{idOf(1): 0, idOf(9): 2} {
		if p, err := d.Position(t.Context(), library.MainProfile, id, item); err != nil || p != (library.Position{}) {
			t.Fatal("nothing was stored, got", p, err)
		}
	}
	isCode(t, d.SavePosition(t.Context(), library.MainProfile, library.Position{Bundle: idOf(9)}), library.CodeNotFound)
}

func TestSettingsSurviveReopening(t *testing.T) {
	d, path := fresh(t)
	want := library.DefaultSettings()
	for _, f := range library.SettingFields() {
		text, err := want.Get(f.Key)
		must(t, err)
		must(t, d.SetSetting(t.Context(), f.Key, text))
	}
	for key, text := range map[string]string{
		"rate.down": "2 MB/s", "net.dht": "off", "seed.ratio": "1.5", "seed.time": "36h", "media.folder": "/été/#1",
	} {
		must(t, want.Set(key, text))
		must(t, d.SetSetting(t.Context(), key, text))
	}
	d = reopen(t, d, path)
	got, notices, err := d.Settings(t.Context())
	must(t, err)
	if got != want || len(notices) != 0 {
		t.Fatalf("settings are %+v (%v), want %+v", got, notices, want)
	}
}

func TestABadSettingIsRefused(t *testing.T) {
	d, _ := fresh(t)
	must(t, d.SetSetting(t.Context(), "net.port", "1000"))
	for key, text := range map[string]string{"net.port": "65536", "seed.ratio": "NaN", "no.such": "1"} {
		isCode(t, d.SetSetting(t.Context(), key, text), library.CodeBadSetting)
	}
	s, notices, err := d.Settings(t.Context())
	if err != nil || len(notices) != 0 || s.Port != 1000 {
		t.Fatal(s.Port, notices, err)
	}
}

func TestHandEditedSettingsFallBackToDefaults(t *testing.T) {
	d, path := fresh(t)
	must(t, d.SetSetting(t.Context(), "player.volume", "50"))
	must(t, d.Close())
	for key, value := range map[string]string{
		"net.port": "-1", "conns.total": "1000000", "net.dht": "perhaps", "alt.from": "25:00",
		"net.encryption": "rot13", "stream.readahead": "1h", "what.is.this": "5",
	} {
		run(t, path, `INSERT INTO settings VALUES (?, ?)`, key, value)
	}
	d = open(t, path)
	got, notices, err := d.Settings(t.Context())
	must(t, err)
	want := library.DefaultSettings()
	want.Volume = 50
	if got != want {
		t.Fatalf("settings are %+v, want %+v", got, want)
	}
	if len(notices) != 7 {
		t.Fatalf("%d notices: %v", len(notices), notices)
	}
	for _, n := range notices {
		isCode(t, n, library.CodeBadSetting)
	}
}

func TestPieceRecordsSurviveReopening(t *testing.T) {
	d, path := fresh(t)
	want := map[library.BundleID]library.PieceRecord{
		idOf(1): {
			ID: idOf(1), Done: []byte{0xff, 0x80}, Dirty: true,
			Files: []library.FileStamp{{Size: 1 << 50, MTime: 1774000000123456789}, {Size: -1}, {Size: 0, MTime: -5}},
		},
		idOf(2): {ID: idOf(2)},
	}
	must(t, d.SavePieceRecords(t.Context(), []library.PieceRecord{{ID: idOf(1), Done: []byte{1}}, want[idOf(2)]}))
	must(t, d.SavePieceRecords(t.Context(), []library.PieceRecord{want[idOf(1)]}))
	d = reopen(t, d, path)
	got, err := d.PieceRecords(t.Context())
	must(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("records are %+v, want %+v", got, want)
	}
}

func TestAnyPieceRecordComesBackAsItWas(t *testing.T) {
	d, _ := fresh(t)
	rapid.Check(t, func(rt *rapid.T) {
		want := library.PieceRecord{
			ID: idOf(rapid.IntRange(0, 3).Draw(rt, "id")), Dirty: rapid.Bool().Draw(rt, "dirty"),
			Done: rapid.SliceOf(rapid.Byte()).Draw(rt, "done"),
		}
		for range rapid.IntRange(0, 9).Draw(rt, "files") {
			want.Files = append(want.Files, library.FileStamp{
				Size: rapid.Int64().Draw(rt, "size"), MTime: rapid.Int64().Draw(rt, "mtime"),
			})
		}
		must(t, d.SavePieceRecords(t.Context(), []library.PieceRecord{want}))
		got, err := d.PieceRecords(t.Context())
		must(t, err)
		if r := got[want.ID]; r.Dirty != want.Dirty || !slices.Equal(r.Done, want.Done) || !slices.Equal(r.Files, want.Files) {
			rt.Fatalf("got %+v, want %+v", r, want)
		}
	})
}

func TestAnUnreadablePieceRecordIsLeftOut(t *testing.T) {
	d, path := fresh(t)
	must(t, d.SavePieceRecords(t.Context(), []library.PieceRecord{
		{ID: idOf(1), Files: make([]library.FileStamp, 3)}, {ID: idOf(2), Files: make([]library.FileStamp, 3)},
	}))
	must(t, d.Close())
	for _, files := range []string{"", "ff", "ffffffffffffffffff01", "0300000000", "03000000000000ff", "0300000000000080"} {
		run(t, path, `UPDATE pieces SET files = unhex(?) WHERE id = ?`, files, string(idOf(1)))
		d = open(t, path)
		got, err := d.PieceRecords(t.Context())
		must(t, err)
		if _, there := got[idOf(1)]; there || len(got) != 1 {
			t.Errorf("%q was read as %+v", files, got)
		}
		must(t, d.Close())
	}
}
