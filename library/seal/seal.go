package seal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"

	"filippo.io/age"

	"matinee/library"
	"matinee/library/seal/twin"
)

// Sums are the lengths and hashes of an item's two forms.
type Sums struct {
	Plain, Sealed library.Sum
}

// Seal reads src to its end and writes it to dst as an age file that each of the
// recipients can open, hashing both forms in the same pass. What is written goes
// to every tap too, in order and each in a goroutine of its own, for those who
// want other hashes of the ciphertext (such as a torrent's pieces). All have
// ended when Seal returns. Canceling ctx ends it between two reads of src.
//
// It holds about 5 MiB of memory, whatever the size.
func Seal(ctx context.Context, dst io.Writer, src io.Reader, to []library.Recipient, taps ...io.Writer) (Sums, error) {
	recipients, err := parseRecipients(to)
	if err != nil {
		return Sums{}, err
	}
	plain, sealed := newMeters()
	out := newFan(append([]io.Writer{sealed, dst}, taps...)...)
	if err := throughAge(ctx, out, src, plain, recipients); err != nil {
		_ = out.Close() // it only repeats what err says
		return Sums{}, fmt.Errorf("seal: %w", err)
	}
	if err := out.Close(); err != nil {
		return Sums{}, fmt.Errorf("seal: %w", err)
	}
	return Sums{Plain: plain.sum(), Sealed: sealed.sum()}, nil
}

// throughAge encrypts src into out and hashes it beside that.
func throughAge(ctx context.Context, out io.Writer, src io.Reader, plain io.Writer, to []age.Recipient) error {
	encrypted, err := age.Encrypt(out, to...)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	in := newFan(plain, encrypted)
	err = in.fill(&patient{ctx, src})
	if closed := in.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := encrypted.Close(); err != nil {
		return fmt.Errorf("end: %w", err)
	}
	return nil
}

// Unseal reads an age file to its end and writes what was sealed to dst, hashing
// both forms. Bytes are written as they are authenticated: whoever keeps them
// compares the sums first, and throws them away after an error. Its errors are of
// the kinds wrong_key and damaged_item, else what src or dst said.
func Unseal(ctx context.Context, dst io.Writer, src io.Reader, identity library.Identity) (Sums, error) {
	with, err := parse(identity)
	if err != nil {
		return Sums{}, err
	}
	plain, sealed := newMeters()
	from := &origin{r: io.TeeReader(&patient{ctx, src}, sealed)}
	opened, err := age.Decrypt(from, with)
	if err != nil {
		return Sums{}, fmt.Errorf("unseal: %w", blame(err))
	}
	out := newFan(plain, dst)
	err = blame(out.fill(opened))
	if closed := out.Close(); closed != nil {
		err = closed
	}
	if err != nil {
		return Sums{}, fmt.Errorf("unseal: %w", err)
	}
	return Sums{Plain: plain.sum(), Sealed: sealed.sum()}, nil
}

// meter measures what passes.
type meter struct {
	length int64
	hash   twin.Hash
}

func newMeter() *meter { return &meter{hash: sha256.New()} }

// newMeters are for an item's two forms, which pass at about the same time.
func newMeters() (plain, sealed *meter) {
	a, b := twin.New()
	return &meter{hash: a}, &meter{hash: b}
}

func (m *meter) Write(p []byte) (int, error) {
	m.length += int64(len(p))
	return m.hash.Write(p)
}

func (m *meter) sum() library.Sum {
	return library.Sum{Length: m.length, SHA256: library.DigestOf([32]byte(m.hash.Sum(nil)))}
}

// patient ends reading when its context does.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
