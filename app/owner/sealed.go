package owner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/seal"
	"matinee/sync/stream"
	"matinee/sync/swarm"
)

// opener lets the stream server read items from the engine: the sealed ones as
// what they are once they are opened.
type opener struct{ o *Owner }

func (s opener) Open(ctx context.Context, id library.BundleID, item int) (stream.Content, error) {
	content, err := s.o.engine.Open(ctx, id, item)
	if err != nil {
		return nil, err
	}
	b, err := s.o.engine.Bundle(id)
	if err != nil {
		return nil, errors.Join(err, content.Close())
	}
	if i, _ := b.Item(item); !i.Sealed() {
		return content, nil
	}
	opened, err := s.o.unseal(ctx, b, item, content)
	if err != nil {
		return nil, errors.Join(err, content.Close())
	}
	return opened, nil
}

// unseal opens the content of a sealed item with what the vault holds.
func (o *Owner) unseal(ctx context.Context, b library.Bundle, index int, content *swarm.Content) (*unsealed, error) {
	m, item, err := o.sealedItem(ctx, b, index)
	if err != nil {
		return nil, err
	}
	key, err := o.vault.Key(ctx, m, item)
	if err != nil {
		return nil, err
	}
	plain, err := seal.OpenAt(&anywhere{r: content}, content.Size(), key)
	if err != nil {
		return nil, err
	}
	if plain.Size() != item.Plain.Length {
		return nil, library.Errorf(library.CodeDamagedItem, "%s has %d bytes, not %d", item.Path, plain.Size(), item.Plain.Length)
	}
	return &unsealed{
		SectionReader: io.NewSectionReader(plain, 0, plain.Size()), plain: plain, content: content,
		name: library.Item{Path: content.Name()}.Plain(), etag: `"` + string(item.Plain.SHA256) + `"`,
	}, nil
}

// unsealed is the plain form of a sealed item. Closing it closes what it is read
// from.
type unsealed struct {
	*io.SectionReader
	plain      *seal.Opened
	content    *swarm.Content
	name, etag string
}

// Read gives one chunk at a time: who asks for more would get the first only when the last
// has arrived.
func (u *unsealed) Read(p []byte) (int, error) {
	at, err := u.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, err
	}
	return u.SectionReader.Read(p[:min(int64(len(p)), u.plain.Ahead(at))])
}

func (u *unsealed) Close() error { return u.content.Close() }
func (u *unsealed) Name() string { return u.name }
func (u *unsealed) ETag() string { return u.etag }

// anywhere reads at any offset of what is read by seeking.
type anywhere struct {
	mu sync.Mutex
	r  io.ReadSeeker
}

