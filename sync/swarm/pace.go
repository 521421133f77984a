package swarm

import (
	"time"

	"matinee/library"
)

// Bounds of the read-ahead in bytes. The floor keeps a start from waiting on one
// piece at a time; above the ceiling the client's lock is held too long.
const (
	minAhead = 512 << 10
	maxAhead = 16 << 20
)

// SetPace tells how many bytes a second an item plays at, so that read-ahead is
// counted in seconds of video.
func (e *Engine) SetPace(id library.BundleID, item int, bytesPerSecond int64) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	en, err := e.find(id)
	if err != nil {
		return err
	}
	en.pace[item] = bytesPerSecond
	for c := range en.reads {
		if c.item.Index == item {
			c.ahead.Store(en.readAhead(item, e.choice.ReadAhead))
		}
	}
	return nil
}

// readAhead is how many bytes behind the reading point are urgent. Before the
// pace is known that is the floor: the header must not wait for what follows it.
func (en *entry) readAhead(item int, seconds time.Duration) int64 {
	return int64(min(max(float64(en.pace[item])*seconds.Seconds(), minAhead), maxAhead))
}
