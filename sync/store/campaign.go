package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/ledger"
)

// Campaign is what a sponsor pays for.
type Campaign struct {
	ID        library.Token `json:"identifier"`
	Sponsor   string        `json:"sponsor"`
	CPM       library.Money `json:"cpm"` // for a thousand completed views
	From      time.Time     `json:"from"`
	Until     time.Time     `json:"until"`
	BundleDay int64         `json:"bundleDay,omitempty"` // views of one bundle that count on one day; 0: no cap but the budget
	DeviceDay int64         `json:"perDay"`              // how often it plays on one device within 24 hours
	Channels  []library.Key `json:"channels,omitempty"`  // none: every one that has a domain
	Prepaid   int64         `json:"prepaidMinorUnits"`
	Spent     int64         `json:"spentMinorUnits"`
	Repaid    int64         `json:"repaidMinorUnits,omitempty"`
	Stopped   *time.Time    `json:"stopped,omitempty"` // since when; nil while it was not
	Spots     int64         `json:"spots"`

	books    library.Key // of the store, in which its money stands
	provider string

	objections int64 // that were posted
}

// check judges a new campaign.
func (c Campaign) check() error {
	bad := func(what string, args ...any) error { return library.Errorf(library.CodeBadSetting, what, args...) }
	const most = 256
	switch {
	case strings.TrimSpace(c.Sponsor) != c.Sponsor || c.Sponsor == "" || len(c.Sponsor) > library.MaxSponsorName || strings.ContainsFunc(c.Sponsor, library.Hidden):
		return bad("a sponsor has a name of up to %d bytes", library.MaxSponsorName)
	case c.CPM.Valid() != nil || c.CPM.Minor < 1:
		return bad("a price for a thousand views is above nothing")
	case !c.Until.After(c.From):
		return bad("a flight ends after it begins")
	case c.BundleDay < 0 || c.DeviceDay < 1 || c.DeviceDay > library.MaxPerDay:
		return bad("a campaign plays 1 to %d times a day on a device", library.MaxPerDay)
	case len(c.Channels) > most:
		return bad("at most %d channels", most)
	}
	for _, root := range c.Channels {
		if err := root.Valid(); err != nil {
			return library.Errorf(library.CodeBadRoot, "%s %v", root, err)
		}
	}
	return nil
}

