package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"matinee/library"
)

// Batch is what a set of codes is good for.
type Batch struct {
	Bundle  library.Token
	Edition library.EditionID
	Count   int
	Expires time.Time // zero: never
}

// maxCodes bounds one set of codes.
const maxCodes = 10_000

// Vouchers makes codes, each good for one licence. Only their hashes are kept: what is
// returned here is never seen again.
func (s *Store) Vouchers(ctx context.Context, b Batch) (codes []string, err error) {
	if b.Count < 1 || b.Count > maxCodes {
		return nil, library.Errorf(library.CodeBadSetting, "%d codes; 1 to %d can be made at a time", b.Count, maxCodes)
	}
	expires := int64(0)
	if !b.Expires.IsZero() {
		expires = b.Expires.Unix()
	}
	batch := string(newToken())
	err = s.db.change(ctx, func(tx tx) error {
		if _, err := s.sold(ctx, tx, b.Bundle, b.Edition); err != nil {
			return err
		}
		for range b.Count {
			code := newCode()
			if _, err := tx.exec(ctx, `INSERT INTO vouchers (code, batch, bundle, edition, expires) VALUES (?, ?, ?, ?, ?)`,
				hashOf(normal(code)), batch, string(b.Bundle), string(b.Edition), expires); err != nil {
				return err
			}
			codes = append(codes, code)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("make vouchers: %w", err)
	}
	return codes, nil
}

// newCode draws 100 bits, in groups that can be read out.
func newCode() string {
	var raw [13]byte
	_, _ = rand.Read(raw[:]) // it never fails
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])[:20]
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:]
}

// normal is a code as it is kept, whatever a person made of it.
func normal(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z' || r >= '2' && r <= '7':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '0':
			return 'O'
		case r == '1':
			return 'I'
		}
		return -1
	}, code[:min(len(code), 100)])
}

// newToken draws a number that names a licence, an order or a batch.
func newToken() library.Token {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return library.Token(hex.EncodeToString(raw[:]))
}

// redeem marks a voucher as used by an order.
func (s *Store) redeem(ctx context.Context, tx tx, a Ask, r row) error {
	var bundle, edition, used string
	var expires int64
	err := tx.row(ctx, `SELECT bundle, edition, expires, used FROM vouchers WHERE code = ?`, hashOf(normal(a.Voucher))).Scan(&bundle, &edition, &expires, &used)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return library.Errorf(library.CodeBadCode, "it is not known")
	case err != nil:
		return err
	case used != "":
		return &library.Error{Code: library.CodeUsedCode}
	case expires != 0 && s.now().Unix() >= expires:
		return library.Errorf(library.CodeBadCode, "it has expired")
	case bundle != string(r.Bundle) || edition != string(r.Edition):
		return library.Errorf(library.CodeBadCode, "it is for something else")
	}
	took, err := tx.once(ctx, `UPDATE vouchers SET used = ? WHERE code = ? AND used = ''`, string(r.ID), hashOf(normal(a.Voucher)))
	if err == nil && !took {
		err = &library.Error{Code: library.CodeUsedCode}
	}
	return err
}
