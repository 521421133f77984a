package studio

import (
	"context"

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
	err = s.issuing(ctx, name, g, func(issue issuer, g publish.Grant) error {
		for range count {
			text, err := gift(issue, g)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			texts = append(texts, text)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return texts, nil
}

// gift makes one, for a key of its own.
func gift(issue issuer, g publish.Grant) (text string, err error) {
	var out format.Gift
	if out.Key, err = seal.NewIdentity(); err != nil {
		return "", err
	}
	if g.Device, err = seal.RecipientOf(out.Key); err != nil {
		return "", err
	}
	out.Licence, err = issue(g)
	return out.String(), err
}
