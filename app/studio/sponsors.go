package studio

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// sponsorsName is the file of a channel's word to a store, which is told by its recipient:
// that stays when it replaces the key it signs with.
func sponsorsName(channel library.Key, store library.Recipient) string {
	name := sha256.Sum256([]byte(string(channel) + " " + string(store)))
	return fmt.Sprintf("%x.json", name[:16])
}

func (s *Studio) words() folder { return folder{filepath.Join(s.cfg.Dir, "sponsors")} }

// Word is a channel's word on a store's sponsors, as it was given here last; false where
// none was.
func (s *Studio) Word(channel library.Key, store library.Recipient) (format.Sponsors, bool, error) {
	raw, err := s.words().read(sponsorsName(channel, store))
	if errors.Is(err, fs.ErrNotExist) {
		return format.Sponsors{}, false, nil
	}
	if err != nil {
		return format.Sponsors{}, false, err
	}
	w, err := format.Read[format.Sponsors](raw)
	return w.Doc, err == nil, err
}

// GiveWord signs a channel's word, has it told to the store, and keeps it then.
func (s *Studio) GiveWord(ctx context.Context, channel library.Key, store library.Recipient, word format.Sponsors, tell func(context.Context, []byte) error) error {
	signer, err := s.cfg.Channels.Signer(ctx, string(channel))
	if err != nil {
		return err
	}
	w, err := publish.Sponsors(signer, word, s.now())
	if err != nil {
		return err
	}
	if err := tell(ctx, w.Bytes()); err != nil {
		return err
	}
	return s.words().write(sponsorsName(channel, store), w.Bytes())
}
