package swarm

import (
	"context"
	"time"

	"matinee/library"
)

// saveCounts stores totals and helped peers when it is time.
func (e *Engine) saveCounts(now time.Time, totals, helped *time.Time) {
	if now.Sub(*helped) >= helpedTick {
		*helped = now
		if err := e.saveHelped(e.ctx); err != nil {
			e.log.Warn("store helped peers", "err", err)
		}
	}
	if now.Sub(*totals) >= totalsTick {
		*totals = now
		if err := e.saveTotals(e.ctx); err != nil {
			e.log.Warn("store traffic totals", "err", err)
		}
	}
}

// saveTotals stores what the traffic totals grew by.
func (e *Engine) saveTotals(ctx context.Context) error {
	var grown []library.Totals
	e.mu.Lock()
	for _, en := range e.entries {
		t := en.meter.unsaved
		if t.Downloaded != 0 || t.Uploaded != 0 || t.SeedTime != 0 {
			t.ID = en.id
			grown = append(grown, t)
			en.meter.unsaved = library.Totals{}
		}
	}
	e.mu.Unlock()
	if len(grown) == 0 {
		return nil
	}
	err := e.cfg.Store.AddTotals(ctx, grown)
	if err != nil {
		e.owe(grown)
	}
	return err
}

// owe takes back totals that could not be stored.
func (e *Engine) owe(totals []library.Totals) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, t := range totals {
		if en, ok := e.entries[t.ID]; ok {
			u := &en.meter.unsaved
			u.Downloaded += t.Downloaded
			u.Uploaded += t.Uploaded
			u.SeedTime += t.SeedTime
		}
	}
}
