package intake

import (
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// partSuffix marks unfinished files on disk, so "a" and "a.part" cannot both be
// files of a bundle.
const partSuffix = ".part"

// makeUnique renames paths in place until no two are the same file on a system
// that ignores case or Unicode form, and none is also the directory of another.
// Empty entries (padding) stay. The first of equals keeps its name, so the
// result depends on the list alone.
func makeUnique(paths []string) {
	keys, dirs := make([]string, len(paths)), map[string]bool{}
	for i, p := range paths {
		keys[i] = foldPath(p)
		for dir := parent(keys[i]); dir != "" && !dirs[dir]; dir = parent(dir) {
			dirs[dir] = true
		}
	}
	used := make(map[string]bool, 2*len(paths))
	next := map[string]int{}
	for i, p := range paths {
		if p == "" {
			continue
		}
		key := keys[i]
		if taken(used, dirs, key) {
			p = numbered(p, key, next, func(k string) bool { return taken(used, dirs, k) })
			key = foldPath(p)
		}
		used[key], used[key+partSuffix] = true, true
		paths[i] = p
	}
}

// taken also looks for the unfinished form, which a later file could carry.
func taken(used, dirs map[string]bool, key string) bool {
	return used[key] || used[key+partSuffix] || dirs[key] || dirs[key+partSuffix]
}

// numbered finds a free "name (2).ext". It counts on for each name, so a list of
// equal names does not cost a search each.
func numbered(p, key string, next map[string]int, taken func(string) bool) string {
	ext := path.Ext(p)
	if strings.Contains(ext, " ") {
		ext = ""
	}
	stem := strings.TrimSuffix(p, ext)
	for n := max(2, next[key]); ; n++ {
		candidate := stem + " (" + strconv.Itoa(n) + ")" + ext
		if !taken(foldPath(candidate)) {
			next[key] = n + 1
			return candidate
		}
	}
}

// foldPath gives the form under which two paths are the same file somewhere.
func foldPath(p string) string {
	if isASCII(p) {
		return strings.ToLower(p)
	}
	return strings.ToLower(strings.ToUpper(norm.NFC.String(p)))
}

// parent is the directory of a clean relative path; "" at the top.
func parent(p string) string { return p[:max(0, strings.LastIndexByte(p, '/'))] }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
