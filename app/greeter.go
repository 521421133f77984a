//go:build cgo

package app

import (
	"context"

	"matinee/app/owner"
	"matinee/app/ui/welcome"
)

// greeter greets at the first start; nil where the data folder was named, since whoever
// does that has set it up.
func greeter(own *owner.Owner, named string) welcome.Backend {
	if named != "" {
		return nil
	}
	return greeterOf{own}
}

// greeterOf is what the first start needs of the owner.
type greeterOf struct{ own *owner.Owner }

func (g greeterOf) MediaFolder() string              { return g.own.MediaFolder() }
func (g greeterOf) UpRate() int64                    { return g.own.CurrentSettings().UpRate }
func (g greeterOf) Uplink(ctx context.Context) int64 { return g.own.Engine().Uplink(ctx) }
func (g greeterOf) CanStartAtLogin() bool            { return g.own.CanStartAtLogin() }

func (g greeterOf) Set(ctx context.Context, key, value string) error {
	return g.own.SetSetting(ctx, key, value)
}
