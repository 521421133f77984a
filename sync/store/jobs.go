package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/pay"
)

// The kinds of jobs: calls to providers, which are made outside of transactions.
const (
	jobFee      = "fee"       // ask what the provider keeps, and post it
	jobTransfer = "transfer"  // pay a party its part
	jobReverse  = "reverse"   // take it back from the party
	jobRefund   = "refund"    // give a sale back
	jobSendBack = "send-back" // give back what was never a sale
)

// The states of a job.
const (
	jobOpen   = "open"
	jobDone   = "done"
	jobFailed = "failed" // the provider refuses it for good
)

// The lanes of an order's jobs. In each, one is done after the other; a refund never waits
// for a party's account.
const (
	laneFee    = "fee"
	laneRefund = "refund"
	laneParty  = "party " // and its name
)

// job is a call to a provider that is to be made.
type job struct {
	id      string
	n       int64
	order   library.Token
	lane    string
	kind    string
	party   string
	account string
	payment string // "" for the order's own
	money   library.Money
	state   string
	created time.Time
	due     int64
	tries   int64
	refused int64 // of the tries, how often it surely was not done
	ref     string
	problem string
}

const jobColumns = `id, n, order_id, lane, kind, party, account, payment, currency, minor, state, created, due, tries, refusals, ref, problem`

func (j *job) scan(scan func(...any) error) error {
	var created int64
	err := scan(&j.id, &j.n, &j.order, &j.lane, &j.kind, &j.party, &j.account, &j.payment, &j.money.Currency, &j.money.Minor, &j.state, &created, &j.due,
		&j.tries, &j.refused, &j.ref, &j.problem)
	j.created = time.Unix(created, 0).UTC()
	return err
}

// job reads one.
func (s *Store) job(ctx context.Context, tx tx, id string) (j job, err error) {
	if err = j.scan(tx.row(ctx, `SELECT `+jobColumns+` FROM jobs WHERE id = ?`, id).Scan); err != nil {
		err = notFound(err, "the job "+id)
	}
	return j, err
}

// jobs reads those that a condition chooses.
func (s *Store) jobs(ctx context.Context, tx tx, where string, args ...any) (out []job, err error) {
	rows, err := tx.rows(ctx, `SELECT `+jobColumns+` FROM jobs WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var j job
		if err := j.scan(rows.Scan); err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// queue notes a job of an order whose row is held. Its id is made of order, lane and place
// unless it has one.
func (s *Store) queue(ctx context.Context, tx tx, r row, j job) error {
	if err := tx.row(ctx, `SELECT count(*) FROM jobs WHERE order_id = ? AND lane = ?`, string(r.ID), j.lane).Scan(&j.n); err != nil {
		return err
	}
	if j.id == "" {
		j.id = j.kind + " " + string(r.ID) + " " + string(library.DigestOf(sum(j.lane)))[:8] + " " + decimal(j.n)
	}
	now := s.now().Unix()
	_, err := tx.exec(ctx, `INSERT INTO jobs (id, n, order_id, lane, kind, party, account, payment, currency, minor, state, created, due)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, j.id, j.n, string(r.ID), j.lane, j.kind, j.party, j.account, j.payment,
		string(j.money.Currency), j.money.Minor, jobOpen, now, now)
	return err
}

// queueSale notes what a sale has done at its provider: its fee is asked for, and each
// party that has an account there is paid.
func (s *Store) queueSale(ctx context.Context, tx tx, r row, legs []ledger.Leg) error {
	p, _ := s.provider(r.provider)
	if _, charges := p.(pay.Charger); charges {
		if err := s.queue(ctx, tx, r, job{lane: laneFee, kind: jobFee, money: library.Money{Currency: r.Price.Currency}}); err != nil {
			return err
		}
	}
	return s.queueTransfers(ctx, tx, r, legs)
}

