package owner

import (
	"matinee/library"
	"matinee/sync/seeding"
)

// publish keeps the reasons of a plan for those who show them, who must not wait
// for the policy.
func (g *governor) publish(s library.Settings, plan []seeding.Verdict, inputs []seeding.Input) {
	reasons := make(map[library.BundleID]library.Reason, len(plan))
	for i, v := range plan {
		yields := g.slowed && !inputs[i].Transfer.Streaming
		if r := seeding.ReasonOf(s, inputs[i], v, yields); r.Why != library.WhyNone {
			reasons[v.ID] = r
		}
	}
	g.reasons.Store(&reasons)
}

// Transfers returns a snapshot of every bundle's traffic, with the reasons the
// policy gave when it looked last. A bundle whose state changed since has none.
func (o *Owner) Transfers() []library.Transfer {
	all := o.shelf.Transfers()
	reasons := o.gov.reasons.Load()
	if reasons == nil {
		return all
	}
	for i := range all {
		if r, ok := (*reasons)[all[i].ID]; ok && r.State == all[i].State {
			all[i].Reason = r
		}
	}
	return all
}

// Traffic returns what holds for all transfers together: the limits in force and
// the next ones, and the room on the disk.
func (o *Owner) Traffic() library.Traffic {
	now, s := o.now(), o.CurrentSettings()
	down, up := seeding.LimitsAt(now, s)
	t := library.Traffic{
		Limits: library.Limits{Down: down, Up: up},
		Alt:    seeding.Alternative(now, s),
		Yields: o.gov.yields.Load(),
		Used:   o.space.used.Load() + o.space.pending.Load(), Quota: s.DiskQuota, Floor: s.DiskFloor, Free: -1,
	}
	if at, then, ok := seeding.NextLimits(now, s); ok {
		t.Next, t.Then = at, then
	}
	if free, err := freeSpace(o.media()); err == nil {
		t.Free = free
	}
	return t
}
