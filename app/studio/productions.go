package studio

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"matinee/library"
	"matinee/library/format"
)

// Productions returns one's own bundles, the newest first. One that cannot be read
// does not hide the others: the error names it.
func (s *Studio) Productions(context.Context) ([]library.Production, error) {
	all, err := s.states()
	views := make([]library.Production, 0, len(all))
	for _, st := range all {
		views = append(views, s.view(s.home(st.ID), st))
	}
	return views, err
}

func (s *Studio) states() (all []state, err error) {
	names, err := os.ReadDir(s.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, n := range names {
		id := library.Token(n.Name())
		if id.Valid() != nil {
			continue
		}
		st, lerr := s.home(id).load()
		if lerr != nil {
			err = errors.Join(err, lerr)
			continue
		}
		all = append(all, st)
	}
	slices.SortStableFunc(all, func(a, b state) int { return b.Published.Compare(a.Published) })
	return all, err
}

// minPrefix is how much of an id names a production.
const minPrefix = 4

// Find returns the production of that id, at least four digits of it, its infohash
// or its title.
func (s *Studio) Find(name string) (library.Production, error) {
	st, err := s.find(name)
	if err != nil {
		return library.Production{}, err
	}
	return s.view(s.home(st.ID), st), nil
}

func (s *Studio) find(name string) (state, error) {
	all, err := s.states()
	var found []state
	lower := strings.ToLower(strings.TrimSpace(name))
	for _, st := range all {
		prefix := len(lower) >= minPrefix && (strings.HasPrefix(string(st.ID), lower) || strings.HasPrefix(string(st.Bundle), lower))
		if prefix || st.Title == name {
			found = append(found, st)
		}
	}
	if len(found) != 1 {
		return state{}, errors.Join(err, library.Errorf(library.CodeNotFound, "%.60s means %d productions", name, len(found)))
	}
	return found[0], nil
}

// Documents are the manifest and the terms in force of a production that is listed.
func (s *Studio) Documents(name string) (m format.Manifest, t format.Terms, err error) {
	st, err := s.find(name)
	if err != nil {
		return m, t, err
	}
	f := s.home(st.ID)
	manifest, err := f.manifest()
	if err != nil {
		return m, t, err
	}
	terms, err := f.terms()
	return manifest.Doc, terms.Doc, err
}

// view is a production as others see it.
func (s *Studio) view(f folder, st state) library.Production {
	p := library.Production{
		ID: st.ID, Title: st.Title, State: library.ProductionBegun, Source: st.Source, Folder: st.Folder, Channel: st.Channel,
		Bundle: st.Bundle, Published: st.Published, Withdrawn: st.Withdrawn, Why: st.Why,
		Licences: len(f.issued()), Consigned: f.consigned(),
	}
	if t, err := f.terms(); err == nil {
		p.Terms, p.Issued = t.Doc.Version, t.Doc.Issued
		for _, e := range t.Doc.Editions {
			p.Editions = append(p.Editions, e.Edition)
		}
		if m, err := f.manifest(); err == nil {
			p.Offered = offered(m.Doc, t.Doc, st.Released)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.running[st.ID]
	switch {
	case r != nil:
		p.State, p.Done, p.Total = library.ProductionMaking, r.at.Done, r.at.Total
		if r.gate.Paused() {
			p.State = library.ProductionHeld
		}
	case !st.Withdrawn.IsZero():
		p.State = library.ProductionWithdrawn
	case !st.Published.IsZero():
		p.State = library.ProductionPublished
	case st.Bundle != "":
		p.State = library.ProductionMade
	}
	return p
}

// offered joins what a bundle is with its terms in force.
func offered(m format.Manifest, t format.Terms, released []string) []library.OfferedEdition {
	list := make([]library.OfferedEdition, 0, len(t.Editions))
	for _, e := range t.Editions {
		known, _ := m.Edition(e.Edition)
		one := library.OfferedEdition{
			ID: e.Edition, Name: known.Name, Offers: e.Offers, Window: e.Window, Splits: e.Splits,
			Sealed: known.Recipient != "", Premiere: known.Premiere != "",
		}
		for _, kind := range []library.ReleaseKind{library.ReleasePremiere, library.ReleaseOpen} {
			if slices.Contains(released, dueKey{e.Edition, kind}.name()) {
				one.Released = append(one.Released, kind)
			}
		}
		list = append(list, one)
	}
	return list
}

// issued are the files of the licences that were issued by hand.
func (f folder) issued() []string {
	names, err := filepath.Glob(f.path("licences", "*.json"))
	if err != nil {
		return nil
	}
	return names
}

// changing calls change with a production that was made, and its documents; nobody
// else changes it meanwhile.
func (s *Studio) changing(name string, change func(folder, *state) error) (library.Production, error) {
	st, err := s.find(name)
	if err != nil {
		return library.Production{}, err
	}
	defer s.turn(st.ID)()
	f := s.home(st.ID)
	if st, err = f.load(); err == nil {
		err = change(f, &st)
	}
	if err != nil {
		return library.Production{}, fmt.Errorf("%s: %w", st.Title, err)
	}
	return s.view(f, st), nil
}