// queueTransfers notes that the parties an entry credits are paid.
func (s *Store) queueTransfers(ctx context.Context, tx tx, r row, legs []ledger.Leg) error {
	p, _ := s.provider(r.provider)
	if _, pays := p.(pay.Payer); !pays {
		return nil
	}
	for _, l := range legs {
		if l.Kind != ledger.PartyDue || l.Minor >= 0 {
			continue
		}
		account, err := s.account(ctx, tx, r.channel, l.Name, r.provider)
		if err != nil {
			return err
		}
		if account == "" {
			continue // it is paid by hand
		}
		err = s.queue(ctx, tx, r, job{
			lane: laneParty + l.Name, kind: jobTransfer, party: l.Name, account: account,
			money: library.Money{Currency: r.Price.Currency, Minor: -l.Minor},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// queueReversals notes that the parties an entry debits give back what they were paid.
func (s *Store) queueReversals(ctx context.Context, tx tx, r row, _ string, legs []ledger.Leg) error {
	for _, l := range legs {
		if l.Kind != ledger.PartyDue || l.Minor <= 0 {
			continue
		}
		var transfers int
		err := tx.row(ctx, `SELECT count(*) FROM jobs WHERE order_id = ? AND lane = ? AND kind = ? AND state <> ?`,
			string(r.ID), laneParty+l.Name, jobTransfer, jobFailed).Scan(&transfers)
		if err != nil {
			return err
		}
		if transfers == 0 {
			continue
		}
		err = s.queue(ctx, tx, r, job{
			lane: laneParty + l.Name, kind: jobReverse, party: l.Name,
			money: library.Money{Currency: r.Price.Currency, Minor: l.Minor},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// promised is what open transfers will pay a party.
func (s *Store) promised(ctx context.Context, tx tx, p Payout) (minor int64, err error) {
	err = tx.row(ctx, `SELECT coalesce(sum(j.minor), 0) FROM jobs j JOIN orders o ON o.id = j.order_id
		WHERE o.channel = ? AND j.party = ? AND j.currency = ? AND j.kind = ? AND j.state = ?`,
		string(p.Channel), p.Party, string(p.Money.Currency), jobTransfer, jobOpen).Scan(&minor)
	return minor, err
}

// outcome is what became of a job: how it ended, and what is posted for it.
type outcome struct {
	ref  string
	post func(ctx context.Context, tx tx, r row) error // nil for nothing
}

// complete ends a job and posts what came of it in one transaction, once.
func (s *Store) complete(ctx context.Context, j job, out outcome) error {
	of, err := s.order(ctx, s.db.read(), j.order)
	if err != nil {
		return err
	}
	return s.db.changeBooks(ctx, of.channel, func(tx tx) error {
		r, err := s.held(ctx, tx, j.order)
		if err != nil {
			return err
		}
		first, err := tx.once(ctx, `UPDATE jobs SET state = ?, ref = ?, problem = '' WHERE id = ? AND state = ?`, jobDone, out.ref, j.id, jobOpen)
		if err != nil || !first || out.post == nil {
			return err
		}
		return out.post(ctx, tx, r)
	})
}

// putOff notes why a job was not done, and when it is tried again; one that the provider
// refuses for good is left to a person.
func (s *Store) putOff(ctx context.Context, j job, why error) error {
	state, due := jobOpen, s.now().Add(backoff(j.tries))
	if errors.Is(why, pay.ErrNever) {
		state = jobFailed
	}
	refused := truth(state == jobFailed || errors.Is(why, pay.ErrShort))
	return s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `UPDATE jobs SET state = ?, due = ?, refusals = refusals + ?, problem = ? WHERE id = ? AND state = ?`,
			state, due.Unix(), refused, library.CleanText(why.Error(), 300), j.id, jobOpen)
		return err
	})
}

// The times between tries of a job.
const (
	firstRetry = 5 * time.Second
	lastRetry  = time.Hour
)

// backoff doubles with each try.
func backoff(tries int64) time.Duration {
	d := firstRetry
	for ; tries > 1 && d < lastRetry; tries-- {
		d *= 2
	}
	return min(d, lastRetry)
}

// Job is something that is yet to be done at a provider, or that it refused.
type Job struct {
	Order   library.Token `json:"identifier"`
	Kind    string        `json:"kind"`
	Party   string        `json:"party,omitempty"`
	Money   library.Money `json:"money"`
	State   string        `json:"state"`
	Created time.Time     `json:"created"`
	Tries   int64         `json:"tries"`
	Problem string        `json:"problem,omitempty"`
}

// Jobs are those that are not done, the oldest first.
func (s *Store) Jobs(ctx context.Context) (out []Job, err error) {
	all, err := s.jobs(ctx, s.db.read(), `state <> ? ORDER BY created, id LIMIT 10000`, jobDone)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	for _, j := range all {
		out = append(out, Job{j.order, j.kind, j.party, j.money, j.state, j.created, j.tries, j.problem})
	}
	return out, nil
}
