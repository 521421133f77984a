package owner

import (
	"context"

	"matinee/library"
)

// followSupply has the policy follow what the system says of power and network, and
// everything look for people again when the computer woke, until ctx ends.
func (o *Owner) followSupply(ctx context.Context) {
	if o.cfg.Supply == nil {
		return
	}
	o.cfg.Supply(ctx, func(now library.Supply) {
		o.gov.supply.Store(&now)
		o.reconsiderAll()
	}, func() { o.woke(ctx) })
}

// reconsiderAll has the policy look at once.
func (o *Owner) reconsiderAll() {
	select {
	case o.gov.again <- struct{}{}:
	default:
	}
}

// woke: connections are gone, and where there was one network there may be another.
func (o *Owner) woke(ctx context.Context) {
	o.log.InfoContext(ctx, "the computer woke: everybody is looked for again")
	o.engine.Woke()
	o.reconsiderAll()
}
