package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"matinee/library"
)

// TestSuggest reads a series as people name their files.
func TestSuggest(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "Harbour Lights")
	first := filepath.Join(dir, "Season 1", "Harbour.Lights.S01E02.The.Quay.1080p.mkv")
	film(t, first, "-metadata:s:a:0", "language=ger")
	copyTo(t, first, filepath.Join(dir, "Season 1", "Harbour.Lights.S01E10.mkv"), filepath.Join(dir, "Season 1", "Harbour.Lights.S01E01.mkv"),
		filepath.Join(dir, "Extras", "Making of.mkv"), filepath.Join(dir, "trailer.mkv"))
	for name, text := range map[string]string{
		"Season 1/Harbour.Lights.S01E01.pt-BR.forced.srt": "1", "Season 1/Harbour.Lights.S01E10.SDH.en.srt": "1", "notes.txt": "no item",
		".hidden.mkv": "x", "empty.mkv": "", DraftName: "{}",
	} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	must(t, os.Symlink("/etc/passwd", filepath.Join(dir, "link.mkv")))
	before := contents(t, dir)
	d, err := Suggest(t.Context(), dir, looker(t))
	must(t, err)
	if !same(before, contents(t, dir)) {
		t.Error("something was written")
	}
	var got []string
	for _, i := range d.Items {
		line := string(i.Role) + " " + string(i.Path)
		if i.Season > 0 {
			line += " S" + string(rune('0'+i.Season)) + " " + i.Name
		}
		for _, l := range i.Languages {
			line += " " + string(l)
		}
		if i.For != "" {
			line += " of " + string(i.For)
		}
		if i.Frame != "" {
			line += " frame"
		}
		got = append(got, line)
	}
	const a = "Season 1/Harbour.Lights."
	want := []string{
		"main " + a + "S01E01.mkv S1 Harbour Lights S01E01 de", "main " + a + "S01E02.The.Quay.1080p.mkv S1 The Quay de",
		"main " + a + "S01E10.mkv S1 Harbour Lights S01E10 de", "extra Extras/Making of.mkv de", "trailer trailer.mkv de",
		"caption " + a + "S01E01.pt-BR.forced.srt pt-BR of " + a + "S01E01.mkv", "caption " + a + "S01E10.SDH.en.srt en of " + a + "S01E10.mkv",
		"poster poster.jpg frame",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	if d.Title != "Harbour Lights" || !slices.Equal(d.Languages, []library.Language{"de"}) || d.ID.Valid() != nil {
		t.Errorf("%+v", d)
	}
	if len(d.Editions) != 2 || !slices.Equal(d.Item("Extras/Making of.mkv").Editions, []library.EditionID{"extras"}) || len(d.Items[0].Editions) != 2 {
		t.Errorf("editions %+v", d.Editions)
	}
}

func copyTo(t testing.TB, src string, to ...string) {
	t.Helper()
	raw, err := os.ReadFile(src)
	must(t, err)
	for _, dst := range to {
		must(t, os.MkdirAll(filepath.Dir(dst), 0o755))
		must(t, os.WriteFile(dst, raw, 0o600))
	}
}

// TestSuggestedIsPublished: what is suggested needs only what nobody else can know.
func TestSuggestedIsPublished(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	film(t, filepath.Join(dir, "Low Tide (2021).mp4"), "-metadata", "title=Low Tide")
	film(t, filepath.Join(dir, "odd:name?.mp4"))
	film(t, filepath.Join(dir, "odd?name*.mp4"))
	d, err := Suggest(t.Context(), dir, looker(t))
	must(t, err)
	d.Title, d.Rights, d.Creators = "Low Tide", "© Ann", []library.Maker{{Name: "Ann"}}
	built := makeBundle(t, newJob(t, dir, d))
	if v := libtorrent(t, built); !v.Seeding || len(v.Files) != 5 {
		t.Errorf("%+v", v)
	}
	for _, i := range built.Manifest.Doc.Items {
		if i.Sealed != nil {
			t.Errorf("%s is sealed though it is free", i.Path)
		}
	}
	if poster, ok := built.Manifest.Doc.Item("poster.jpg"); !ok || poster.Plain.Length < 1000 || len(built.Poster) == 0 {
		t.Error("no frame became the poster")
	}
}

func TestDraftFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := LoadDraft(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without one: %v", err)
	}
	d := drafted()
	must(t, SaveDraft(dir, d))
	back, err := LoadDraft(dir)
	must(t, err)
	if back.ID != d.ID || len(back.Items) != len(d.Items) || back.Editions[0].Window.Long != d.Editions[0].Window.Long || back.Editions[0].Offers[0].Price.Minor != 495 {
		t.Errorf("%+v", back)
	}
	for text, code := range map[string]library.Code{
		"{": library.CodeBadDocument, `{"format":"matinee-draft/2"}`: library.CodeNewerFormat, `{}`: library.CodeNewerFormat,
		`{"format":"matinee-draft/1","editions":[{"window":{"length":"long"}}]}`: library.CodeBadDocument,
	} {
		must(t, os.WriteFile(filepath.Join(dir, DraftName), []byte(text), 0o600))
		_, err := LoadDraft(dir)
		wantCode(t, err, code)
	}
	must(t, os.WriteFile(filepath.Join(dir, DraftName), make([]byte, maxDraft+1), 0o600))
	_, err = LoadDraft(dir)
	wantCode(t, err, library.CodeBadFolder)
}

// FuzzDraft: no draft makes reading or planning it fail otherwise than by an error.
func FuzzDraft(f *testing.F) {
	f.Add([]byte(`{"format":"matinee-draft/1","items":[{"file":"a","path":"a","role":"main"}],"editions":[{"identifier":"a","window":{"from":"2026-01-01T00:00","zone":"UTC","length":"45d"}}]}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := ParseDraft(raw)
		if err != nil {
			return
		}
		if _, err := CheckUp(t.Context(), Check{Draft: d, Folder: dir, Prober: nobody{}, Now: start}, nil); err != nil {
			t.Error(err)
		}
	})
}

// TestRenew: what is new in a folder is suggested; what its creator took out, renamed
// or decided stays as it is.
func TestRenew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put := func(name string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600))
	}
	put("Low Tide.mkv")
	put("rough cut.mkv")
	d, err := Suggest(t.Context(), dir, known{})
	must(t, err)
	d.Items = slices.DeleteFunc(d.Items, func(i library.DraftItem) bool { return i.File == "rough cut.mkv" })
	d.Items[0].Path, d.Items[0].Name = "The Film.mkv", "The Film"
	d.Editions = []library.DraftEdition{{ID: "gold", Name: "Gold"}}
	d.Items[0].Editions = []library.EditionID{"gold"}
	before := len(d.Items)
	must(t, Renew(t.Context(), dir, d, known{}))
	if len(d.Items) != before {
		t.Errorf("without anything new there are %+v", d.Items)
	}
	put("Low Tide.fr.srt")
	put("Extras/Making of.mkv")
	put("poster.png")
	put("The Film.mkv")
	must(t, Renew(t.Context(), dir, d, known{}))
	at := map[library.ItemPath]library.DraftItem{}
	for _, i := range d.Items {
		at[i.Path] = i
	}
	if len(at) != 5 || at["The Film.mkv"].File != "Low Tide.mkv" || at["The Film (2).mkv"].File != "The Film.mkv" || at["Low Tide.fr.srt"].For != "The Film.mkv" {
		t.Errorf("%+v", d.Items)
	}
	if at["poster.png"].Role != library.RolePoster || !slices.Equal(at["Extras/Making of.mkv"].Editions, []library.EditionID{"gold"}) {
		t.Errorf("%+v", d.Items)
	}
	d.Items = d.Items[:1]
	must(t, Renew(t.Context(), dir, d, known{}))
	if len(d.Items) != 1 {
		t.Errorf("what was taken out is back: %+v", d.Items)
	}
}
