package studio

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// DraftOf is the draft that a production has its terms from, also when the folder of
// the work is gone.
func (s *Studio) DraftOf(name string) (*library.Draft, error) {
	st, err := s.find(name)
	if err != nil {
		return nil, err
	}
	var d library.Draft
	if err := s.home(st.ID).readJSON(draftFile, &d); err != nil {
		return nil, fmt.Errorf("read the draft of %s: %w", st.Title, err)
	}
	return &d, d.CheckFormat()
}

// Revise gives a published bundle new terms, as of the editions of a draft. Once a
// licence was issued, or a store may have sold one, no window ends or opens later.
func (s *Studio) Revise(ctx context.Context, name string, d *library.Draft) (library.Production, error) {
	return s.changing(name, func(f folder, st *state) error {
		if !st.Withdrawn.IsZero() {
			return library.Errorf(library.CodeNotReady, "it was withdrawn")
		}
		if d.ID != st.ID {
			return library.Errorf(library.CodeMismatch, "the draft is another bundle's")
		}
		built, err := f.built()
		if err != nil {
			return err
		}
		signer, err := s.cfg.Channels.Signer(ctx, string(st.Channel))
		if err != nil {
			return err
		}
		r, err := s.revision(d, built.Terms.Doc)
		if err != nil {
			return err
		}
		next, err := publish.Revise(signer, built.Manifest.Doc, built.Terms, r, f.sold(), s.now())
		if err != nil {
			return err
		}
		built.Terms = next
		if err := errors.Join(f.write(termsName(next.Doc.Version), next.Bytes()), f.writeJSON(draftFile, d)); err != nil {
			return fmt.Errorf("keep the terms: %w", err)
		}
		if st.Published.IsZero() {
			return nil
		}
		err = s.cfg.Channels.Publish(ctx, st.Channel, Change{Bundles: []publish.Built{built}})
		s.wake()
		return err
	})
}

// revision is what a draft's editions change. A window that began when the bundle
// was published keeps its beginning.
func (s *Studio) revision(d *library.Draft, old format.Terms) (publish.Revision, error) {
	r := publish.Revision{Fee: &d.Fee, Stores: &d.Stores}
	for _, e := range d.Editions {
		published := s.now()
		if before, known := old.Edition(e.ID); known && before.Window != nil && e.Window != nil && e.Window.From == "" {
			published = before.Window.From
		}
		made, err := publish.EditionTerms(e, published)
		if err != nil {
			return r, err
		}
		r.Editions = append(r.Editions, made)
	}
	deal, err := s.dealFor(d)
	r.Deal = &deal
	return r, err
}

// sold reports whether somebody may hold a licence to what the terms promised.
func (f folder) sold() bool {
	consigned, err := filepath.Glob(f.path("consignments", "*.json"))
	return err != nil || len(consigned) > 0 || len(f.issued()) > 0
}

// Withdraw takes a bundle out of its channel. Who has it keeps it, and its swarm
// goes on.
func (s *Studio) Withdraw(ctx context.Context, name, why string) (library.Production, error) {
	return s.changing(name, func(f folder, st *state) error {
		if st.Published.IsZero() || !st.Withdrawn.IsZero() {
			return library.Errorf(library.CodeNotReady, "it is not in its channel")
		}
		if err := s.cfg.Channels.Publish(ctx, st.Channel, Change{Withdraw: []library.Token{st.ID}, Why: why}); err != nil {
			return err
		}
		st.Withdrawn, st.Why = s.now(), why
		return f.save(*st)
	})
}

// Consign hands an edition's key to a store and returns the document that is sent to
// it. The store's certificate says who it is; the channel must have signed it.
func (s *Studio) Consign(ctx context.Context, name string, edition library.EditionID, store []byte) ([]byte, error) {
	all, err := s.HandOver(ctx, name, edition, store)
	return all.Consignment, err
}

// Handover is all that a store needs to sell an edition.
type Handover struct{ Manifest, Terms, Consignment []byte }

