package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"matinee/library"
	"matinee/library/ledger"
)

// Export is a channel's books with all that they are recomputed from. Nothing in it tells
// who bought.
type Export struct {
	Channel  library.Key    `json:"channel"`
	Store    library.Key    `json:"store"`
	Formerly []library.Key  `json:"formerly,omitempty"` // keys it signed with before
	Terms    []string       `json:"terms"`              // every version that something was sold under
	Entries  []ledger.Entry `json:"entries"`
	Head     ledger.Head    `json:"head"`
}

// eachEntry hands out a channel's entries after one, in their order: all, or so many.
func (t tx) eachEntry(ctx context.Context, channel library.Key, after int64, take func(ledger.Entry) error, most ...int64) error {
	until := int64(1 << 62)
	if len(most) > 0 {
		until = after + most[0]
	}
	rows, err := t.rows(ctx, `SELECT entry FROM entries WHERE channel = ? AND n > ? AND n <= ? ORDER BY n`, string(channel), after, until)
	if err != nil {
		return err
	}
	return each(rows, take)
}

// each hands out the entries that were found, and closes the rows.
func each(rows *sql.Rows, take func(ledger.Entry) error) error {
	defer rows.Close()
	var data sql.RawBytes
	for rows.Next() {
		var e ledger.Entry
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := json.Unmarshal(data, &e); err != nil {
			return err
		}
		if err := take(e); err != nil {
			return err
		}
	}
	return rows.Err()
}
