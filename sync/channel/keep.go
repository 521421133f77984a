package channel

import (
	"bytes"
	"context"
	"time"

	"matinee/library"
)

// The rule by which followers keep a channel alive in the DHT, whose nodes forget an
// item after two hours. Each looks now and then, and puts what it knows again only
// when its own look found it on few of the nodes that should have it: so fifty
// followers put about as often as one.
const (
	lookSoonest  = 45 * time.Minute
	lookLatest   = 90 * time.Minute
	rarelyEvery  = 24 * time.Hour
	enoughNodes  = 5 // of the 8 closest
	LookPause    = 30 * time.Second
	rarelyBehind = 30 * 24 * time.Hour
)

// Rarely reports whether a channel that was last looked at by a person then is
// watched so rarely that a daily look at its mirrors does.
func Rarely(opened, now time.Time, mirrors int) bool {
	return mirrors > 0 && now.Sub(opened) > rarelyBehind
}

// NextLook is when to look for a channel again. Random draws a number below its
// argument.
func NextLook(now time.Time, rarely bool, random func(int64) int64) time.Time {
	if rarely {
		return now.Add(rarelyEvery - lookSoonest/2 + time.Duration(random(int64(lookSoonest))))
	}
	return now.Add(lookSoonest + time.Duration(random(int64(lookLatest-lookSoonest))))
}

// What a look led to and did not get is tried again soon, then less and less often, and
// after some tries with the looks that come anyway.
const (
	trySoonest = 15 * time.Second
	tryLatest  = 10 * time.Minute
	maxTries   = 8
)

// NextTry is when to look again for something that so many looks in a row did not get;
// false after too many. Up to half of the time is random, so that followers who met the
// same fault do not come back together.
func NextTry(now time.Time, failed int, random func(int64) int64) (time.Time, bool) {
	if failed < 1 || failed > maxTries {
		return time.Time{}, false
	}
	wait := min(tryLatest, trySoonest<<(failed-1))
	return now.Add(wait + time.Duration(random(int64(wait/2)))), true
}

// Lacking reports whether too few nodes have the item that is known, by what a look
// found. Nodes that have a newer one are to keep it.
func Lacking(mine library.Mutable, found library.FoundMutable) bool {
	if len(mine.Sig) == 0 || found.Asked == 0 {
		return false
	}
	if !found.OK() || found.Item.Seq < mine.Seq {
		return true
	}
	same := found.Item.Seq == mine.Seq && bytes.Equal(found.Item.Value, mine.Value)
	return same && found.Holders < min(enoughNodes, found.Asked)
}

// Keep puts an item again if the rule says so, and returns the newest that is known
// then and whether it was put. Mine may be empty.
func Keep(ctx context.Context, dht DHT, mine library.Mutable, found library.FoundMutable) (library.Mutable, bool, error) {
	if found.OK() && (len(mine.Sig) == 0 || mine.Key != found.Item.Key || found.Item.Seq > mine.Seq) {
		mine = found.Item
	}
	if !Lacking(mine, found) {
		return mine, false, nil
	}
	_, err := dht.PutItem(ctx, mine)
	return mine, err == nil, err
}
