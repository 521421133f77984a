package media

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"matinee/library"
)

// maxPictures bounds how many files are tried: an album of photographs has thousands.
const maxPictures = 8

// Pictures are the bundle's image files that may be its picture, the most likely
// first: by their names, then the nearest to the top, then the largest.
func Pictures(b library.Bundle) []library.Item {
	var out []library.Item
	for _, item := range b.Items {
		if item.Kind() == library.Image && item.Length > 0 && item.Length <= maxPictureFile {
			out = append(out, item)
		}
	}
	slices.SortStableFunc(out, func(x, y library.Item) int {
		return cmp.Or(
			cmp.Compare(promise(x.Path), promise(y.Path)),
			cmp.Compare(strings.Count(x.Path, "/"), strings.Count(y.Path, "/")),
			cmp.Compare(y.Length, x.Length),
			strings.Compare(x.Path, y.Path),
		)
	})
	return out[:min(len(out), maxPictures)]
}

// promise is how little the name of an image file promises, from 0.
func promise(p string) int {
	name := strings.ToLower(strings.TrimSuffix(path.Base(p), path.Ext(p)))
	switch name {
	case "poster", "cover", "folder", "front", "fanart", "backdrop", "background", "landscape", "albumart":
		return 0
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case has("back cover", "back-cover", "backcover", "inlay", "booklet", "disc", "logo", "banner", "clearart", "screen", "sample", "thumb", "icon"),
		name == "back", name == "cd":
		return 3
	case has("poster", "cover", "folder", "front", "fanart", "backdrop", "art"):
		return 1
	}
	return 2
}
