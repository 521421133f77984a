package disk

import (
	"context"
	"slices"
	"sync"

	"matinee/library"
)

// store is the record store and the ear of a test.
type store struct {
	mu      sync.Mutex
	records map[library.BundleID]library.PieceRecord
	saves   int
	fail    error
	errs    []error
	items   []int
	changes []Change
}

func newStore() *store { return &store{records: map[library.BundleID]library.PieceRecord{}} }

func (s *store) save(_ context.Context, recs []library.PieceRecord) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.saves++
	for _, r := range recs {
		s.records[r.ID] = cloneRecord(r)
	}
	return nil
}

func cloneRecord(r library.PieceRecord) library.PieceRecord {
	r.Done, r.Files = slices.Clone(r.Done), slices.Clone(r.Files)
	return r
}

// all is a copy of the records, as a start would load them.
func (s *store) all() map[library.BundleID]library.PieceRecord {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[library.BundleID]library.PieceRecord{}
	for id, r := range s.records {
		out[id] = cloneRecord(r)
	}
	return out
}

// codes are the kinds of the errors heard of.
func (s *store) codes() (out []library.Code) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, err := range s.errs {
		out = append(out, library.CodeOf(err))
	}
	return out
}

func (s *store) config() Config {
	return Config{
		Records: s.all(), Save: s.save,
		OnError: func(_ library.BundleID, err error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.errs = append(s.errs, err)
		},
		OnItemDone: func(_ library.BundleID, item int) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.items = append(s.items, item)
		},
		OnChanged: func(c Change) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.changes = append(s.changes, c)
		},
	}
}
