package library

import (
	"math"
	"time"
)

// startOverhead is what a cold start spends before the first byte flows: connect,
// handshake, interest, first request. Measured on loopback it is negligible, on
// a home line about this.
const startOverhead = 300 * time.Millisecond

// StartIn estimates how long a person waits for the first picture: the missing
// bytes at the present rate. ok is false while nothing flows and no estimate
// would be honest.
func StartIn(s StreamStatus) (wait time.Duration, ok bool) {
	if s.Missing == 0 {
		return 0, true
	}
	if s.Rate <= 0 {
		return 0, false
	}
	return startOverhead + seconds(s.Bytes, s.Rate), true
}

// Forecast compares the swarm with the video.
type Forecast struct {
	Known bool
	// Stalls is true when the rest of the item cannot arrive in time if
	// playing starts now.
	Stalls bool
	// WaitFirst is how long to wait before playing so that it never stalls.
	WaitFirst time.Duration
}

// ForecastPlay tells whether an item of which remaining is still to be played
// plays to its end without stalling, with missing bytes still to come at rate
// bytes a second.
func ForecastPlay(missing, rate int64, remaining time.Duration) Forecast {
	if missing <= 0 {
		return Forecast{Known: true}
	}
	if rate <= 0 || remaining <= 0 {
		return Forecast{}
	}
	need := seconds(missing, rate)
	if need <= remaining {
		return Forecast{Known: true}
	}
	return Forecast{Known: true, Stalls: true, WaitFirst: need - remaining}
}

// longest is what any wait is told as that would not fit into a Duration.
const longest = math.MaxInt64 / 2 * time.Nanosecond

func seconds(bytes, rate int64) time.Duration {
	wait := float64(bytes) / float64(rate) * float64(time.Second)
	if wait > float64(longest) {
		return longest
	}
	return time.Duration(wait)
}

// BitRate is an item's mean rate in bytes a second; 0 while its duration is
// unknown.
func BitRate(length int64, duration time.Duration) int64 {
	if duration <= 0 {
		return 0
	}
	return int64(float64(length) / duration.Seconds())
}
