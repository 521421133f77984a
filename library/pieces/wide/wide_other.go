//go:build !amd64 || purego

package wide

import "crypto/sha256"

// Together is how many messages are hashed at the same time.
func Together() int { return 1 }

func wideSHA256(sums [][sha256.Size]byte, data []byte, _ int) ([][sha256.Size]byte, []byte) {
	return sums, data
}

func wideSHA1(sums, data []byte, _ int) (all, left []byte) { return sums, data }
