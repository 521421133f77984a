package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"matinee/library"
	"matinee/library/db"
)

// named makes bundle number n with a title and files.
func named(n int, title string, files ...string) library.Bundle {
	b := library.Bundle{ID: idOf(n), Title: title, PieceLength: 1 << 18}
	for i, f := range files {
		b.Items = append(b.Items, library.Item{Index: i, Path: f, Length: 1})
	}
	return b
}

// finds are the bundles and items that a text finds, as id/item.
func finds(tb testing.TB, d *db.DB, text string, sight db.Sight) (out []string) {
	tb.Helper()
	found, err := d.Search(tb.Context(), text, sight, 50)
	must(tb, err)
	for _, f := range found {
		out = append(out, fmt.Sprintf("%s/%d", strings.TrimLeft(string(f.ID), "0"), f.Item))
	}
	return out
}

func TestSearchForgives(t *testing.T) {
	d, _ := fresh(t)
	saved(t, d,
		named(1, "Les Misérables", "Première partie.mkv"),
		named(2, "Straße nach Łódź", "Œuvre.flac"),
		named(3, "Amélie", "Ame\u0301lie.mkv"), // é in two characters
		named(4, "MÜNCHEN 1972", "x.txt"),
		named(5, "Vertigo"),
		named(6, "50% AND \"half\" (NOT) *", "NEAR.mkv"),
		named(7, "Ночь", "نور.mkv"),
	)
	for text, want := range map[string][]string{
		"miser":        {"1"},
		"MISÉRABLES":   {"1"},
		"les mis":      {"1"},
		"mis les":      {"1"},
		"strasse lodz": {"2"},
		"oeuvre":       {"2"},
		"amelie":       {"3"},
		"Amélie":       {"3"},
		"amélie":       {"3"},
		"munch 19":     {"4"},
		"verti":        {"5"},
		"ertigo":       nil,
		"ноч":          {"7"},
		"نور":          {"7"},
		"and":          {"6"},
		"and not":      {"6"},
		`"half`:        {"6"},
		"near":         {"6"},
		`" OR "`:       nil,
		"title:verti":  nil,
		"-verti":       {"5"},
		"x":            nil, // what cannot be played is not looked for
		"":             nil,
		"* ( ) ^":      nil,
		"\x00verti":    {"5"},
	} {
		got := finds(t, d, text, db.Sight{})
		var bundles []string
		for _, f := range got {
			if id, _, _ := strings.Cut(f, "/"); !slices.Contains(bundles, id) {
				bundles = append(bundles, id)
			}
		}
		if !slices.Equal(bundles, want) {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestTheBestIsFirst(t *testing.T) {
	d, _ := fresh(t)
	saved(t, d,
		named(1, "Night Train", "a.mkv"), named(2, "The Night", "Night.mkv"), named(3, "Night", "b.mkv"),
		named(4, "Day", "Night and day.mkv", "All night.mkv"),
	)
	if got, want := finds(t, d, "night", db.Sight{}), []string{"3/-1", "1/-1", "2/-1", "4/0", "2/0", "4/1"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if found, err := d.Search(t.Context(), "night", db.Sight{}, 2); err != nil || len(found) != 2 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestTheIndexKeepsInStep(t *testing.T) {
	d, path := fresh(t)
	saved(t, d, named(1, "Before", "old.mkv"), named(2, "Other", "x.mkv"))
	finds1 := func(text string) bool { return len(finds(t, d, text, db.Sight{})) > 0 }
	must(t, d.UpdateBundle(t.Context(), idOf(1), func(b *library.Bundle) { b.Title = "After" }))
	if finds1("before") || !finds1("after") || !finds1("old") {
		t.Error("a new title is not found, or the old one still is")
	}
	must(t, d.UpdateBundle(t.Context(), idOf(1), func(b *library.Bundle) { b.Items = named(1, "", "new.mkv", "more.mkv").Items }))
	if finds1("old") || !finds1("new") || !finds1("more") {
		t.Error("new items are not found, or old ones still are")
	}
	must(t, d.SaveFacts(t.Context(), idOf(1), 0, library.Facts{Title: "Tagged", Artist: "Somebody"}, time.Unix(1, 0)))
	_, err := d.Describe(t.Context(), idOf(1), func(about *library.Description) { about.Creators = "Agnès Varda" })
	must(t, err)
	if !finds1("tagged") || !finds1("varda") || !finds1("somebody tagged") {
		t.Error("tags are not found")
	}
	_, err = d.Describe(t.Context(), idOf(1), func(about *library.Description) { about.Creators = "" })
	must(t, err)
	if finds1("varda") {
		t.Error("who was taken away is found")
	}
	d = reopen(t, d, path)
	must(t, d.DeleteBundle(t.Context(), idOf(1)))
	if finds1("after") || finds1("tagged") || !finds1("other") {
		t.Error("what was deleted is found")
	}
	must(t, d.Check(t.Context()))
	must(t, d.Close())
	run(t, path, `DELETE FROM state`) // as before there was an index
	d = open(t, path)
	if !finds1("other") {
		t.Error("the index is not made anew")
	}
}

func TestSearchSeesWhatAProfileMay(t *testing.T) {
	d, _ := fresh(t)
	saved(t, d, named(1, "Film one", "film.mkv"), named(2, "Film two", "film.mkv"), named(3, "Film three", "film.mkv"))
	for n, age := range map[int]int{1: 6, 2: 18} {
		_, err := d.Describe(t.Context(), idOf(n), func(about *library.Description) { about.Rating = age })
		must(t, err)
	}
	for limit, want := range map[int][]string{0: {"3", "2", "1"}, 6: {"1"}, 1: nil, 18: {"2", "1"}} {
		all, err := d.SearchBundles(t.Context(), "film", db.Sight{Limit: limit})
		must(t, err)
		if len(all) != len(want) {
			t.Errorf("up to %d: %v", limit, all)
		}
		got := finds(t, d, "film", db.Sight{Limit: limit})
		if len(got) != 2*len(want) {
			t.Errorf("up to %d: %q", limit, got)
		}
	}
}

// TestAnyBeginningOfAnyWordFinds: whatever a title is made of, each of its words is
// found by its beginning, with or without accents, and no text is an error.
func TestAnyBeginningOfAnyWordFinds(t *testing.T) {
	d, _ := fresh(t)
	letters := []rune("aàâeéèêiïoôuüçñABCÉŒßøλжш日本ع0123")
	word := rapid.StringOfN(rapid.SampledFrom(letters), 1, 9, -1)
	plain := strings.NewReplacer("à", "a", "â", "a", "é", "e", "è", "e", "ê", "e", "ï", "i", "ô", "o", "ü", "u", "ç", "c", "ñ", "n", "É", "E", "Œ", "oe", "ß", "ss", "ø", "o")
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(word, 1, 4).Draw(rt, "words")
		saved(t, d, named(1, strings.Join(words, " "), "file.mkv"))
		w := []rune(rapid.SampledFrom(words).Draw(rt, "word"))
		text := string(w[:rapid.IntRange(1, len(w)).Draw(rt, "letters")])
		if rapid.Bool().Draw(rt, "plain") {
			text = plain.Replace(text)
		}
		if rapid.Bool().Draw(rt, "upper") {
			text = strings.Map(unicode.ToUpper, text)
		}
		if !slices.Contains(finds(t, d, text, db.Sight{}), "1/-1") {
			rt.Fatalf("%q does not find %q", text, words)
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		if _, err := d.Search(t.Context(), text, db.Sight{}, 10); err != nil {
			rt.Fatalf("%q: %v", text, err)
		}
		if _, err := d.SearchBundles(t.Context(), text+`" OR *`, db.Sight{}); err != nil {
			rt.Fatalf("%q: %v", text, err)
		}
	})
}

// TestAShortAnswerIsTheBeginningOfALongOne: a search that ends early, because it has
// enough, gives what it would have given without.
func TestAShortAnswerIsTheBeginningOfALongOne(t *testing.T) {
	d, _ := fresh(t)
	words := strings.Fields("night nights nightly the day n")
	word := rapid.SampledFrom(words)
	rapid.Check(t, func(rt *rapid.T) {
		n := 0
		must(t, d.SaveBundles(t.Context(), rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) library.Bundle {
			n++
			title := strings.Join(rapid.SliceOfN(word, 1, 3).Draw(rt, "title"), " ")
			return named(n, title, word.Draw(rt, "file")+".mkv", word.Draw(rt, "file")+".mkv")
		}), 20, 20).Draw(rt, "bundles")))
		text := strings.Join(rapid.SliceOfN(word, 1, 2).Draw(rt, "text"), " ")
		all, err := d.Search(t.Context(), text, db.Sight{}, 1000)
		must(t, err)
		limit := rapid.IntRange(1, 30).Draw(rt, "limit")
		some, err := d.Search(t.Context(), text, db.Sight{}, limit)
		must(t, err)
		if !slices.Equal(some, all[:min(limit, len(all))]) {
			rt.Fatalf("%q up to %d: %v, of %v", text, limit, some, all)
		}
	})
}
