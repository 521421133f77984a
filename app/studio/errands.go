package studio

import (
	"errors"
	"maps"

	"matinee/library"
)

// Errand is what a store that sells an edition does not know yet: the terms in force.
type Errand struct {
	Production library.Token
	Store      library.Key
	Terms      library.Digest
}

// Errands are those that are to be run: stores with an edition of a production, and terms
// that they were not told.
func (s *Studio) Errands() (list []Errand, err error) {
	all, err := s.states()
	for _, st := range all {
		if st.Published.IsZero() || !st.Withdrawn.IsZero() {
			continue
		}
		f := s.home(st.ID)
		stores := map[library.Key]bool{}
		for _, c := range f.consignments() {
			if c.Doc.Withdrawn.IsZero() {
				stores[c.Doc.Store] = true
			}
		}
		if len(stores) == 0 {
			continue
		}
		terms, terr := f.terms()
		if terr != nil {
			err = errors.Join(err, terr)
			continue
		}
		for store := range maps.Keys(stores) {
			if st.Told[store] != terms.Digest() {
				list = append(list, Errand{st.ID, store, terms.Digest()})
			}
		}
	}
	return list, err
}

// Ran notes that a store knows terms.
func (s *Studio) Ran(e Errand) error {
	_, err := s.changing(string(e.Production), func(f folder, st *state) error {
		if st.Told == nil {
			st.Told = map[library.Key]library.Digest{}
		}
		st.Told[e.Store] = e.Terms
		return f.save(*st)
	})
	return err
}
