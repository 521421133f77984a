package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"matinee/library"
)

// Account is where a party of a channel is paid by itself.
type Account struct {
	Channel  library.Key `json:"channel"`
	Party    string      `json:"party"`
	Provider string      `json:"provider"`
	Account  string      `json:"account"` // the provider's name for it; "" for none
}

// SetAccount says where a party is paid of what is sold from now on. What it is owed from
// before is paid by hand.
func (s *Store) SetAccount(ctx context.Context, a Account) error {
	if a.Party == "" || a.Provider == "" || len(a.Party)+len(a.Provider)+len(a.Account) > 300 {
		return library.Errorf(library.CodeBadSetting, "a party, a provider and an account")
	}
	err := s.db.change(ctx, func(tx tx) error {
		known, err := tx.once(ctx, `UPDATE channels SET root = root WHERE root = ?`, string(a.Channel))
		if err != nil {
			return err
		}
		if !known {
			return library.Errorf(library.CodeNoChannel, "%s", a.Channel)
		}
		if a.Account == "" {
			_, err = tx.exec(ctx, `DELETE FROM accounts WHERE channel = ? AND party = ? AND provider = ?`, string(a.Channel), a.Party, a.Provider)
			return err
		}
		_, err = tx.exec(ctx, `INSERT INTO accounts (channel, party, provider, account) VALUES (?, ?, ?, ?)
			ON CONFLICT (channel, party, provider) DO UPDATE SET account = excluded.account`, string(a.Channel), a.Party, a.Provider, a.Account)
		return err
	})
	if err != nil {
		return fmt.Errorf("set a party's account: %w", err)
	}
	return nil
}

// Accounts are where the parties of a channel are paid.
func (s *Store) Accounts(ctx context.Context, channel library.Key) (out []Account, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT party, provider, account FROM accounts WHERE channel = ? ORDER BY party, provider`, string(channel))
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		a := Account{Channel: channel}
		if err := rows.Scan(&a.Party, &a.Provider, &a.Account); err != nil {
			return nil, fmt.Errorf("read accounts: %w", err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// account is where a party is paid; "" for nowhere.
func (s *Store) account(ctx context.Context, tx tx, channel library.Key, party, provider string) (account string, err error) {
	err = tx.row(ctx, `SELECT account FROM accounts WHERE channel = ? AND party = ? AND provider = ?`, string(channel), party, provider).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return account, err
}
