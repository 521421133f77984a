package owner

import (
	"context"
	"strings"

	"matinee/app/control"
	"matinee/library"
	"matinee/sync/stream"
)

// Outside is an item for another player.
type Outside struct {
	Path string // of a file that is whole and clear, else ""
	URL  string // where it is streamed from else, opened if it is sealed
	Type string // its media type
}

// Outside opens an item for another player of this machine: as its own player would get it,
// but by an address that leads to this item alone. What only ads open is for this program,
// since no other shows them.
func (o *Owner) Outside(ctx context.Context, id library.BundleID, index int) (Outside, error) {
	opened, err := o.Open(ctx, control.OpenRequest{ID: id, Item: index})
	if err != nil {
		return Outside{}, err
	}
	b, err := o.shelf.Bundle(id)
	if err != nil {
		return Outside{}, err
	}
	item, known := b.Item(opened.Item)
	if !known {
		return Outside{}, library.Errorf(library.CodeItemNotFound, "%d", opened.Item)
	}
	if item.Sealed() {
		m, in, err := o.sealedItem(ctx, b, item.Index)
		if err != nil {
			return Outside{}, err
		}
		if _, financed, err := o.vault.Financed(ctx, m, in); err != nil || financed {
			if err == nil {
				err = &library.Error{Code: library.CodeAdsInside}
			}
			return Outside{}, err
		}
	}
	out := Outside{Path: opened.URL, Type: stream.MediaType(item.Plain())}
	if strings.HasPrefix(opened.URL, "http://") {
		out.Path, out.URL = "", o.stream.Outside(b.ID, item.Index, item.Plain())
	}
	return out, nil
}
