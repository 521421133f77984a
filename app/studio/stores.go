package studio

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// Certify lets a store sell a channel's bundles and list it, keeps the document and returns
// it.
func (s *Studio) Certify(ctx context.Context, channel string, store format.Store, list publish.Listing, until time.Time) ([]byte, error) {
	signer, err := s.cfg.Channels.Signer(ctx, channel)
	if err != nil {
		return nil, err
	}
	c, err := publish.Certify(signer, store, list, until, s.now())
	if err != nil {
		return nil, err
	}
	return c.Bytes(), s.certificates().write(certificateName(c.Doc.Channel, store.Key), c.Bytes())
}

func (s *Studio) certificates() folder { return folder{filepath.Join(s.cfg.Dir, "stores")} }

func certificateName(channel, store library.Key) string {
	return string(channel) + "-" + string(store) + ".json"
}

// Certificate is a channel's word for a store that it names. One that is not kept here is
// signed anew, with the same end and the listing that is given.
func (s *Studio) Certificate(ctx context.Context, channel library.Key, store format.Store, list publish.Listing) ([]byte, error) {
	raw, err := s.certificates().read(certificateName(channel, store.Key))
	if !errors.Is(err, fs.ErrNotExist) {
		return raw, err
	}
	return s.Certify(ctx, string(channel), store, list, store.Until)
}

// Consigned is an edition that a store has.
type Consigned struct {
	Edition library.EditionID
	Store   library.Key
	Since   time.Time
}

// Consignments are the editions of a production that stores have, and that were not taken
// back, the last one first.
func (s *Studio) Consignments(name string) ([]Consigned, error) {
	st, err := s.find(name)
	if err != nil {
		return nil, err
	}
	var list []Consigned
	for _, c := range s.home(st.ID).consignments() {
		if c.Doc.Withdrawn.IsZero() {
			list = append(list, Consigned{c.Doc.Edition, c.Doc.Store, c.Doc.Issued})
		}
	}
	slices.SortFunc(list, func(a, b Consigned) int {
		if at := b.Since.Compare(a.Since); at != 0 {
			return at
		}
		return strings.Compare(string(a.Edition)+string(a.Store), string(b.Edition)+string(b.Store))
	})
	return list, nil
}
