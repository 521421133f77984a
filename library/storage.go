package library

import "time"

// Storage is what takes how much room in the media folder, in bytes.
type Storage struct {
	Folder string
	Used   int64 // by all bundles that were downloaded
	Quota  int64 // 0: no quota
	Free   int64 // on the disk
	Floor  int64 // free space never touched
	Other  int64 // pictures, the database and copies of .torrent files
	// Bundles are listed in the order in which they would be evicted; those that
	// never are come last, largest first.
	Bundles []StorageUse
}

// StorageUse is what one bundle takes.
type StorageUse struct {
	ID     BundleID
	Title  string
	Bytes  int64
	Local  bool          // media of this machine's own, never touched
	Why    EvictReason   // why it may go, or why it stays
	Goes   bool          // it may be evicted
	Copies float64       // that others hold; below 0 while unknown
	Idle   time.Duration // since it was last added, finished or played
}

// EvictReason is why a bundle's files may go or stay.
type EvictReason string

// Why they may go, in the order in which they are used up, and why they stay.
const (
	GoesSeeded     EvictReason = "watched_and_seeded" // watched, gave back what it took, others hold it
	GoesWatched    EvictReason = "watched"            // watched, and others hold it
	GoesUnused     EvictReason = "long_unused"        // nobody touched it for long, and others hold it
	StaysBought    EvictReason = "bought"
	StaysPinned    EvictReason = "pinned"
	StaysScarce    EvictReason = "scarce" // too few others hold it, or nobody knows
	StaysRecent    EvictReason = "recent"
	StaysUnwatched EvictReason = "unwatched"
	StaysBusy      EvictReason = "busy" // incomplete, being checked or streamed
	StaysLocal     EvictReason = "local"
)

// Imported is what an import of a folder of media brought.
type Imported struct {
	Bundles  int        // made
	Made     []BundleID // these
	Items    int        // in them
	Playable int        // of the items; the others are pictures and subtitles
	Known    int        // files that were in the library already
	Skipped  []SkippedFile
}

// SkippedFile is a file that an import left out, and why.
type SkippedFile struct {
	Path string
	Err  error
}
