package publish

import (
	"time"

	"matinee/library/format"
)

// Sponsors is a channel's word to a store on whose advertisements it wants. It goes before
// all that was said until now, also by another machine that has the channel's key.
func Sponsors(s Signer, word format.Sponsors, now time.Time) (format.Signed[format.Sponsors], error) {
	now = now.UTC().Truncate(time.Second)
	word.Author = s.Author(now)
	word.Version = max(word.Version+1, now.Unix())
	return format.Sign(word, s.Key())
}