// HandOver consigns an edition and returns it with the documents it belongs to.
func (s *Studio) HandOver(ctx context.Context, name string, edition library.EditionID, store []byte) (out Handover, err error) {
	_, err = s.changing(name, func(f folder, st *state) error {
		c, err := format.Read[format.StoreCertificate](store)
		if err != nil {
			return err
		}
		if c.Doc.Channel != st.Channel {
			return library.Errorf(library.CodeMismatch, "the store is another channel's")
		}
		built, signer, keys, err := s.open(ctx, f, st)
		if err != nil {
			return err
		}
		made, err := publish.Consign(signer, built.Manifest.Doc, built.Terms, edition, c.Doc.Store, keys[edition], s.now())
		if err != nil {
			return err
		}
		out = Handover{Manifest: built.Manifest.Bytes(), Terms: built.Terms.Bytes(), Consignment: made.Bytes()}
		return f.write(consignmentName(made.Doc), out.Consignment)
	})
	return out, err
}

func consignmentName(c format.Consignment) string {
	return filepath.Join("consignments", string(c.ID)+"-"+strconv.FormatInt(c.Version, 10)+".json")
}

// Papers are the documents of a production without a consignment.
func (s *Studio) Papers(name string) (Handover, error) {
	st, err := s.find(name)
	if err != nil {
		return Handover{}, err
	}
	built, err := s.home(st.ID).built()
	if err != nil {
		return Handover{}, err
	}
	return Handover{Manifest: built.Manifest.Bytes(), Terms: built.Terms.Bytes()}, nil
}

// open reads what is needed to speak of a production, and its keys.
func (s *Studio) open(ctx context.Context, f folder, st *state) (publish.Built, publish.Signer, publish.Keys, error) {
	built, err := f.built()
	if err != nil {
		return built, nil, nil, err
	}
	signer, err := s.cfg.Channels.Signer(ctx, string(st.Channel))
	if err != nil {
		return built, nil, nil, err
	}
	keys, err := f.storedKeys()
	return built, signer, keys, err
}

// consignments are the newest versions of those of a production.
func (f folder) consignments() []format.Signed[format.Consignment] {
	names, err := filepath.Glob(f.path("consignments", "*.json"))
	if err != nil {
		return nil
	}
	newest := map[library.Token]format.Signed[format.Consignment]{}
	for _, n := range names {
		raw, err := publish.ReadBounded(n, format.MaxConsignment)
		if err != nil {
			continue
		}
		c, err := format.Read[format.Consignment](raw)
		if err == nil && c.Doc.Version > newest[c.Doc.ID].Doc.Version {
			newest[c.Doc.ID] = c
		}
	}
	list := make([]format.Signed[format.Consignment], 0, len(newest))
	for _, c := range newest {
		list = append(list, c)
	}
	return list
}

// consigned counts the stores' editions that were not taken back.
func (f folder) consigned() (n int) {
	for _, c := range f.consignments() {
		if c.Doc.Withdrawn.IsZero() {
			n++
		}
	}
	return n
}

// StoreIn is whose certificate a document is.
func StoreIn(certificate []byte) (library.Key, error) {
	c, err := format.Read[format.StoreCertificate](certificate)
	return c.Doc.Store.Key, err
}

// TakeBack withdraws every consignment of an edition to a store and returns the
// documents that are sent to it.
func (s *Studio) TakeBack(ctx context.Context, name string, edition library.EditionID, store library.Key) ([][]byte, error) {
	var out [][]byte
	_, err := s.changing(name, func(f folder, st *state) error {
		signer, err := s.cfg.Channels.Signer(ctx, string(st.Channel))
		if err != nil {
			return err
		}
		for _, c := range f.consignments() {
			if c.Doc.Edition != edition || c.Doc.Store != store || !c.Doc.Withdrawn.IsZero() {
				continue
			}
			back, err := publish.TakeBack(signer, c, s.now())
			if err == nil {
				err = f.write(consignmentName(back.Doc), back.Bytes())
			}
			if err != nil {
				return err
			}
			out = append(out, back.Bytes())
		}
		if len(out) == 0 {
			return library.Errorf(library.CodeNotFound, "the store has nothing of this edition")
		}
		return nil
	})
	return out, err
}
