//go:build cgo

package app

import (
	"context"
	"time"

	"matinee/app/books"
	"matinee/app/control"
	"matinee/library"
)

// Accounts implements studio.Accounts.
func (s studioOf) Accounts(ctx context.Context, root library.Key, month time.Time, ask bool, receipts []string) (library.Accounts, error) {
	req := control.AccountsRequest{Channel: string(root), Month: month, Ask: ask}
	for _, path := range receipts {
		raw, err := bounded(path)
		if err != nil {
			return library.Accounts{}, err
		}
		req.Receipts = append(req.Receipts, raw)
	}
	return s.own.Accounts(ctx, req)
}

// Print implements studio.Accounts.
func (s studioOf) Print(of library.Takings, party string, words library.TakingsWords, table bool) ([]byte, error) {
	if table {
		return books.Table(of, party)
	}
	return books.Page(of, party, words)
}
