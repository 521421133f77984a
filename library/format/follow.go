package format

import (
	"time"

	"matinee/library"
)

// Held is what a follower remembers of a channel, so that nobody can lead it
// back. A new follower knows the root only.
type Held struct {
	Root    library.Key // pinned when the channel was followed
	Serial  int64       // of the newest certificate seen; 0: none yet
	Key     library.Key // the channel key it names
	Seq     int64       // of the newest channel seen under it; 0: none yet
	Digest  library.Digest
	Expires time.Time // when a newer channel is due
}

// Certify judges a certificate that was found and returns what to hold then.
// Older ones, and those that expired, are refused.
func (h Held) Certify(found Signed[Certificate], now time.Time) (Held, error) {
	next, err := h.certify(found.Doc, now)
	return next, told("certificate", err)
}

func (h Held) certify(c Certificate, now time.Time) (Held, error) {
	switch {
	case c.Root != h.Root:
		return h, fail(FaultRoot, "it is of another channel")
	case c.Serial < h.Serial:
		return h, fail(FaultRevoked, "serial %d was replaced by %d", c.Serial, h.Serial)
	case c.Serial == h.Serial && c.Key != h.Key:
		return h, fail(FaultFork, "two keys have serial %d", c.Serial)
	case !c.Expires.IsZero() && !now.Before(c.Expires):
		return h, fail(FaultExpired, "its certificate ended on %s", formatTime(c.Expires))
	case c.Serial > h.Serial:
		// Under a new key the order begins anew, so that a thief who published
		// the highest of all numbers has won nothing.
		h = Held{Root: h.Root, Serial: c.Serial, Key: c.Key}
	}
	return h, nil
}

// Accept judges a channel that was found and returns what to hold then. It never
// goes back; of two with the same seq the first is kept, and the second reported
// as a fork.
//
// Two errors come with a channel that is taken, as the Held that is returned
// tells: FaultExpired, when it is the last that is known and no longer news, and
// FaultFork, when it is the next one but does not follow what was held. Two
// programs published then, and refusing the newer would strand the follower.
func (h Held) Accept(found Signed[Channel], now time.Time) (Held, error) {
	next, err := h.accept(found, now)
	return next, told("channel", err)
}

func (h Held) accept(found Signed[Channel], now time.Time) (Held, error) {
	c, digest := found.Doc, found.Digest()
	certificate, err := c.Certified()
	if err != nil {
		return h, err
	}
	next, err := h.certify(certificate, now)
	if err != nil {
		return h, err
	}
	switch {
	case c.Seq < next.Seq:
		return h, fail(FaultRollback, "seq %d, after %d", c.Seq, next.Seq)
	case c.Seq == next.Seq && digest != next.Digest:
		return h, fail(FaultFork, "seq %d has other bytes", c.Seq)
	}
	forked := c.Seq == next.Seq+1 && next.Seq > 0 && c.Previous != next.Digest
	next.Seq, next.Digest, next.Expires = c.Seq, digest, c.Expires
	if forked {
		return next, fail(FaultFork, "seq %d does not follow the one that was held", c.Seq)
	}
	if !now.Before(c.Expires) {
		return next, fail(FaultExpired, "a newer one was due on %s", formatTime(c.Expires))
	}
	return next, nil
}
