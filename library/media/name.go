package media

import (
	"path"
	"strings"

	"matinee/library"
)

// Named is what the path of a media file tells of it. Unknown is zero.
type Named struct {
	Title      string // without numbers, years and the words of releases
	Show       string // of an episode: the name in front of its number; "" if there is none
	Season     int    // 0: none is named, or specials
	Episode    int
	HasEpisode bool // Episode is told: it may be 0
	Track      int
	Year       int
	Untitled   bool // the title of an episode only says where it stands
}

// FromName reads the slash-separated path of an item. The name wins over its folder,
// which is asked only for the season.
func FromName(p string) Named {
	p = library.Item{Path: p}.Plain()
	base := path.Base(p)
	kind := library.KindOf(base)
	if kind != library.Other {
		base = strings.TrimSuffix(base, path.Ext(base))
	}
	words := split(clean(base, maxName))
	n := Named{Title: join(words)}
	switch kind {
	case library.Audio:
		n.readTrack(words)
	default:
		n.readVideo(words)
		if n.HasEpisode && n.Season == 0 {
			n.Season = seasonOf(path.Base(path.Dir(p)))
		}
	}
	if n.Title == "" {
		n.Title = clean(base, maxName)
	}
	return n
}

// maxName bounds what is read of a name, in runes.
const maxName = 500

// readVideo finds the episode, the year and the end of the title.
func (n *Named) readVideo(words []word) {
	if at, length := n.findEpisode(words); length > 0 {
		n.Show = join(words[:titleEnd(words[:at], 1, n)])
		rest := words[at+length:]
		n.Title = join(rest[:titleEnd(rest, 0, n)])
		if n.Title == "" {
			n.Title, n.Untitled = strings.TrimSpace(n.Show+" "+join(words[at:at+length])), true
		}
		return
	}
	n.Title = join(words[:titleEnd(words, 1, n)])
}

// titleEnd is where the title, of at least so many words, ends and what a release says
// of itself begins: a year or a word such as 1080p. A year is noted.
func titleEnd(words []word, least int, n *Named) int {
	end := len(words)
	for i, w := range words {
		if i >= least && isRelease(w) {
			end = i
			break
		}
	}
	for i := end - 1; i >= max(least, 1); i-- {
		if y := asYear(words[i].text); y > 0 && (words[i].bracket || i == end-1 || n.Year == 0) {
			n.Year = y
			return i
		}
	}
	return end
}

// findEpisode looks for the number of an episode: S01E02, S01 E02, 1x02, E02, Episode
// 2, or a number behind a dash, as in "Show - 02". It returns its place and how many
// words it takes; 0 words when there is none.
func (n *Named) findEpisode(words []word) (at, length int) {
	for i, w := range words {
		text := strings.ToLower(w.text)
		if s, e, ok := seasonEpisode(text); ok {
			n.Season, n.Episode, n.HasEpisode = s, e, true
			return i, 1
		}
		next := ""
		if i+1 < len(words) {
			next = strings.ToLower(words[i+1].text)
		}
		if length := n.twoWords(text, next); length > 0 {
			return i, length
		}
	}
	for i, w := range words {
		if e, ok := number(w.text, 3); ok && i > 0 && w.dash && len(w.text) >= 2 {
			n.Episode, n.HasEpisode = e, true
			return i, 1
		}
	}
	return 0, 0
}

// twoWords reads an episode's number that is told in a word and the one after it,
// or in a short form of it: "E02", "S01 E02", "Episode 2".
func (n *Named) twoWords(text, next string) (length int) {
	if e, ok := after(text, "e"); ok && len(text) >= 3 {
		n.Episode, n.HasEpisode = e, true
		return 1
	}
	if s, ok := after(text, "s"); ok {
		if e, ok := after(next, "e"); ok {
			n.Season, n.Episode, n.HasEpisode = s, e, true
			return 2
		}
	}
	switch text {
	case "episode", "ep", "épisode", "folge":
		if e, ok := number(next, 4); ok {
			n.Episode, n.HasEpisode = e, true
			return 2
		}
	}
	return 0
}

// readTrack reads "03 - Title", "03. Title" and "1-03 Title".
func (n *Named) readTrack(words []word) {
	if len(words) < 2 {
		return
	}
	first, ok := number(words[0].text, 3)
	if !ok {
		return
	}
	skip := 1
	if second, ok := number(words[1].text, 2); ok && len(words) > 2 && words[1].dash && len(words[1].text) == 2 && first < 10 {
		first, skip = second, 2 // disc and track
	}
	// "99 Luftballons" is a title: a track's number is short or set apart.
	if apart := words[skip].dash || strings.HasPrefix(words[0].text, "0") || words[skip-1].dot || skip == 2; !apart {
		return
	}
	n.Track, n.Title = first, join(words[skip:])
}

// seasonOf reads the name of a folder such as "Season 2" or "S02".
func seasonOf(folder string) int {
	words := split(clean(folder, maxName))
	for i, w := range words {
		text := strings.ToLower(w.text)
		if s, ok := after(text, "s"); ok && len(words) == 1 {
			return s
		}
		switch text {
		case "season", "saison", "series", "staffel":
			if i+1 < len(words) {
				s, _ := number(words[i+1].text, 3)
				return s
			}
		}
	}
	return 0
}