// AddCampaign takes a campaign of a sponsor. Nothing of it plays before it is paid.
func (s *Store) AddCampaign(ctx context.Context, c Campaign) (Campaign, error) {
	c.ID, c.Prepaid, c.Spent, c.Repaid, c.Stopped, c.Spots = newToken(), 0, 0, 0, nil, 0
	if err := c.check(); err != nil {
		return Campaign{}, fmt.Errorf("add a campaign: %w", err)
	}
	err := s.db.change(ctx, func(tx tx) error {
		// The store's own books stand under its key.
		if _, err := tx.exec(ctx, `INSERT INTO channels (root) VALUES (?) ON CONFLICT (root) DO NOTHING`, string(s.Key())); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `INSERT INTO campaigns (id, books, sponsor, currency, cpm, starts, ends, bundle_day, device_day, channels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(c.ID), string(s.Key()), c.Sponsor, string(c.CPM.Currency), c.CPM.Minor, c.From.Unix(), c.Until.Unix(), c.BundleDay, c.DeviceDay, joined(c.Channels))
		return err
	})
	if err != nil {
		return Campaign{}, fmt.Errorf("add a campaign: %w", err)
	}
	return c, nil
}

// Prepayment is what a sponsor paid before anything of it is shown.
type Prepayment struct {
	Campaign library.Token
	Money    library.Money
	Provider string // how it came; sandbox where no money did
	Key      string // what it is called; under one name it is posted once
}

// Prepay posts what a sponsor paid. Its campaign may cost so much more.
func (s *Store) Prepay(ctx context.Context, p Prepayment) error {
	err := s.db.change(ctx, func(tx tx) error {
		c, err := s.lockCampaign(ctx, tx, p.Campaign)
		switch {
		case err != nil:
			return err
		case p.Money.Valid() != nil || p.Money.Minor < 1 || p.Money.Currency != c.CPM.Currency:
			return library.Errorf(library.CodeBadSetting, "it is paid in %s", c.CPM.Currency)
		case p.Provider == "" || c.provider != "" && c.provider != p.Provider:
			return library.Errorf(library.CodeBadSetting, "the campaign is paid by %s", c.provider)
		}
		_, err = s.post(ctx, tx, c.books, ledger.Entry{
			At: s.now(), Kind: ledger.Prepaid, Key: "prepaid " + string(c.ID) + " " + p.Key, Money: p.Money.Currency, Gross: p.Money.Minor,
			Test: p.Provider == (Sandbox{}).Name(), Legs: ledger.Prepay(p.Provider, string(c.ID), p.Money.Minor),
		})
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, `UPDATE campaigns SET prepaid = prepaid + ?, provider = ? WHERE id = ?`, p.Money.Minor, p.Provider, string(c.ID))
		return err
	})
	if err != nil {
		return fmt.Errorf("take a prepayment: %w", err)
	}
	return nil
}

const campaignColumns = `id, books, sponsor, currency, cpm, starts, ends, bundle_day, device_day, channels, provider, prepaid, spent, repaid, stopped, objections`

func scanCampaign(row interface{ Scan(...any) error }, more ...any) (c Campaign, err error) {
	var starts, ends, stopped int64
	var channels string
	into := append([]any{&c.ID, &c.books, &c.Sponsor, &c.CPM.Currency, &c.CPM.Minor, &starts, &ends, &c.BundleDay, &c.DeviceDay, &channels, &c.provider, &c.Prepaid, &c.Spent, &c.Repaid, &stopped, &c.objections}, more...)
	err = row.Scan(into...)
	c.From, c.Until = time.Unix(starts, 0).UTC(), time.Unix(ends, 0).UTC()
	if stopped != 0 {
		since := time.Unix(stopped, 0).UTC()
		c.Stopped = &since
	}
	for _, root := range strings.Fields(channels) {
		c.Channels = append(c.Channels, library.Key(root))
	}
	return c, err
}

// lockCampaign reads a campaign and keeps others from changing it until the transaction ends.
func (s *Store) lockCampaign(ctx context.Context, tx tx, id library.Token) (Campaign, error) {
	c, err := scanCampaign(tx.row(ctx, `UPDATE campaigns SET spent = spent WHERE id = ? RETURNING `+campaignColumns, string(id)))
	return c, notFound(err, "the campaign "+string(id))
}

// Campaigns are all there are, the youngest flight first.
func (s *Store) Campaigns(ctx context.Context) (all []Campaign, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT `+campaignColumns+`, (SELECT count(*) FROM spots WHERE campaign = campaigns.id) FROM campaigns ORDER BY starts DESC, id`)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var spots int64
		c, err := scanCampaign(rows, &spots)
		if err != nil {
			return nil, fmt.Errorf("list campaigns: %w", err)
		}
		c.Spots = spots
		all = append(all, c)
	}
	return all, rows.Err()
}

// NameDomain notes the domain that names a channel, which is what sponsors ask for unless
// they name channels. Whoever runs the store has looked.
func (s *Store) NameDomain(ctx context.Context, root library.Key, domain library.Domain) error {
	if err := domain.Valid(); domain != "" && err != nil {
		return library.Errorf(library.CodeBadSetting, "%s %v", domain, err)
	}
	return s.db.change(ctx, func(tx tx) error {
		known, err := tx.once(ctx, `UPDATE channels SET domain = ? WHERE root = ?`, string(domain), string(root))
		if err == nil && !known {
			err = library.Errorf(library.CodeNoChannel, "%s", root)
		}
		return err
	})
}

// joined writes names into one column.
func joined[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = string(one)
	}
	return strings.Join(words, " ")
}
