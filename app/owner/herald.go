package owner

import (
	"context"

	"matinee/app/herald"
	"matinee/library"
	"matinee/library/format"
)

// heralding is what the herald works with.
func (o *Owner) heralding() herald.Config {
	return herald.Config{
		DHT: o.engine, Vault: o.vault, Channels: o.follow, Bundles: o.withTerms, Documents: o.documents, Take: o.released,
		Logger: o.log, Now: o.cfg.Now,
	}
}

// withTerms are the bundles whose editions are known here: by their channels, or
// because they were made here.
func (o *Owner) withTerms(ctx context.Context) ([]library.BundleID, error) {
	ids, err := o.db.BundlesWithTerms(ctx)
	if err != nil {
		return nil, err
	}
	made, err := o.studio.Productions(ctx)
	for _, p := range made {
		if p.Bundle != "" {
			ids = append(ids, p.Bundle)
		}
	}
	return ids, err
}

// documents are those of a bundle in the library; false where its terms are not known.
func (o *Owner) documents(ctx context.Context, id library.BundleID) (d herald.Documents, known bool, err error) {
	if _, err := o.engine.Bundle(id); err != nil {
		return d, false, nil //nolint:nilerr // it left the library
	}
	kept, err := o.db.Editions(ctx, id)
	if err != nil {
		return d, false, err
	}
	if len(kept.Terms) == 0 {
		m, t, err := o.studio.Documents(string(id))
		if err != nil {
			return d, false, nil //nolint:nilerr // it is nobody's here
		}
		return herald.Documents{Manifest: m, Terms: t}, true, nil
	}
	m, err := format.Read[format.Manifest](kept.Manifest)
	if err != nil {
		return d, false, err
	}
	t, err := format.Read[format.Terms](kept.Terms)
	return herald.Documents{Manifest: m.Doc, Terms: t.Doc}, err == nil, err
}

// releasing notes that a key of one's own is published: by the creator's clock, as it is
// the creator's own. The herald puts it into the DHT.
func (o *Owner) releasing(ctx context.Context, r format.Signed[format.Release]) {
	m, t, err := o.studio.Documents(string(r.Doc.Bundle))
	if err == nil {
		_, err = o.vault.Release(ctx, r, m, t, o.now())
	}
	if err != nil {
		o.log.Warn("note a key that is published", "bundle", r.Doc.Bundle, "err", err)
		return
	}
	o.reconsider(ctx, r.Doc.Bundle)
}

// reconsider has the herald look anew at a publication, under every infohash it has.
func (o *Owner) reconsider(ctx context.Context, bundle library.Token) {
	if p, err := o.studio.Find(string(bundle)); err == nil && p.Bundle != "" {
		o.herald.Changed(p.Bundle)
	}
	kept, err := o.db.EditionsOf(ctx, bundle)
	if err != nil {
		o.log.Warn("look for a publication", "bundle", bundle, "err", err)
	}
	for _, e := range kept {
		o.herald.Changed(e.ID)
	}
}

// keptEditions hears that the documents of a bundle are new.
func (o *Owner) keptEditions(ctx context.Context, id library.BundleID) {
	o.tellKept(ctx, id)
	o.herald.Changed(id)
}
