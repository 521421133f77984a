package library

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Key is an Ed25519 public key (RFC 8032) as 64 lower-case hexadecimal digits:
// who signed something. A channel is known by its root key.
type Key string

// KeyOf writes a public key.
func KeyOf(public ed25519.PublicKey) Key { return Key(hex.EncodeToString(public)) }

// Public returns the key's 32 bytes; nil when k is not a key.
func (k Key) Public() ed25519.PublicKey {
	if k.Valid() != nil {
		return nil
	}
	raw, err := hex.DecodeString(string(k))
	if err != nil {
		return nil
	}
	return raw
}

// Valid reports what is wrong with the key's form.
func (k Key) Valid() error { return checkHex(string(k), ed25519.PublicKeySize) }

// Digest is a SHA-256 hash as 64 lower-case hexadecimal digits.
type Digest string

// DigestOf writes a hash.
func DigestOf(sum [32]byte) Digest { return Digest(hex.EncodeToString(sum[:])) }

// Valid reports what is wrong with the digest's form.
func (d Digest) Valid() error { return checkHex(string(d), 32) }

// Valid reports what is wrong with an infohash's form.
func (id BundleID) Valid() error { return checkHex(string(id), 20) }

// Token is a random 128-bit number as 32 lower-case hexadecimal digits. It names
// what must never be confused: a publication, a deal, a licence, an order.
type Token string

// Valid reports what is wrong with the token's form.
func (t Token) Valid() error { return checkHex(string(t), 16) }

func checkHex(s string, bytes int) error {
	if len(s) != 2*bytes {
		return fmt.Errorf("has %d characters, not %d hexadecimal digits", len(s), 2*bytes)
	}
	if !madeOf(s, "0123456789abcdef") {
		return errors.New("is not written in lower-case hexadecimal digits")
	}
	return nil
}

// madeOf reports whether s holds nothing but the characters of an alphabet.
func madeOf(s, alphabet string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(alphabet, r) })
}

// Recipient is an age X25519 recipient ("age1…"): to whom something is sealed.
type Recipient string

// Valid reports what is wrong with the recipient's form. Its checksum is judged
// by who uses it.
func (r Recipient) Valid() error {
	return checkBech32(string(r), "age1")
}

// Identity is an age X25519 identity ("AGE-SECRET-KEY-1…"): the secret that
// opens what was sealed to its recipient. It prints as a placeholder, so that
// no log and no error message can carry it; Reveal returns the text itself.
type Identity string

// Reveal returns the secret. Whoever calls this sees to it that it goes nowhere
// else.
func (i Identity) Reveal() string { return string(i) }

func (i Identity) String() string {
	if i == "" {
		return ""
	}
	return "(secret key)"
}

// GoString keeps the secret out of %#v.
func (i Identity) GoString() string { return i.String() }

// LogValue keeps the secret out of structured logs.
func (i Identity) LogValue() slog.Value { return slog.StringValue(i.String()) }

// Valid reports what is wrong with the identity's form, without telling it.
func (i Identity) Valid() error {
	return checkBech32(string(i), "AGE-SECRET-KEY-1")
}

// checkBech32 knows the shape of age's keys: a prefix that ends in the separator
// 1, then 58 characters for 32 bytes and the checksum, all in one case.
func checkBech32(s, prefix string) error {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return fmt.Errorf("does not begin with %s", prefix)
	}
	const characters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	alphabet := characters
	if prefix == strings.ToUpper(prefix) {
		alphabet = strings.ToUpper(characters)
	}
	if len(rest) != 58 || !madeOf(rest, alphabet) {
		return errors.New("is not an age key in Bech32")
	}
	return nil
}

// Secret is what only its holder may know, as 32 lower-case hexadecimal digits:
// the part of a receipt that proves who bought. It prints as a placeholder.
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(secret)"
}

// GoString keeps the secret out of %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue keeps the secret out of structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Valid reports what is wrong with the secret's form.
func (s Secret) Valid() error { return checkHex(string(s), 16) }

// EditionID names an edition within its publication: 1 to 32 of a-z, 0-9, -.
type EditionID string

// Valid reports what is wrong with the name's form.
func (e EditionID) Valid() error {
	if len(e) < 1 || len(e) > 32 || !madeOf(string(e), "abcdefghijklmnopqrstuvwxyz0123456789-") {
		return errors.New("is not 1 to 32 of the characters a-z, 0-9 and -")
	}
	return nil
}
