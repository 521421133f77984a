//go:build !cgo

package app

import (
	"context"

	"matinee/app/cli"
	"matinee/app/control"
)

// withWindow tells whether this build has a window and a player.
const withWindow = false

// Window implements cli.Program for the build without one.
func (p *program) Window(ctx context.Context, _ cli.Options, _ control.RaiseRequest) (cli.Shown, error) {
	return cli.Shown{}, p.Display(ctx)
}
