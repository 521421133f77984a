package seeding

import (
	"math"

	"matinee/library"
)

// Room tells whether incoming more bytes may be written, given the bytes used by
// the media folder and free on its disk. shortBy is 0 when they may, else how much
// must go first, and why is the limit that needs most: quota or disk_full.
func Room(s library.Settings, used, free, incoming int64) (shortBy int64, why library.Code) {
	if incoming <= 0 {
		return 0, ""
	}
	if short := lack(max(free, 0)-max(s.DiskFloor, 0), incoming); short > 0 {
		shortBy, why = short, library.CodeDiskFull
	}
	if s.DiskQuota <= 0 {
		return shortBy, why
	}
	if short := lack(s.DiskQuota-max(used, 0), incoming); short > shortBy {
		shortBy, why = short, library.CodeQuota
	}
	return shortBy, why
}

// lack is how far incoming goes beyond room, which may be negative already.
func lack(room, incoming int64) int64 {
	if room < 0 {
		return add(-room, incoming)
	}
	return incoming - room
}

// add adds amounts that are not negative and stops at the largest number: what a
// torrent says of its length is not to be trusted.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
