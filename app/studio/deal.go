package studio

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// maxAnnex bounds what stays between the parties of a deal, in bytes.
const maxAnnex = 16 << 20

func (s *Studio) deals() folder { return folder{filepath.Join(s.cfg.Dir, "deals")} }

// NewDeal signs a deal with a channel's key, and keeps it. Author, identifier and
// the annex's hash are filled in. It binds once every store has signed it, too.
func (s *Studio) NewDeal(ctx context.Context, channel string, d format.Deal, annex []byte) ([]byte, error) {
	signer, err := s.cfg.Channels.Signer(ctx, channel)
	if err != nil {
		return nil, err
	}
	if len(annex) > maxAnnex {
		return nil, library.Errorf(library.CodeBadDocument, "an annex of more than %s", library.Bytes(maxAnnex))
	}
	d.Author, d.ID = signer.Author(s.now()), publish.NewToken()
	if d.Annex = ""; len(annex) > 0 {
		d.Annex = library.DigestOf(sha256.Sum256(annex))
	}
	signed, err := format.Sign(d, signer.Key())
	if err != nil {
		return nil, err
	}
	if len(annex) > 0 {
		if err := s.deals().write(string(d.ID)+".annex", annex); err != nil {
			return nil, err
		}
	}
	return signed.Bytes(), s.deals().write(string(d.ID)+".json", signed.Bytes())
}

// SignDeal adds the signature of the creator's own store, or of a channel's key, to a
// deal, keeps it and returns it.
func (s *Studio) SignDeal(ctx context.Context, raw []byte, channel string, asStore bool) ([]byte, error) {
	var signed format.Signed[format.Deal]
	if asStore {
		hand, err := s.hand()
		if err != nil {
			return nil, err
		}
		if signed, err = format.Cosign(raw, hand.Key); err != nil {
			return nil, err
		}
	} else {
		signer, err := s.cfg.Channels.Signer(ctx, channel)
		if err != nil {
			return nil, err
		}
		if signed, err = format.Cosign(raw, signer.Key()); err != nil {
			return nil, err
		}
	}
	return signed.Bytes(), s.deals().write(string(signed.Doc.ID)+".json", signed.Bytes())
}

// KeepDeal verifies a deal that everybody signed, and its annex if it is handed over,
// and keeps them.
func (s *Studio) KeepDeal(raw, annex []byte) (format.Signed[format.Deal], error) {
	d, err := VerifyDeal(raw, annex)
	if err != nil {
		return d, err
	}
	if len(annex) > 0 {
		if err := s.deals().write(string(d.Doc.ID)+".annex", annex); err != nil {
			return d, err
		}
	}
	return d, s.deals().write(string(d.Doc.ID)+".json", raw)
}

// VerifyDeal reads a deal that everybody signed, and holds its annex, if there is one
// to hold, against its hash.
func VerifyDeal(raw, annex []byte) (format.Signed[format.Deal], error) {
	d, err := format.Read[format.Deal](raw)
	if err != nil {
		return d, err
	}
	if len(annex) > 0 && library.DigestOf(sha256.Sum256(annex)) != d.Doc.Annex {
		return d, library.Errorf(library.CodeMismatch, "the annex is not the one that was signed")
	}
	return d, nil
}

// Deal returns a deal that everybody signed.
func (s *Studio) Deal(id library.Token) (format.Signed[format.Deal], error) {
	if id.Valid() != nil {
		return format.Signed[format.Deal]{}, library.Errorf(library.CodeNotFound, "%.40q is no deal", string(id))
	}
	raw, err := s.deals().read(string(id) + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return format.Signed[format.Deal]{}, library.Errorf(library.CodeNotFound, "the deal %s", id)
	}
	if err != nil {
		return format.Signed[format.Deal]{}, err
	}
	return format.Read[format.Deal](raw)
}

// KeepAnnex keeps the annex of a deal that is here: the very one that was signed.
func (s *Studio) KeepAnnex(id library.Token, annex []byte) error {
	d, err := s.Deal(id)
	if err != nil {
		return err
	}
	if len(annex) == 0 {
		return library.Errorf(library.CodeMismatch, "the annex is empty")
	}
	if _, err := VerifyDeal(d.Bytes(), annex); err != nil {
		return err
	}
	return s.deals().write(string(id)+".annex", annex)
}

// CheckDeal verifies a deal that is kept here anew: the signature of every party, and that
// its annex, if that is here, is the one that was signed.
func (s *Studio) CheckDeal(id library.Token) (d format.Signed[format.Deal], annexHere bool, err error) {
	if d, err = s.Deal(id); err != nil {
		return d, false, err
	}
	annex, err := s.deals().read(string(id) + ".annex")
	if errors.Is(err, fs.ErrNotExist) {
		return d, false, nil
	}
	if err == nil && library.DigestOf(sha256.Sum256(annex)) != d.Doc.Annex {
		err = library.Errorf(library.CodeMismatch, "the annex is not the one that was signed")
	}
	return d, err == nil, err
}

// HasAnnex reports whether the annex of a deal is kept here.
func (s *Studio) HasAnnex(id library.Token) bool {
	_, err := os.Stat(s.deals().path(string(id) + ".annex"))
	return err == nil
}

// ExportDeal writes a deal, and its annex if it is here, into a folder, where each
// party can keep and verify them.
func (s *Studio) ExportDeal(id library.Token, to string) error {
	d, _, err := s.CheckDeal(id)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return &library.Error{Code: library.CodeReadOnly, Detail: to, Err: err}
	}
	annex, err := s.deals().read(string(id) + ".annex")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = publish.WriteWhole(filepath.Join(to, "deal-"+string(id)+".json"), d.Bytes(), 0o644)
	if err == nil && annex != nil {
		err = publish.WriteWhole(filepath.Join(to, "deal-"+string(id)+".annex"), annex, 0o600)
	}
	return err
}

// Deals are those that are kept here and that everybody has signed.
func (s *Studio) Deals() (list []format.Signed[format.Deal], err error) {
	names, err := filepath.Glob(s.deals().path("*.json"))
	for _, n := range names {
		d, derr := s.Deal(library.Token(strings.TrimSuffix(filepath.Base(n), ".json")))
		if derr == nil {
			list = append(list, d)
		} else if !errors.Is(derr, format.FaultSigner) { // others have still to sign
			err = errors.Join(err, derr)
		}
	}
	return list, err
}
