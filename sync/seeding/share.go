package seeding

import "time"

// Stream is how the item being watched stands. Rates are bytes a second. The
// peaks stand for what the line can do: they must not fade while a share holds
// the rates down, or the shares would follow them to the floor.
type Stream struct {
	Complete bool          // everything still to be played is on disk
	Ahead    time.Duration // video verified ahead of the picture
	DownRate int64         // at which this bundle arrives
	BitRate  int64         // of the video; 0 while unknown
	UpPeak   int64         // highest upload rate of the last minutes; 0 while unknown
	DownPeak int64         // highest download rate of the last minutes, all bundles
}

// The buffers at which the stream's neighbours give way, and what is always left
// to them: peers that get nothing stop giving.
const (
	comfortable = 20 * time.Second
	thin        = 10 * time.Second
	starving    = 5 * time.Second

	uploadFloor   = 16 << 10
	downloadFloor = 32 << 10

	guessedUpload = 256 << 10 // for a line whose upload was never seen
	unbounded     = 64 << 20  // a limit that rises beyond this is lifted
)

// share is the part, in quarters, that the neighbours keep: 4, 2, 1 or 0. A
// stream that arrives twice as fast as it plays is a step better off than its
// buffer says, one that arrives more slowly a step worse.
func (s Stream) share() int {
	levels := [...]int{0, 1, 2, 4}
	at := 3
	switch {
	case s.Complete:
		return 4
	case s.Ahead < starving:
		at = 0
	case s.Ahead < thin:
		at = 1
	case s.Ahead < comfortable:
		at = 2
	}
	if s.BitRate > 0 && s.Ahead < comfortable {
		if s.DownRate >= 2*s.BitRate {
			at++
		} else if s.DownRate < s.BitRate {
			at--
		}
	}
	return levels[min(max(at, 0), 3)]
}

// UploadShare is the limit of all uploads while something is streamed: limit, the
// one that holds otherwise, while the buffer is comfortable, and down to a small
// floor when it is not; never 0, which would mean none. last is the limit given
// the time before: falling is at once, rising by doubling, call for call (about
// once a second), so that a buffer around a threshold does not make it jump.
func UploadShare(limit, last int64, s Stream) int64 {
	base := limit
	if base <= 0 {
		base = s.UpPeak
	}
	if base <= 0 {
		base = guessedUpload
	}
	return ease(limit, last, base, uploadFloor, s.share())
}

// DownloadShare is the limit of all downloads but the stream's while something is
// streamed: what the line brings beyond the video and a quarter, or less while
// the buffer is thin; never 0. limit and last are as for UploadShare.
func DownloadShare(limit, last int64, s Stream) int64 {
	base := s.DownPeak
	if limit > 0 && (base <= 0 || limit < base) {
		base = limit
	}
	base = max(base-s.BitRate-s.BitRate/4, downloadFloor)
	return ease(limit, last, base, downloadFloor, s.share())
}

// ease turns quarters of base into a limit between floor and limit, and lets it
// rise slowly. Limits of 0 mean none.
func ease(limit, last, base, floor int64, quarters int) int64 {
	next := max(base/4*int64(quarters), floor)
	if quarters == 4 {
		next = limit
	}
	rising := 2 * last
	if last > 0 && next <= 0 && rising < unbounded {
		next = rising
	} else if last > 0 && next > rising {
		next = rising
	}
	if limit > 0 {
		next = min(next, limit)
	}
	return next
}
