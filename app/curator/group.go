package curator

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"matinee/library"
	"matinee/library/media"
)

// group is the files that become one bundle.
type group struct {
	folder string // below which its files lie
	key    string // tells it from others of the folder; "" for the folder as a whole
	title  string
	year   int
	files  []file
}

// dwarfed is how much smaller than the largest video one must be to count as
// something beside it: a trailer, a sample.
const dwarfed = 3

// groups sorts the files below root into bundles: a folder is one, its seasons,
// discs and extras with it; but a folder in which films lie side by side holds as
// many bundles as films, and one for each series.
func groups(root string, files []file) []group {
	homes := map[string][]file{}
	for _, f := range files {
		home := homeOf(root, f.dir)
		homes[home] = append(homes[home], f)
	}
	var out []group
	for home, in := range homes {
		slices.SortFunc(in, func(a, b file) int { return library.CompareNatural(a.path(), b.path()) })
		out = append(out, split(home, home == root, in)...)
	}
	slices.SortFunc(out, func(a, b group) int { return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.key, b.key)) })
	return out
}

// homeOf is the folder that a file's folder is a part of.
func homeOf(root, dir string) string {
	for dir != root && isPart(filepath.Base(dir)) {
		dir = filepath.Dir(dir)
	}
	return dir
}

// split makes bundles of what lies in one home. The folder that was named for the
// import is no title for a film that lies loose in it.
func split(home string, isRoot bool, files []file) []group {
	mains, rest := mainVideos(home, files)
	if len(mains) == 0 {
		return asOne(home, "", files)
	}
	byKey := map[string]*group{}
	numbered := true
	for _, f := range mains {
		g := groupOf(home, f)
		numbered = numbered && numberOf(f.name) > 0
		if byKey[g.key] == nil {
			byKey[g.key] = &g
		}
		byKey[g.key].files = append(byKey[g.key].files, f)
	}
	lesson := numbered && len(byKey) == len(mains) && len(mains) > 1 // 01 Intro, 02 Basics
	if lesson || !isRoot && len(byKey) == 1 {
		return fuller(asOne(home, "", files), mains)
	}
	return apart(home, byKey, rest)
}

// mainVideos tells the videos from what lies beside them: what is dwarfed, and what
// a folder of extras holds.
func mainVideos(home string, files []file) (mains, rest []file) {
	beside := func(f file) bool { return f.dir != home && isSide(filepath.Base(f.dir)) }
	var largest int64
	for _, f := range files {
		if f.kind == library.Video && !beside(f) {
			largest = max(largest, f.size)
		}
	}
	for _, f := range files {
		if f.kind == library.Video && f.size >= largest/dwarfed && !beside(f) {
			mains = append(mains, f)
		} else {
			rest = append(rest, f)
		}
	}
	return mains, rest
}

// groupOf is the bundle that a video makes with its series, or alone.
func groupOf(home string, f file) group {
	n := media.FromName(f.name)
	g := group{folder: home, key: "file:" + f.name}
	if !n.HasEpisode {
		g.title, g.year = titleOf(f.name)
		return g
	}
	g.key, g.title = "series:"+strings.ToLower(n.Show), library.CleanLine(n.Show, library.MaxTitle)
	if g.title == "" {
		g.title, g.year = titleOf(filepath.Base(home))
	}
	return g
}

// asOne is a folder as one bundle; none when nothing in it can be played.
func asOne(home, key string, files []file) []group {
	if !slices.ContainsFunc(files, func(f file) bool { return f.kind.Playable() }) {
		return nil
	}
	title, year := titleOf(filepath.Base(home))
	return []group{{folder: home, key: key, title: title, year: year, files: besides(files)}}
}

// apart makes a bundle of each film and series of a folder, with what is named
// after it, and one of the rest.
func apart(home string, byKey map[string]*group, rest []file) []group {
	owners := map[string]*group{}
	for _, g := range byKey {
		for _, f := range g.files {
			owners[strings.ToLower(stem(f.name))] = g
		}
	}
	var left []file
	for _, f := range rest {
		if g := owner(owners, strings.ToLower(f.name)); g != nil {
			g.files = append(g.files, f)
		} else {
			left = append(left, f)
		}
	}
	out := asOne(home, "rest:", left)
	for _, g := range byKey {
		out = append(out, *g)
	}
	return out
}

// owner is the group with the longest name that another name begins with.
func owner(owners map[string]*group, name string) *group {
	for end := len(name) - 1; end > 0; end-- {
		if g := owners[name[:end]]; g != nil {
			return g
		}
	}
	return nil
}

// besides leaves out of a bundle the images that are no picture of it.
func besides(files []file) []file {
	media := map[string]bool{}
	for _, f := range files {
		if f.kind.Playable() {
			media[strings.ToLower(stem(f.name))] = true
		}
	}
	covers := strings.Fields("cover folder front poster fanart backdrop thumb movie album")
	return slices.DeleteFunc(slices.Clone(files), func(f file) bool {
		name := strings.ToLower(stem(f.name))
		return f.kind == library.Image && !media[name] &&
			!slices.ContainsFunc(covers, func(word string) bool { return strings.Contains(name, word) })
	})
}
