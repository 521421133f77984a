package seal_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pair is an identity with its recipient.
type pair struct {
	identity  library.Identity
	recipient library.Recipient
}

func newPair(t testing.TB) pair {
	t.Helper()
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := seal.RecipientOf(identity)
	if err != nil {
		t.Fatal(err)
	}
	return pair{identity, recipient}
}

// noise is content that does not repeat.
func noise(size int) []byte {
	out := make([]byte, size)
	random := rand.NewChaCha8([32]byte{byte(size), byte(size >> 8)})
	_, _ = random.Read(out)
	return out
}

func sealed(t testing.TB, content []byte, to ...library.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := seal.Seal(t.Context(), &out, bytes.NewReader(content), to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sumOf(content []byte) library.Sum {
	return library.Sum{Length: int64(len(content)), SHA256: library.DigestOf(sha256.Sum256(content))}
}

func TestSealAndOpen(t *testing.T) {
	edition := newPair(t)
	const chunk = 64 << 10
	for _, size := range []int{0, 1, 100, chunk - 1, chunk, chunk + 1, 4 * chunk, 4*chunk + 1, 13*chunk + 11} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			content := noise(size)
			var out, tap1, tap2 bytes.Buffer
			sums, err := seal.Seal(t.Context(), &out, iotest.HalfReader(bytes.NewReader(content)),
				[]library.Recipient{edition.recipient}, &tap1, &tap2)
			if err != nil {
				t.Fatal(err)
			}
			if sums.Plain != sumOf(content) || sums.Sealed != sumOf(out.Bytes()) {
				t.Errorf("sums %+v", sums)
			}
			if !bytes.Equal(tap1.Bytes(), out.Bytes()) || !bytes.Equal(tap2.Bytes(), out.Bytes()) {
				t.Error("a tap saw other bytes than the file")
			}
			var plain bytes.Buffer
			back, err := seal.Unseal(t.Context(), &plain, iotest.DataErrReader(bytes.NewReader(out.Bytes())), edition.identity)
			if err != nil || back != sums || !bytes.Equal(plain.Bytes(), content) {
				t.Errorf("unseal: %v, sums %+v", err, back)
			}
			opened, err := seal.OpenAt(bytes.NewReader(out.Bytes()), int64(out.Len()), edition.identity)
			if err != nil {
				t.Fatal(err)
			}
			if opened.Size() != int64(size) {
				t.Errorf("size %d", opened.Size())
			}
			whole := io.NewSectionReader(opened, 0, opened.Size())
			if got, err := io.ReadAll(whole); err != nil || !bytes.Equal(got, content) {
				t.Errorf("it reads otherwise: %v", err)
			}
			if size < 1000 {
				if err := iotest.TestReader(io.NewSectionReader(opened, 0, opened.Size()), content); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestAgeProgram: the age program opens what we seal, and we open what it seals.
func TestAgeProgram(t *testing.T) {
	program, err := exec.LookPath("age")
	if err != nil {
		t.Skip("age is not installed; make deps installs it")
	}
	edition, other := newPair(t), newPair(t)
	dir, content := t.TempDir(), noise(200_000)
	keys := filepath.Join(dir, "key.txt")
	if err := os.WriteFile(keys, []byte(edition.identity.Reveal()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(stdin []byte, args ...string) []byte {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Stdin = bytes.NewReader(stdin)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("age %v: %v\n%s", args, err, stderr.Bytes())
		}
		return out
	}
	if got := run(sealed(t, content, other.recipient, edition.recipient), "-d", "-i", keys); !bytes.Equal(got, content) {
		t.Error("age reads something else from our file")
	}
	theirs := run(content, "-r", string(other.recipient), "-r", string(edition.recipient))
	opened, err := seal.OpenAt(bytes.NewReader(theirs), int64(len(theirs)), edition.identity)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(io.NewSectionReader(opened, 0, opened.Size())); err != nil || !bytes.Equal(got, content) {
		t.Errorf("we read something else from age's file: %v", err)
	}
	// A wrapped key is a key file of age's once it is opened.
	device := newPair(t)
	wrapped, err := seal.Wrap(device.identity, edition.recipient)
	if err != nil {
		t.Fatal(err)
	}
	if got := run(wrapped, "-d", "-i", keys); string(got) != device.identity.Reveal()+"\n" {
		t.Error("age reads another key from what we wrapped")
	}
}

// TestEveryFlippedByteIsRefused: whatever is changed in a sealed file, no byte
// comes out that was not sealed, and reading it to the end fails.
func TestEveryFlippedByteIsRefused(t *testing.T) {
	edition := newPair(t)
	content := noise(40)
	file := sealed(t, content, edition.recipient)
	for i := range file {
		broken := bytes.Clone(file)
		broken[i] ^= 1 << (i % 8)
		if err := read(t, broken, int64(len(broken)), edition.identity, content); err == nil {
			t.Fatalf("byte %d of %d was changed, and nothing was said", i, len(file))
		}
		if _, err := seal.Unseal(t.Context(), io.Discard, bytes.NewReader(broken), edition.identity); err == nil {
			t.Fatalf("unseal: byte %d of %d was changed, and nothing was said", i, len(file))
		}
	}
}

// read reads all of a file in small steps, fails the test on a wrong byte and
// returns the first error.
func read(t *testing.T, file []byte, size int64, identity library.Identity, content []byte) error {
	t.Helper()
	opened, err := seal.OpenAt(bytes.NewReader(file), size, identity)
	if err != nil {
		return err
	}
	for off := int64(0); off < opened.Size(); off += 100_000 {
		part := make([]byte, min(100_000, opened.Size()-off))
		n, err := opened.ReadAt(part, off)
		if off+int64(n) > int64(len(content)) || !bytes.Equal(part[:n], content[off:off+int64(n)]) {
			t.Fatalf("bytes came out at %d that were not sealed", off)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	return nil
}

func TestTamperedChunksAreNeverRead(t *testing.T) {
	edition := newPair(t)
	const chunk = 64<<10 + 16
	content := noise(400_000)
	file := sealed(t, content, edition.recipient)
	header := len(file) - len(content) - 7*16
	swapped := bytes.Clone(file)
	copy(swapped[header:], file[header+chunk:header+2*chunk])
	copy(swapped[header+chunk:], file[header:header+chunk])
	flipped := bytes.Clone(file)
	flipped[header+3*chunk+77] ^= 1
	for name, broken := range map[string][]byte{
		"a chunk in the middle":  flipped,
		"two chunks swapped":     swapped,
		"cut at a chunk":         file[:header+3*chunk],
		"cut within a chunk":     file[:header+3*chunk+100],
		"cut in the header":      file[:header/2],
		"cut behind the header":  file[:header],
		"one byte is missing":    file[:len(file)-1],
		"one byte more":          append(bytes.Clone(file), 0),
		"a chunk doubled":        append(bytes.Clone(file[:header+chunk]), file[header:]...),
		"nothing":                nil,
		"not age":                noise(1000),
		"a header without end":   append([]byte("age-encryption.org/v1\n"), bytes.Repeat([]byte("-> X25519 AAAA\nAAAA\n"), 100_000)...),
		"a line without end":     append([]byte("age-encryption.org/v1\n-> "), bytes.Repeat([]byte("A"), 2_000_000)...),
		"a header and nothing":   []byte("age-encryption.org/v1\n--- AAAA\n"),
		"more than its content":  append(bytes.Clone(file[:header]), bytes.Repeat(file[header:header+chunk], 2)...),
		"a stanza of other kind": bytes.Replace(file, []byte("-> X25519"), []byte("-> X25518"), 1),
	} {
		err := read(t, broken, int64(len(broken)), edition.identity, content)
		if code := library.CodeOf(err); err == nil || code != library.CodeDamagedItem && code != library.CodeWrongKey {
			t.Errorf("%s: %v", name, err)
		}
		var out bytes.Buffer
		_, err = seal.Unseal(t.Context(), &out, bytes.NewReader(broken), edition.identity)
		if err == nil || !bytes.HasPrefix(content, out.Bytes()) {
			t.Errorf("unseal %s: %v, %d bytes", name, err, out.Len())
		}
	}
	if err := read(t, file, int64(len(file)-5), edition.identity, content); library.CodeOf(err) != library.CodeDamagedItem {
		t.Errorf("a size that is not the file's: %v", err)
	}
	for _, size := range []int64{-1, 1 << 60} {
		if _, err := seal.OpenAt(bytes.NewReader(file), size, edition.identity); library.CodeOf(err) != library.CodeDamagedItem {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

func TestWrongKeyOpensNothing(t *testing.T) {
	edition, other := newPair(t), newPair(t)
	file := sealed(t, noise(1000), edition.recipient)
	if _, err := seal.OpenAt(bytes.NewReader(file), int64(len(file)), other.identity); library.CodeOf(err) != library.CodeWrongKey {
		t.Error(err)
	}
	if _, err := seal.Unseal(t.Context(), io.Discard, bytes.NewReader(file), other.identity); library.CodeOf(err) != library.CodeWrongKey {
		t.Error(err)
	}
	if _, err := seal.OpenAt(bytes.NewReader(file), int64(len(file)), "AGE-SECRET-KEY-1NONE"); library.CodeOf(err) != library.CodeWrongKey {
		t.Error(err)
	}
}

func TestRecipientsAreChecked(t *testing.T) {
	edition := newPair(t)
	many := make([]library.Recipient, 17)
	for i := range many {
		many[i] = newPair(t).recipient
	}
	for name, to := range map[string][]library.Recipient{
		"none": nil, "too many": many, "twice": {edition.recipient, edition.recipient}, "broken": {"age1broken"},
		"a secret": {library.Recipient(edition.identity.Reveal())},
	} {
		_, err := seal.Seal(t.Context(), io.Discard, bytes.NewReader(nil), to)
		if err == nil {
			t.Errorf("%s: sealed", name)
		} else if bytes.Contains([]byte(err.Error()), []byte(edition.identity.Reveal())) {
			t.Errorf("%s: the error tells a secret", name)
		}
	}
	if _, err := seal.Seal(t.Context(), io.Discard, bytes.NewReader(nil), many[:16]); err != nil {
		t.Error(err)
	}
}

// failing ends with an error after some bytes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, f.err
	}
	return len(p), nil
}

func TestSealEndsWithWhatFails(t *testing.T) {
	edition := newPair(t)
	full, content := errors.New("the disk is full"), noise(1_000_000)
	to := []library.Recipient{edition.recipient}
	file := sealed(t, content, edition.recipient)
	for _, room := range []int{0, 100, 70_000, 900_000} {
		if _, err := seal.Seal(t.Context(), &failing{room, full}, bytes.NewReader(content), to); !errors.Is(err, full) {
			t.Errorf("room %d: %v", room, err)
		}
		if _, err := seal.Seal(t.Context(), io.Discard, bytes.NewReader(content), to, &failing{room, full}); !errors.Is(err, full) {
			t.Errorf("tap with room %d: %v", room, err)
		}
		if _, err := seal.Unseal(t.Context(), &failing{room, full}, bytes.NewReader(file), edition.identity); !errors.Is(err, full) {
			t.Errorf("unseal, room %d: %v", room, err)
		}
		cut := io.MultiReader(bytes.NewReader(content[:room]), iotest.ErrReader(full))
		if _, err := seal.Seal(t.Context(), io.Discard, cut, to); !errors.Is(err, full) {
			t.Errorf("source with %d: %v", room, err)
		}
		cut = io.MultiReader(bytes.NewReader(file[:room]), iotest.ErrReader(full))
		if _, err := seal.Unseal(t.Context(), io.Discard, cut, edition.identity); !errors.Is(err, full) || library.CodeOf(err) == library.CodeDamagedItem {
			t.Errorf("unseal, source with %d: %v", room, err)
		}
	}
}

// cancelingReader cancels a context in the middle and then goes on for ever.
type cancelingReader struct {
	cancel context.CancelFunc
	left   int
}

func (c *cancelingReader) Read(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		c.cancel()
	}
	return len(p), nil
}

func TestSealCanBeCanceled(t *testing.T) {
	edition := newPair(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := seal.Seal(ctx, io.Discard, &cancelingReader{cancel, 2_000_000}, []library.Recipient{edition.recipient})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestSealedFilesDiffer: two sealings of one item share no key.
func TestSealedFilesDiffer(t *testing.T) {
	edition, content := newPair(t), noise(100)
	if bytes.Equal(sealed(t, content, edition.recipient), sealed(t, content, edition.recipient)) {
		t.Error("they are the same")
	}
}

func BenchmarkSeal(b *testing.B) {
	edition := newPair(b)
	content := noise(32 << 20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, err := seal.Seal(b.Context(), io.Discard, bytes.NewReader(content), []library.Recipient{edition.recipient}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAgeAlone is what BenchmarkSeal is held against.
func BenchmarkAgeAlone(b *testing.B) {
	edition := newPair(b)
	recipient, err := age.ParseX25519Recipient(string(edition.recipient))
	if err != nil {
		b.Fatal(err)
	}
	content := noise(32 << 20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		w, err := age.Encrypt(io.Discard, recipient)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(w, bytes.NewReader(content)); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
