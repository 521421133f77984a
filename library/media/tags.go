package media

import (
	"strconv"
	"strings"
	"unicode"

	"matinee/library"
)

// How much of a tag is kept, in runes.
const (
	maxTag      = 300
	maxSynopsis = 4000
)

// readTags fills in what the tags of a file say, those of the file itself first.
func readTags(f *library.Facts, track, file map[string]string) {
	first := func(most int, names ...string) string {
		for _, tags := range []map[string]string{file, track} {
			for _, name := range names {
				if v := clean(tags[name], most); v != "" {
					return v
				}
			}
		}
		return ""
	}
	f.Title = first(maxTag, "title")
	f.Artist = first(maxTag, "artist", "album_artist", "author")
	f.Album = first(maxTag, "album")
	f.Synopsis = first(maxSynopsis, "synopsis", "description", "summary")
	f.Track = leadingNumber(first(maxTag, "track", "tracknumber"), maxTrack)
	f.Year = yearIn(first(maxTag, "date", "year", "date_released", "originaldate"))
}

const maxTrack = 9999

// leadingNumber is the 3 of "3/12"; 0 when there is none up to most.
func leadingNumber(s string, most int) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		s = s[:end]
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > most {
		return 0
	}
	return n
}

// yearIn is the first number of four digits in s that can be the year of a work;
// dates are written in every order.
func yearIn(s string) int {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if y := asYear(part); y > 0 {
			return y
		}
	}
	return 0
}

// asYear is a year between the first film and a time nobody dates a work to; 0 else.
func asYear(s string) int {
	if len(s) != 4 {
		return 0
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 1880 || y > 2099 {
		return 0
	}
	return y
}

// fold gives tags one spelling: containers differ in the case of their names.
func fold(tags map[string]string) map[string]string {
	out := make(map[string]string, len(tags))
	for k, v := range tags {
		out[strings.ToLower(k)] = v
	}
	return out
}

// clean makes a stranger's text harmless on a screen and bounds it, in runes.
func clean(s string, most int) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range s {
		switch {
		case n >= most:
			return b.String()
		case unicode.IsSpace(r):
			space = n > 0
			continue
		case (!unicode.IsPrint(r) && r != joiner && r != nonJoiner) || r == unicode.ReplacementChar:
			continue
		case space:
			b.WriteByte(' ')
			n++
		}
		space = false
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// Invisible, but a part of words and of emoji.
const joiner, nonJoiner = '\u200d', '\u200c'
