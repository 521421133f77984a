package library

import "time"

// Premiere is a bundle that may be watched from a moment on.
type Premiere struct {
	ID    BundleID
	Title string
	At    time.Time
}

// MessagesAt reports whether the desktop's messages may be shown at a moment: they are
// wanted, and it is not in the quiet hours. Those are read off the wall clock of now's
// location, and may last over midnight.
func (s Settings) MessagesAt(now time.Time) bool {
	if !s.Messages || !s.QuietHours {
		return s.Messages
	}
	from, errFrom := ParseClock(s.QuietFrom)
	to, errTo := ParseClock(s.QuietTo)
	if errFrom != nil || errTo != nil {
		return true
	}
	hour, minute, second := now.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	if from < to {
		return clock < from || to <= clock
	}
	return clock < from && to <= clock
}

// Bytes of room below which a disk counts as nearly full, and from which on it does not any
// more.
const (
	NearlyFull = 1 << 30
	RoomyAgain = 2 << 30
)

// Room is how many bytes may still be downloaded: what is left of the disk above its
// floor, and of the quota. It is not known, and below 0, when the disk is not there.
func (t Traffic) Room() int64 {
	if t.Free < 0 {
		return -1
	}
	room := max(t.Free-t.Floor, 0)
	if t.Quota > 0 {
		room = min(room, max(t.Quota-t.Used, 0))
	}
	return room
}
