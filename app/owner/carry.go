package owner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/sync/seeding"
)

// carryOut makes the engine do what a verdict says.
func (o *Owner) carryOut(ctx context.Context, now time.Time, v seeding.Verdict, in seeding.Input) {
	var err error
	switch {
	case v.Runs():
		err = o.engine.Run(ctx, v.ID)
	case v.State == library.Stopped:
		err = o.retry(now, in)
	case v.State != library.Checking && v.State != in.Transfer.State:
		err = o.engine.Hold(v.ID, v.State)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		o.log.Warn("carry out the plan", "bundle", v.ID, "state", v.State, "err", err)
	}
}

// How long a bundle that a problem stopped rests before it is tried again: twice
// as long after each try that did not help.
const (
	retryFirst = 10 * time.Second
	retryMost  = time.Minute
)

// retry lets a stopped bundle go on when what stopped it may have passed.
func (o *Owner) retry(now time.Time, in seeding.Input) error {
	m := o.gov.recall(in.Bundle.ID)
	since := m.verdict.Since
	if m.tried.After(since) {
		since = m.tried
	}
	if !passed(now, since, min(retryFirst<<min(m.tries, 8), retryMost)) || !o.mayPass(in) {
		return nil
	}
	m.tries++
	m.tried = now
	return o.engine.Hold(in.Bundle.ID, library.Queued)
}

// mayPass reports whether a bundle's problem is one that passes by itself, and
// does not plainly go on.
func (o *Owner) mayPass(in seeding.Input) bool {
	switch library.CodeOf(in.Transfer.Problem) {
	case library.CodeDiskFull, library.CodeQuota:
		return o.room(in.Bundle.Folder, in.Transfer.Wanted-in.Transfer.Done) == nil
	case library.CodeFolderGone:
		info, err := os.Stat(o.rootOf(in.Bundle.Folder))
		return err == nil && info.IsDir()
	case library.CodeReadOnly, library.CodeNoInterface, library.CodeProxy:
		return true
	}
	return false
}

// rootOf is the folder that must be there for a bundle's folder to be made.
func (o *Owner) rootOf(folder string) string {
	if o.inMedia(folder) {
		return o.media()
	}
	return filepath.Dir(folder)
}

// inMedia reports whether a bundle's folder lies in the media folder; one without
// a folder yet will.
func (o *Owner) inMedia(folder string) bool {
	if folder == "" {
		return true
	}
	rel, err := filepath.Rel(o.media(), folder)
	return err == nil && filepath.IsLocal(rel)
}
