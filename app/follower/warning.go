package follower

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"matinee/library"
	"matinee/sync/channel"
)

// warningOf is what a person should know of a look: that something was led back, or
// exists twice, before that nobody answered. It is of a kind that screens have words for,
// and names who answered so; what exactly went wrong is for the log.
func (l *oneLook) warningOf(out channel.Outcome) error {
	for _, r := range out.Remarks {
		l.f.log.Info("look for a channel", "root", l.channel.Root, "from", r.From, "err", r.Err)
	}
	for _, code := range []library.Code{
		library.CodeForked, library.CodeRevoked, library.CodeRolledBack, library.CodeBadSignature, library.CodeNewerFormat, library.CodeExpired,
	} {
		if from, ok := remarked(out, code); ok {
			return &library.Error{Code: code, Detail: from}
		}
	}
	known := l.held.Seq > 0
	switch from, refused := remarked(out, library.CodeRefusedAddr); {
	case known && out.Missed:
		return &library.Error{Code: library.CodeNewsLate}
	case out.Answered, known && len(out.Remarks) == 0:
		return nil
	case refused:
		return &library.Error{Code: library.CodeRefusedAddr, Detail: from}
	}
	return &library.Error{Code: library.CodeNobodyHasIt}
}

// remarked tells who was the first of whom something of a kind was remarked.
func remarked(out channel.Outcome, code library.Code) (from string, ok bool) {
	at := slices.IndexFunc(out.Remarks, func(r channel.Remark) bool { return library.CodeOf(r.Err) == code })
	if at < 0 {
		return "", false
	}
	return out.Remarks[at].From, true
}

// due is when to look for a channel again after a look that got everything, or not.
func (f *Follower) due(c library.Channel, got bool) time.Time {
	now := f.cfg.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	if got {
		delete(f.fails, c.Root)
	} else {
		f.fails[c.Root]++
		if next, ok := channel.NextTry(now, f.fails[c.Root], f.cfg.Random); ok {
			return next
		}
	}
	return channel.NextLook(now, channel.Rarely(c.Opened, now, len(c.Mirrors)), f.cfg.Random)
}

// forget leaves nothing of how often a channel was not to be had.
func (f *Follower) forget(root library.Key) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.fails, root)
}

// said gives an error a kind, so that a screen has words for it and does not show what
// the error of a program says; that is in the log.
func (f *Follower) said(what string, err error) error {
	code := library.CodeInternal
	switch {
	case errors.Is(err, context.Canceled):
		code = library.CodeCanceled
	case errors.Is(err, context.DeadlineExceeded):
		code = library.CodeNobodyHasIt
	default:
		f.log.Info(what, "err", err)
	}
	return fmt.Errorf("%s: %w", what, library.Wrap(code, err))
}
