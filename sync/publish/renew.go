package publish

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"matinee/library"
)

// Renew adds to a draft what its folder has that was never suggested, such as
// captions that a check-up asked for. What its creator changed or took out stays so.
func Renew(ctx context.Context, folder string, d *library.Draft, prober Prober) error {
	files, err := list(ctx, folder)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, name := range d.Seen {
		seen[name] = true
	}
	for _, i := range d.Items {
		seen[i.Source()] = true
	}
	if !slices.ContainsFunc(files, func(f library.Item) bool { return !seen[f.Path] }) {
		return nil
	}
	fresh, err := Suggest(ctx, folder, prober)
	if err != nil {
		return err
	}
	for _, item := range fresh.Items {
		if item.File != "" && !seen[item.File] {
			take(d, fresh, item)
		}
	}
	d.Seen = fresh.Seen
	return nil
}

// take adds a suggested item to a draft: named as nothing else in it, for the items
// and editions as the draft has them.
func take(d, fresh *library.Draft, item library.DraftItem) {
	if of := fresh.Item(item.For); of != nil {
		item.For = ""
		for _, i := range d.Items {
			if i.File == of.File {
				item.For = i.Path
			}
		}
	}
	item.Editions = slices.DeleteFunc(slices.Clone(item.Editions), func(id library.EditionID) bool { return d.Edition(id) == nil })
	if len(item.Editions) == 0 && item.Role.Sealable() {
		for _, e := range d.Editions {
			item.Editions = append(item.Editions, e.ID)
		}
	}
	if item.Role == library.RolePoster { // a picture that was made replaces a frame that was taken
		d.Items = slices.DeleteFunc(d.Items, func(i library.DraftItem) bool { return i.Role == library.RolePoster && i.Frame != "" })
	}
	ext := path.Ext(string(item.Path))
	stem := strings.TrimSuffix(string(item.Path), ext)
	for n := 2; slices.ContainsFunc(d.Items, func(i library.DraftItem) bool { return strings.EqualFold(string(i.Path), string(item.Path)) }); n++ {
		item.Path = library.ItemPath(fmt.Sprintf("%s (%d)%s", stem, n, ext))
	}
	d.Items = append(d.Items, item)
}
