package studio

import (
	"context"
	"path/filepath"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
	"matinee/sync/publish"
)

// mostGifts is how many codes are made at a time.
const mostGifts = 1000

// Gifts makes licences for whoever brings them, each as one text. Copies of the licences are
// kept, as of others; their keys are not, so that a text is never seen again.
func (s *Studio) Gifts(ctx context.Context, name string, g publish.Grant, count int) (texts []string, err error) {
	if count < 1 || count > mostGifts {
		return nil, library.Errorf(library.CodeBadSetting, "%d codes; 1 to %d can be made at a time", count, mostGifts)
	}
	_, err = s.changing(name, func(f folder, st *state) error {
		built, signer, keys, err := s.open(ctx, f, st)
		if err != nil {
			return err
		}
		if g.Edition == "" && len(built.Manifest.Doc.Editions) == 1 {
			g.Edition = built.Manifest.Doc.Editions[0].ID
		}
		hand, certificate, err := s.handOf(st.Channel, signer)
		if err != nil {
			return err
		}
		for range count {
			gift, id, err := s.gift(hand, certificate, built, keys[g.Edition], g)
			if err == nil {
				err = f.write(filepath.Join("licences", string(id)+".json"), gift.Licence)
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			texts = append(texts, gift.String())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return texts, nil
}

// gift makes one, for a key of its own.
func (s *Studio) gift(hand publish.HandStore, word format.Signed[format.StoreCertificate], b publish.Built, k publish.EditionKeys, g publish.Grant) (out format.Gift, id library.Token, err error) {
	if out.Key, err = seal.NewIdentity(); err != nil {
		return out, "", err
	}
	if g.Device, err = seal.RecipientOf(out.Key); err != nil {
		return out, "", err
	}
	l, err := publish.Issue(hand, word, b.Manifest.Doc, b.Terms.Doc, k, g, s.now())
	out.Licence = l.Bytes()
	return out, l.Doc.ID, err
}
