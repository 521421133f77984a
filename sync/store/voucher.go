package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"strings"

	"matinee/library"
)

// maxCodes bounds one set of codes.
const maxCodes = 10_000

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

// redeem marks a voucher as used by an order, whose licence is of the kind that it is for.
func (s *Store) redeem(ctx context.Context, tx tx, a Ask, r *row) error {
	var bundle, edition, used string
	var expires, canceled int64
	code := hashOf(normal(a.Voucher))
	err := tx.row(ctx, `SELECT v.bundle, v.edition, v.expires, v.used, b.canceled, b.kind FROM vouchers v JOIN batches b ON b.id = v.batch WHERE v.code = ?`,
		code).Scan(&bundle, &edition, &expires, &used, &canceled, &r.kind)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return library.Errorf(library.CodeBadCode, "it is not known")
	case err != nil:
		return err
	case used != "":
		return &library.Error{Code: library.CodeUsedCode}
	case canceled != 0:
		return library.Errorf(library.CodeBadCode, "it is not taken any more")
	case expires != 0 && s.now().Unix() >= expires:
		return library.Errorf(library.CodeBadCode, "it has expired")
	case bundle != string(r.Bundle) || edition != string(r.Edition):
		return library.Errorf(library.CodeBadCode, "it is for something else")
	}
	took, err := tx.once(ctx, `UPDATE vouchers SET used = ? WHERE code = ? AND used = ''`, string(r.ID), code)
	if err == nil && !took {
		err = &library.Error{Code: library.CodeUsedCode}
	}
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `UPDATE orders SET kind = ? WHERE id = ?`, string(r.kind), string(r.ID))
	return err
}
