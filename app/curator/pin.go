package curator

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"golang.org/x/crypto/scrypt"

	"matinee/library"
)

// A PIN is stored as a version, the cost of scrypt (RFC 7914) as a power of two,
// a salt and the key. The cost takes about a tenth of a second and 32 MiB: whoever
// copies the database still has ten thousand PINs of four digits to try.
const (
	pinVersion = 1
	pinCost    = 15
	pinMost    = 20 // of a cost that is read: more would take the memory away
	saltLength = 16
	keyLength  = 32
)

func hashPIN(pin string, cost int) ([]byte, error) {
	stored := make([]byte, 2+saltLength, 2+saltLength+keyLength)
	stored[0], stored[1] = pinVersion, byte(cost)
	if _, err := rand.Read(stored[2:]); err != nil {
		return nil, err
	}
	key, err := derive(pin, stored[2:], cost)
	return append(stored, key...), err
}

func derive(pin string, salt []byte, cost int) ([]byte, error) {
	const blocks, lanes = 8, 1
	return scrypt.Key([]byte(pin), salt, 1<<cost, blocks, lanes, keyLength)
}

// matches reports whether a PIN is the one that was stored.
func matches(pin string, stored []byte) (bool, error) {
	if len(stored) != 2+saltLength+keyLength || stored[0] != pinVersion || stored[1] > pinMost {
		return false, errors.New("what is stored of the PIN cannot be read")
	}
	key, err := derive(pin, stored[2:2+saltLength], int(stored[1]))
	return subtle.ConstantTimeCompare(key, stored[2+saltLength:]) == 1, err
}

// checkPIN refuses what is no PIN.
func checkPIN(pin string) error {
	if len(pin) < library.MinPIN || len(pin) > library.MaxPIN || strings.Trim(pin, "0123456789") != "" {
		return &library.Error{Code: library.CodeBadProfile}
	}
	return nil
}

// Wrong PINs in a row are free at first; then each makes the next wait twice as
// long.
const (
	pinFree  = 3
	pinFirst = 5 * time.Second
	pinLong  = 15 * time.Minute
)

func pinWait(failures int) time.Duration {
	if failures < pinFree {
		return 0
	}
	return min(pinFirst<<min(failures-pinFree, 16), pinLong)
}

// unlock tries the PIN of a profile. A try is counted before it is judged, so that
// ending the program in between gains nothing; Curator.doors must be held.
func (c *Curator) unlock(ctx context.Context, id library.ProfileID, pin string) error {
	stored, err := c.db.PIN(ctx, id)
	if err != nil {
		return err
	}
	if pin == "" { // asked what is needed; not a try
		return &library.Error{Code: library.CodeWrongPIN}
	}
	now := c.now()
	if now.Before(stored.Failed) { // the clock was set back: the wait begins anew
		stored.Failed = now
		if err := c.db.SavePIN(ctx, id, stored); err != nil {
			return err
		}
	}
	if left := pinWait(stored.Failures) - now.Sub(stored.Failed); left > 0 && stored.Failures > 0 {
		return library.Errorf(library.CodePINWait, "%s", left.Round(time.Second))
	}
	stored.Failures++
	stored.Failed = now
	if err := c.db.SavePIN(ctx, id, stored); err != nil {
		return err
	}
	right, err := matches(pin, stored.Hash)
	if err != nil {
		return err
	}
	if !right {
		return &library.Error{Code: library.CodeWrongPIN}
	}
	stored.Failures, stored.Failed = 0, time.Time{}
	return c.db.SavePIN(ctx, id, stored)
}
