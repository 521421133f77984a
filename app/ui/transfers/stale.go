package transfers

import "sync/atomic"

// staleFlag remembers, across threads, that the list must be read again.
type staleFlag struct{ v atomic.Bool }

func (f *staleFlag) set()       { f.v.Store(true) }
func (f *staleFlag) take() bool { return f.v.Swap(false) }
