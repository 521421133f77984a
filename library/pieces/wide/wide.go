package wide

import (
	"crypto/sha1"
	"crypto/sha256"
)

// SHA256 appends the hash of each message of that many bytes that data begins with.
// A shorter rest is the caller's.
func SHA256(sums [][sha256.Size]byte, data []byte, size int) [][sha256.Size]byte {
	sums, data = wideSHA256(sums, data, size)
	for ; len(data) >= size; data = data[size:] {
		sums = append(sums, sha256.Sum256(data[:size]))
	}
	return sums
}

// SHA1 is SHA256 for SHA-1; its hashes follow one another.
func SHA1(sums, data []byte, size int) []byte {
	sums, data = wideSHA1(sums, data, size)
	for ; len(data) >= size; data = data[size:] {
		sum := sha1.Sum(data[:size])
		sums = append(sums, sum[:]...)
	}
	return sums
}
