package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"matinee/library"
)

// Bounds of what a stranger may hand over.
const (
	maxWrapped = 2048     // bytes of a wrapped identity
	maxLayers  = 2        // a premiere's lock and a device
	maxHeader  = 16 << 10 // bytes of an age file's header
	maxTo      = 16       // recipients of one file
)

// NewIdentity makes an identity: of an edition, of a premiere's lock, of a device
// or of a store.
func NewIdentity() (library.Identity, error) {
	made, err := age.GenerateX25519Identity()
	if err != nil {
		return "", fmt.Errorf("make an age identity: %w", err)
	}
	return library.Identity(made.String()), nil
}

// RecipientOf is the public half of an identity.
func RecipientOf(identity library.Identity) (library.Recipient, error) {
	parsed, err := parse(identity)
	if err != nil {
		return "", err
	}
	return library.Recipient(parsed.Recipient().String()), nil
}

// Belongs reports whether the identity opens what was sealed to the recipient;
// else its error is of the kind wrong_key.
func Belongs(identity library.Identity, recipient library.Recipient) error {
	own, err := RecipientOf(identity)
	if err != nil {
		return err
	}
	if own != recipient {
		return &library.Error{Code: library.CodeWrongKey}
	}
	return nil
}

// parse never repeats what age says of a broken identity, which is a secret.
func parse(identity library.Identity) (*age.X25519Identity, error) {
	parsed, err := age.ParseX25519Identity(identity.Reveal())
	if err != nil {
		return nil, &library.Error{Code: library.CodeWrongKey, Err: errors.New("it is no age X25519 identity")}
	}
	return parsed, nil
}

func parseRecipients(to []library.Recipient) ([]age.Recipient, error) {
	if len(to) < 1 || len(to) > maxTo {
		return nil, fmt.Errorf("an age file is sealed to 1 to %d recipients, not %d", maxTo, len(to))
	}
	seen := map[library.Recipient]bool{}
	parsed := make([]age.Recipient, 0, len(to))
	for i, r := range to {
		p, err := age.ParseX25519Recipient(string(r))
		if err != nil {
			// What was put here by mistake may be a secret: it is not repeated.
			return nil, fmt.Errorf("recipient %d is not an age X25519 recipient", i+1)
		}
		if seen[r] {
			return nil, fmt.Errorf("recipient %s stands twice", r)
		}
		seen[r] = true
		parsed = append(parsed, p)
	}
	return parsed, nil
}

// Wrap seals an identity to a recipient, as an age file that holds it like a key
// file of age's own. With several recipients it is sealed to the first, the
// result to the second: all are needed, the last one first. That is how a licence
// sold before a premiere waits for the premiere's key.
func Wrap(identity library.Identity, to ...library.Recipient) ([]byte, error) {
	if _, err := parse(identity); err != nil {
		return nil, err
	}
	if len(to) < 1 || len(to) > maxLayers {
		return nil, fmt.Errorf("an identity is wrapped once or twice, not %d times", len(to))
	}
	content := []byte(identity.Reveal() + "\n")
	for _, r := range to {
		wrapped, err := encrypt(content, r)
		if err != nil {
			return nil, fmt.Errorf("wrap a key: %w", err)
		}
		content = wrapped
	}
	return content, nil
}

func encrypt(content []byte, to library.Recipient) ([]byte, error) {
	recipients, err := parseRecipients([]library.Recipient{to})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipients...)
	if err != nil {
		return nil, fmt.Errorf("begin an age file: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("write an age file: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end an age file: %w", err)
	}
	return out.Bytes(), nil
}

// Unwrap opens what Wrap made, with the identities in the order in which they are
// needed: the device's, then the premiere's. What comes out must belong to want.
// Errors are of the kind wrong_key when a key does not fit, too_early when a
// further one is needed, damaged_item when the bytes are broken.
func Unwrap(wrapped []byte, want library.Recipient, with ...library.Identity) (library.Identity, error) {
	if len(wrapped) > maxWrapped {
		return "", library.Errorf(library.CodeDamagedItem, "a wrapped key of %d bytes", len(wrapped))
	}
	if len(with) < 1 || len(with) > maxLayers {
		return "", fmt.Errorf("a wrapped key is opened with one or two keys, not %d", len(with))
	}
	content := wrapped
	for _, identity := range with {
		opened, err := decrypt(content, identity)
		if err != nil {
			return "", fmt.Errorf("unwrap a key: %w", err)
		}
		content = opened
	}
	if bytes.HasPrefix(content, []byte("age-encryption.org/")) {
		return "", &library.Error{Code: library.CodeTooEarly}
	}
	identity := library.Identity(bytes.TrimSuffix(content, []byte("\n")))
	if err := Belongs(identity, want); err != nil {
		return "", err
	}
	return identity, nil
}

func decrypt(content []byte, with library.Identity) ([]byte, error) {
	identity, err := parse(with)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(content), identity)
	if err != nil {
		return nil, refused(err)
	}
	opened, err := io.ReadAll(io.LimitReader(r, maxWrapped+1))
	if err != nil || len(opened) > maxWrapped {
		return nil, &library.Error{Code: library.CodeDamagedItem, Err: err}
	}
	return opened, nil
}

// refused gives an error of age's the kind that people meet.
func refused(err error) error {
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return &library.Error{Code: library.CodeWrongKey}
	}
	return &library.Error{Code: library.CodeDamagedItem, Err: err}
}
