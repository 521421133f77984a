package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"matinee/library"
)

// sealedChunk is a chunk of age's with its tag.
const sealedChunk = chunkSize + chacha20poly1305.Overhead

// payload opens the chunks behind the header of an age file, in any order: STREAM over
// ChaCha20-Poly1305, as in https://c2sp.org/age. Each chunk is authenticated together with
// its place, and whether it is the last. The library of age reads the last one before any
// other, to learn how long a file is. Here the length is known, a manifest is signed over
// it, and the end of a film need not arrive before its first picture.
type payload struct {
	src   io.ReaderAt
	at    int64 // where the first chunk begins
	size  int64 // of the plain form
	opens cipher.AEAD
}

// newPayload is what follows a header in the size bytes of src.
func newPayload(src io.ReaderAt, size int64, header, fileKey []byte) (*payload, error) {
	var nonce [16]byte
	start := int64(len(header)) + int64(len(nonce))
	plain, ok := plainSize(size - start)
	if !ok {
		return nil, library.Errorf(library.CodeDamagedItem, "no age file is %d bytes long", size)
	}
	if n, err := src.ReadAt(nonce[:], int64(len(header))); n < len(nonce) {
		return nil, fmt.Errorf("the nonce: %w", err)
	}
	key, err := hkdf.Key(sha256.New, fileKey, nonce[:], "payload", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	opens, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, err
	}
	return &payload{src: src, at: start, size: plain, opens: opens}, nil
}

// plainSize is how much is sealed in so many bytes of chunks, if there can be as many: only
// nothing at all is sealed as an empty chunk.
func plainSize(sealed int64) (int64, bool) {
	chunks := (sealed + sealedChunk - 1) / sealedChunk
	plain := sealed - chunks*chacha20poly1305.Overhead
	return plain, sealed >= chacha20poly1305.Overhead && (plain > (chunks-1)*chunkSize || plain == 0 && chunks == 1)
}

// read opens the chunks that hold data, which begins at a multiple of chunkSize and ends at
// one or at the end of all.
func (p *payload) read(data []byte, at int64) error {
	first := at / chunkSize
	last := max(p.size-1, 0) / chunkSize
	chunks := (int64(len(data)) + chunkSize - 1) / chunkSize
	sealed := make([]byte, int64(len(data))+chunks*chacha20poly1305.Overhead)
	if n, err := p.src.ReadAt(sealed, p.at+first*sealedChunk); n < len(sealed) {
		if err == nil || errors.Is(err, io.EOF) {
			err = library.Errorf(library.CodeDamagedItem, "it ends too early")
		}
		return err
	}
	var nonce [chacha20poly1305.NonceSize]byte // eleven bytes that count, one that ends
	for i := range chunks {
		binary.BigEndian.PutUint64(nonce[3:11], uint64(first+i))
		if first+i == last {
			nonce[11] = 1
		}
		from := sealed[i*sealedChunk : min((i+1)*sealedChunk, int64(len(sealed)))]
		if _, err := p.opens.Open(data[i*chunkSize:i*chunkSize:len(data)], nonce[:], from, nil); err != nil {
			return library.Errorf(library.CodeDamagedItem, "chunk %d", first+i)
		}
	}
	return nil
}
