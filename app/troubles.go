//go:build cgo

package app

import (
	"context"
	"errors"

	"matinee/app/cli"
	"matinee/app/crash"
	"matinee/app/owner"
	"matinee/app/ui/trouble"
	"matinee/library"
)

// troubles is what the window knows of faults and problems.
type troubles struct {
	*program
	own *owner.Owner
	o   cli.Options
	dir string
}

var _ trouble.Backend = troubles{}

// Crashed implements trouble.Backend.
func (t troubles) Crashed(context.Context) (bool, error) {
	all, err := crash.Untold(crash.Dir(t.dir))
	return len(all) > 0, err
}

// Report implements trouble.Backend.
func (t troubles) Report(ctx context.Context) (library.Trouble, error) {
	settings, err := t.own.Settings(ctx)
	return t.report(ctx, t.o, t.dir, settings, err)
}

// KeepCrash implements trouble.Backend.
func (t troubles) KeepCrash(context.Context) error { return t.each(crash.Crash.MarkTold) }

// DropCrash implements trouble.Backend.
func (t troubles) DropCrash(context.Context) error { return t.each(crash.Crash.Delete) }

func (t troubles) each(do func(crash.Crash) error) error {
	all, err := crash.Untold(crash.Dir(t.dir))
	errs := []error{err}
	for _, c := range all {
		errs = append(errs, do(c))
	}
	return errors.Join(errs...)
}
