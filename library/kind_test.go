package library_test

import (
	"slices"
	"testing"

	"matinee/library"

	"pgregory.net/rapid"
)

func TestKindOf(t *testing.T) {
	for name, want := range map[string]library.Kind{
		"Film.mkv": library.Video, "a/b/FILM.MP4": library.Video, "x.y.webm": library.Video, "clip.ts": library.Video,
		"01 Song.flac": library.Audio, "song.MP3": library.Audio, "a.opus": library.Audio,
		"film.en.srt": library.Subtitle, "film.ass": library.Subtitle, "film.VTT": library.Subtitle,
		"cover.jpg": library.Image, "poster.PNG": library.Image,
		"film.mkv.part": library.Other, "mkv": library.Other, "": library.Other, "folder.mkv/readme": library.Other,
		"setup.exe": library.Other, "film.nfo": library.Other,
	} {
		if got := library.KindOf(name); got != want {
			t.Errorf("KindOf(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestOnlyVideoAndAudioArePlayable(t *testing.T) {
	for kind, want := range map[library.Kind]bool{
		library.Video: true, library.Audio: true, library.Subtitle: false, library.Image: false, library.Other: false,
	} {
		if kind.Playable() != want {
			t.Errorf("%s playable: %v", kind, !want)
		}
	}
}

// of makes a bundle of these files, all of one length.
func of(paths ...string) library.Bundle {
	var b library.Bundle
	for i, p := range paths {
		b.Items = append(b.Items, library.Item{Index: i, Path: p, Length: 1000})
	}
	return b
}

func pathsOf(items []library.Item) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Path)
	}
	return out
}

func TestPlayableComesInNaturalOrder(t *testing.T) {
	want := []string{
		"e1.mkv", "E2.mkv", "e10.mkv", "e10b.mkv", "Season 2/01.mkv", "Season 2/2.mkv", "Season 10/1.mkv",
		"track 00000000000000000000000000000009.mp3", "track 123456789012345678901234567890.mp3",
	}
	shuffled := append([]string{"cover.jpg"}, want...)
	slices.Reverse(shuffled)
	if got := pathsOf(of(shuffled...).Playable()); !slices.Equal(got, want) {
		t.Fatalf("order is %q, want %q", got, want)
	}
}

func TestNaturalOrderDoesNotDependOnTheOrderOfFiles(t *testing.T) {
	name := rapid.StringMatching(`[ aB./0-2]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(name, 0, 8, rapid.ID[string]).Draw(t, "names")
		files := make([]string, len(names))
		for i, n := range names {
			files[i] = n + "x.mkv"
		}
		want := pathsOf(of(files...).Playable())
		shuffled := rapid.Permutation(files).Draw(t, "shuffled")
		if got := pathsOf(of(shuffled...).Playable()); !slices.Equal(got, want) {
			t.Fatalf("one order gives %q, another %q", want, got)
		}
	})
}

func TestMainItem(t *testing.T) {
	for name, c := range map[string]struct {
		items []library.Item
		want  string
	}{
		"a sample in front": {[]library.Item{{Path: "a sample.mkv", Length: 100}, {Index: 1, Path: "film.mkv", Length: 1000}}, "film.mkv"},
		"episodes": {[]library.Item{
			{Path: "e10.mkv", Length: 1200}, {Index: 1, Path: "e2.mkv", Length: 1000}, {Index: 2, Path: "e1.mkv", Length: 600},
		}, "e1.mkv"},
		"a larger file that is not played": {[]library.Item{{Path: "disc.iso", Length: 9999}, {Index: 1, Path: "song.mp3", Length: 1}}, "song.mp3"},
		"empty files":                      {[]library.Item{{Path: "b.mkv"}, {Index: 1, Path: "a.mkv"}}, "a.mkv"},
		"nothing to play":                  {[]library.Item{{Path: "readme.txt", Length: 10}}, ""},
		"no files":                         {nil, ""},
	} {
		got, ok := library.Bundle{Items: c.items}.MainItem()
		if got.Path != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", name, got.Path, ok, c.want)
		}
	}
}

func TestNextFollowsPlayingOrder(t *testing.T) {
	b := of("e10.mkv", "e2.mkv", "notes.txt", "e1.mkv")
	for index, want := range map[int]string{3: "e2.mkv", 1: "e10.mkv", 0: "", 2: "", 99: ""} {
		got, ok := b.Next(index)
		if got.Path != want || ok != (want != "") {
			t.Errorf("after item %d comes %q, %v, want %q", index, got.Path, ok, want)
		}
	}
}

func TestItemIsFoundByItsIndex(t *testing.T) {
	b := library.Bundle{Items: []library.Item{{Index: 7, Path: "a"}, {Index: 0, Path: "b"}}}
	if i, ok := b.Item(0); !ok || i.Path != "b" {
		t.Error(i, ok)
	}
	if i, ok := b.Item(1); ok {
		t.Error(i)
	}
}

func TestSubtitlesBesideAnItem(t *testing.T) {
	for name, c := range map[string]struct {
		of   string // the item played
		rest []string
		want []string // of rest
	}{
		"the only video takes all": {"film.mkv", []string{"anything.srt", "Subs/2_English.srt", "cover.jpg"}, []string{"anything.srt", "Subs/2_English.srt"}},
		"by name":                  {"e1.mkv", []string{"e2.mkv", "e1.srt", "e1.en.srt", "E1.fr.ASS", "e2.srt"}, []string{"e1.srt", "e1.en.srt", "E1.fr.ASS"}},
		"not of number ten":        {"e1.mkv", []string{"e10.mkv", "e10.srt", "e1.srt"}, []string{"e1.srt"}},
		"in a folder below":        {"e1.mkv", []string{"e2.mkv", "Subs/e1.srt", "Subs/e2.srt"}, []string{"Subs/e1.srt"}},
		"in a folder of its name":  {"e1.mkv", []string{"e2.mkv", "Subs/e1/2_English.srt", "Subs/e2/2_English.srt"}, []string{"Subs/e1/2_English.srt"}},
		"of its own season":        {"S 1/e1.mkv", []string{"S 10/e1.mkv", "S 10/e1.srt", "S 1/Subs/e1.srt", "e1.srt"}, []string{"S 1/Subs/e1.srt"}},
		"none for another file":    {"song.mp3", []string{"film.mkv", "film.srt"}, nil},
	} {
		b := of(append([]string{c.of}, c.rest...)...)
		if got := pathsOf(b.Subtitles(b.Items[0])); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