// ReadAt implements io.ReaderAt.
func (a *anywhere) ReadAt(p []byte, off int64) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, err := a.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(a.r, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// sealedItem finds a sealed item of a bundle in its manifest, and holds the two
// against each other.
func (o *Owner) sealedItem(ctx context.Context, b library.Bundle, index int) (format.Manifest, format.Item, error) {
	in, ok := b.Item(index)
	if !ok {
		return format.Manifest{}, format.Item{}, library.Errorf(library.CodeItemNotFound, "%d", index)
	}
	m, err := o.manifest(ctx, b)
	if err != nil {
		return format.Manifest{}, format.Item{}, err
	}
	item, listed := m.Item(library.ItemPath(in.Path))
	if !listed || item.Sealed == nil || item.Sealed.Length != in.Length {
		return m, item, library.Errorf(library.CodeMismatch, "%s", in.Path)
	}
	return m, item, nil
}

// manifest is the manifest of a bundle: the one that is kept, else the one in the
// bundle itself, which is waited for.
func (o *Owner) manifest(ctx context.Context, b library.Bundle) (format.Manifest, error) {
	kept, err := o.db.Editions(ctx, b.ID)
	if err != nil {
		return format.Manifest{}, err
	}
	if len(kept.Manifest) == 0 {
		return o.fetchManifest(ctx, b)
	}
	signed, err := format.Read[format.Manifest](kept.Manifest)
	return signed.Doc, err
}

// fetchManifest reads the manifest out of the bundle and keeps it once it was
// verified.
func (o *Owner) fetchManifest(ctx context.Context, b library.Bundle) (m format.Manifest, err error) {
	if item, has := manifestItem(b); has {
		if item.Length > format.MaxManifest {
			return m, library.Errorf(library.CodeBadDocument, "a manifest of %d bytes", item.Length)
		}
		content, err := o.openManifest(ctx, b.ID, item.Index)
		if err != nil {
			return m, err
		}
		data, err := io.ReadAll(io.LimitReader(content, format.MaxManifest))
		if err = errors.Join(err, content.Close()); err != nil {
			return m, fmt.Errorf("read the manifest of %s: %w", b.ID, err)
		}
		signed, err := format.Read[format.Manifest](data)
		if err != nil {
			return m, err
		}
		return signed.Doc, o.keepManifest(ctx, b.ID, signed)
	}
	return m, library.Errorf(library.CodeNotFound, "%s has no manifest", b.Title)
}

// openManifest opens the file itself once it is whole: an owner that only looks runs no
// engine, and a reader of it would wait for ever.
func (o *Owner) openManifest(ctx context.Context, id library.BundleID, item int) (io.ReadCloser, error) {
	if path, whole, err := o.engine.ItemPath(id, item); err == nil && whole {
		return os.Open(path)
	}
	return o.engine.Open(ctx, id, item)
}

// checkSealed tells before a sealed item is played why it could not be.
func (o *Owner) checkSealed(ctx context.Context, b library.Bundle, item library.Item) error {
	m, sealed, err := o.sealedItem(ctx, b, item.Index)
	if err != nil {
		return err
	}
	return o.vault.Check(ctx, m, sealed)
}

func manifestItem(b library.Bundle) (library.Item, bool) {
	for _, item := range b.Items {
		if item.Path == format.ManifestName {
			return item, true
		}
	}
	return library.Item{}, false
}

// ImportLicence keeps a licence for a bundle whose manifest is known here, and
// returns it.
func (o *Owner) ImportLicence(ctx context.Context, data []byte) (format.Licence, error) {
	take := func(m format.Manifest, revoked []format.Revocation) (format.Licence, error) {
		return o.vault.Import(ctx, data, m, revoked)
	}
	if format.IsGift(data) {
		gift, err := format.ParseGift(data)
		if err != nil {
			return format.Licence{}, err
		}
		data = gift.Licence
		take = func(m format.Manifest, revoked []format.Revocation) (format.Licence, error) {
			return o.vault.ImportGift(ctx, gift, m, revoked)
		}
	}
	signed, err := format.Read[format.Licence](data)
	if err != nil {
		return format.Licence{}, err
	}
	if err := o.learn(ctx); err != nil {
		return format.Licence{}, err
	}
	known, err := o.db.EditionsOf(ctx, signed.Doc.Bundle)
	if err != nil {
		return format.Licence{}, err
	}
	var why error = library.Errorf(library.CodeNotFound, "bundle %s", signed.Doc.Bundle)
	for _, e := range known {
		m, err := format.Read[format.Manifest](e.Manifest)
		if err != nil {
			why = err
			continue
		}
		revoked, err := o.follow.Revoked(ctx, m.Doc.Channel)
		if err != nil {
			return format.Licence{}, err
		}
		l, refused := take(m.Doc, revoked)
		if refused == nil {
			o.reconsider(ctx, l.Bundle)
			o.shelf.Tell(library.NewDescribed(e.ID))
			return l, nil
		}
		why = refused
	}
	return format.Licence{}, why
}

// Device is to whom licences for this machine are wrapped.
func (o *Owner) Device() library.Recipient { return o.vault.Device() }
