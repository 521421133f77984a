package curator

import (
	"context"
	"path"
	"slices"
	"strings"
	"unicode"

	"matinee/library"
	"matinee/library/media"
)

// titleOf makes the title that people would use of the name of a file or a folder,
// and tells the year in it.
func titleOf(name string) (title string, year int) {
	n := media.FromName(name)
	title = library.CleanLine(n.Title, library.MaxTitle)
	if title == "" {
		title = library.CleanLine(name, library.MaxTitle)
	}
	return title, n.Year
}

// fuller gives a folder of one film the film's own name where that says all that the
// folder's does, and more: a person shortens a folder, hardly ever a file.
func fuller(groups []group, mains []file) []group {
	if len(mains) != 1 || len(groups) != 1 || media.FromName(mains[0].name).HasEpisode {
		return groups
	}
	g := &groups[0]
	title, year := titleOf(mains[0].name)
	if said, more := wordsOf(g.title), wordsOf(title); !strings.Contains(more, said) {
		return groups
	} else if more != said {
		g.title = title
	}
	if g.year == 0 {
		g.year = year
	}
	return groups
}

// wordsOf is a title as words alone, each between spaces, so that one can be sought
// in another.
func wordsOf(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	return " " + strings.Join(words, " ") + " "
}

// nameOf is what people call an item: what its publisher says, else its tags, else
// what the name of its file tells.
func nameOf(item library.Item, f library.Facts) library.ItemName {
	n := media.FromName(item.Plain())
	if f.Told && f.Season+f.Episode > 0 {
		n.Season, n.Episode = f.Season, f.Episode
	}
	name := library.ItemName{Title: f.Title, Number: f.Track, Season: n.Season, Episode: n.Episode}
	if name.Title == "" {
		name.Title = library.CleanLine(n.Title, library.MaxTitle)
		if n.Untitled {
			name.Season, name.Episode = 0, 0
		}
	}
	if name.Title == "" {
		name.Title = item.Title()
	}
	if name.Number == 0 {
		name.Number = max(f.Episode, 0)
	}
	if name.Number == 0 {
		name.Number = numberOf(item.Plain())
	}
	return name
}

// Names returns what people call the items of a bundle that can be played, by their
// index.
func (c *Curator) Names(ctx context.Context, id library.BundleID) (library.ItemNames, error) {
	b, err := c.Bundle(id)
	if err != nil {
		return nil, err
	}
	facts, err := c.db.Facts(ctx, id)
	if err != nil {
		return nil, err
	}
	names := library.ItemNames{}
	for _, item := range b.Items {
		if item.Kind().Playable() {
			names[item.Index] = nameOf(item, facts[item.Index])
		}
	}
	return names, nil
}

// numberOf is the episode or track that a path tells, by a mark or by a number in
// front; 0 for none.
func numberOf(p string) int {
	if n := media.FromName(p); n.HasEpisode || n.Track > 0 {
		return max(n.Episode, n.Track)
	}
	name := stem(p)
	const most = 3 // digits: four are a year
	lead := len(name) - len(strings.TrimLeft(name, "0123456789"))
	if lead == 0 || lead > most || lead == len(name) || !strings.ContainsRune(" ._-", rune(name[lead])) {
		return 0
	}
	return digits(name[:lead])
}

// isPart reports whether a folder of this name holds a part of what the folder
// above it is about: a season, a disc, extras.
func isPart(folder string) bool {
	name := strings.ToLower(folder)
	word := strings.TrimRight(name, "0123456789")
	numbered := word != name
	word = strings.TrimRight(word, " ._-")
	if numbered {
		return slices.Contains(strings.Fields("s season saison series staffel book disc disk disque cd dvd part partie teil volume vol"), word)
	}
	return isSide(folder)
}

// isSide reports whether a folder of this name holds what lies beside the main
// thing: extras, subtitles.
func isSide(folder string) bool {
	return slices.Contains(strings.Fields("special specials extra extras bonus featurette featurettes trailer trailers sample "+
		"samples sub subs subtitles sous-titres captions"), strings.ToLower(folder))
}

// digits is the value of a text of few digits.
func digits(text string) (n int) {
	for _, r := range text {
		n = n*10 + int(r-'0')
	}
	return n
}

// stem is a file's name without its extension.
func stem(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}
