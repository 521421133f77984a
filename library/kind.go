package library

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the sort of a file, told by its name only.
type Kind string

// The kinds an item can be.
const (
	Video    Kind = "video"
	Audio    Kind = "audio"
	Subtitle Kind = "subtitle"
	Image    Kind = "image"
	Other    Kind = "other"
)

func kinds() map[Kind]string {
	return map[Kind]string{
		Video:    ".mp4 .m4v .mkv .webm .mov .avi .ts .m2ts .mpg .mpeg .ogv .wmv .flv .3gp .vob",
		Audio:    ".mp3 .flac .ogg .oga .opus .m4a .aac .wav .wma .ape .wv .aiff .mka",
		Subtitle: ".srt .ass .ssa .vtt .sub .sup",
		Image:    ".jpg .jpeg .png .gif .webp .bmp .avif",
	}
}

// KindOf tells the kind of a file from the extension of its name.
func KindOf(name string) Kind {
	ext := strings.ToLower(path.Ext(name))
	if ext == "" {
		return Other
	}
	for kind, list := range kinds() {
		if slices.Contains(strings.Fields(list), ext) {
			return kind
		}
	}
	return Other
}

// Playable reports whether items of this kind are played.
func (k Kind) Playable() bool { return k == Video || k == Audio }

// Playable returns the bundle's playable items in the order people expect:
// by path, numbers by value (E2 before E10).
func (b Bundle) Playable() []Item {
	var out []Item
	for _, item := range b.Items {
		if item.Kind().Playable() {
			out = append(out, item)
		}
	}
	slices.SortStableFunc(out, func(x, y Item) int { return CompareNatural(x.Path, y.Path) })
	return out
}

// Item returns the item with this index in the torrent.
func (b Bundle) Item(index int) (Item, bool) {
	for _, item := range b.Items {
		if item.Index == index {
			return item, true
		}
	}
	return Item{}, false
}

// MainItem is what "play" means when no item is named: the first playable item
// that is not dwarfed by the largest, so that a sample or a trailer in front
// does not win over the film.
func (b Bundle) MainItem() (Item, bool) {
	playable := b.Playable()
	var largest int64
	for _, item := range playable {
		largest = max(largest, item.Length)
	}
	for _, item := range playable {
		if item.Length >= largest/3 {
			return item, true
		}
	}
	return Item{}, false
}

// Next is the item that follows index in playing order.
func (b Bundle) Next(index int) (Item, bool) {
	playable := b.Playable()
	at := slices.IndexFunc(playable, func(i Item) bool { return i.Index == index })
	if at < 0 || at+1 >= len(playable) {
		return Item{}, false
	}
	return playable[at+1], true
}

// Subtitles are the subtitle files that lie beside an item: in its folder or one
// below it, and named after it, or in a folder named after it; any subtitle when
// the item is the only video.
func (b Bundle) Subtitles(of Item) []Item {
	only := !slices.ContainsFunc(b.Items, func(i Item) bool {
		return i.Kind() == Video && i.Index != of.Index
	})
	var out []Item
	for _, item := range b.Items {
		if item.Kind() == Subtitle && (only || beside(of, item.Path)) {
			out = append(out, item)
		}
	}
	return out
}

// beside reports whether the file lies in of's folder or below it, and it or a
// folder on the way to it is named after the item.
func beside(of Item, file string) bool {
	if dir := path.Dir(of.Path); dir != "." {
		var inside bool
		if file, inside = strings.CutPrefix(file, dir+"/"); !inside {
			return false
		}
	}
	stem := strings.ToLower(of.Title())
	return slices.ContainsFunc(strings.Split(file, "/"), func(name string) bool {
		rest, named := strings.CutPrefix(strings.ToLower(name), stem)
		next, _ := utf8.DecodeRuneInString(rest)
		// E10.srt is not a subtitle of E1.
		return named && (rest == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next))
	})
}

// CompareNatural orders strings with runs of digits compared by value. Those that
// differ in case or leading zeroes only come in the order of their bytes, so that no
// order depends on what was there before.
func CompareNatural(x, y string) int {
	a, b := strings.ToLower(x), strings.ToLower(y)
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if c := cmp.Or(cmp.Compare(len(na), len(nb)), cmp.Compare(na, nb)); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(x, y))
}

// digits is the length of the run of digits at the start of s.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
