package theatre

import (
	"strconv"
	"strings"

	"matinee/library"
)

// splitID reads a Media.ID of ours: the bundle and the item.
func splitID(media string) (id library.BundleID, item int, ok bool) {
	bundle, index, found := strings.Cut(media, "/")
	item, err := strconv.Atoi(index)
	if !found || err != nil {
		return "", 0, false
	}
	return library.BundleID(bundle), item, true
}
