package channel

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"matinee/library"
)

// rootMark begins the text of a root key.
const rootMark = "MATINEE-ROOT-1"

// sumSize is how many bytes of a checksum follow the key: a slip of the pen is
// noticed.
const sumSize = 3

// NewKey draws a key.
func NewKey() (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	return key, nil
}

// KeyOf is the public half of a key.
func KeyOf(key ed25519.PrivateKey) library.Key {
	return library.KeyOf(ed25519.PublicKey(key[ed25519.SeedSize:]))
}

// RootText writes a root key so that it can be printed, kept on paper and typed
// again: groups of four letters and digits. It is the secret itself.
func RootText(key ed25519.PrivateKey) string {
	sum := sha256.Sum256(key.Seed())
	text := base32.StdEncoding.EncodeToString(append(key.Seed(), sum[:sumSize]...))
	out := rootMark
	for i := 0; i < len(text); i += 4 {
		out += " " + text[i:i+4]
	}
	return out
}

// ParseRoot reads what RootText wrote, in capitals or not, however it is spaced.
// Its error never repeats the text.
func ParseRoot(text string) (ed25519.PrivateKey, error) {
	bad := func(why string) error { return library.Errorf(library.CodeBadRoot, "%s", why) }
	words := strings.Fields(strings.ToUpper(text))
	if len(words) < 2 || words[0] != rootMark {
		return nil, bad("it does not begin with " + rootMark)
	}
	raw, err := base32.StdEncoding.DecodeString(strings.Join(words[1:], ""))
	if err != nil || len(raw) != ed25519.SeedSize+sumSize {
		return nil, bad("it has not 14 groups of four letters and digits from 2 to 7")
	}
	sum := sha256.Sum256(raw[:ed25519.SeedSize])
	if !bytes.Equal(sum[:sumSize], raw[ed25519.SeedSize:]) {
		return nil, bad("a letter is wrong")
	}
	return ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize]), nil
}

// Bounds of a locked root key.
const (
	maxLocked     = 4 << 10 // bytes
	workFactor    = 18      // of scrypt: about a second
	maxWorkFactor = 22      // a hostile file must not cost minutes
	minPassphrase = 8       // characters
)

// LockRoot writes a root key as a text file under a passphrase, which age's own
// program opens, too.
func LockRoot(key ed25519.PrivateKey, passphrase string) ([]byte, error) {
	return lockRoot(key, passphrase, workFactor)
}

func lockRoot(key ed25519.PrivateKey, passphrase string, work int) ([]byte, error) {
	if len([]rune(passphrase)) < minPassphrase {
		return nil, library.Errorf(library.CodeBadRoot, "a passphrase has at least %d characters", minPassphrase)
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("lock the root key: %w", err)
	}
	to.SetWorkFactor(work)
	var out bytes.Buffer
	text := armor.NewWriter(&out)
	w, err := age.Encrypt(text, to)
	if err == nil {
		_, err = io.WriteString(w, RootText(key)+"\n")
	}
	if err == nil {
		err = errors.Join(w.Close(), text.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("lock the root key: %w", err)
	}
	return out.Bytes(), nil
}

// UnlockRoot opens what LockRoot wrote.
func UnlockRoot(locked []byte, passphrase string) (ed25519.PrivateKey, error) {
	if len(locked) > maxLocked {
		return nil, library.Errorf(library.CodeBadRoot, "a file of %d bytes", len(locked))
	}
	with, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, library.Errorf(library.CodeBadRoot, "the passphrase is empty")
	}
	with.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(locked)), with)
	if err != nil {
		return nil, library.Errorf(library.CodeBadRoot, "the passphrase does not open it")
	}
	text, err := io.ReadAll(io.LimitReader(r, maxLocked))
	if err != nil {
		return nil, library.Errorf(library.CodeBadRoot, "the file is damaged")
	}
	return ParseRoot(string(text))
}
