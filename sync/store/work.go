package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// The pace of the work at providers.
const (
	jobLease  = 2 * time.Minute // who takes a job has so long; then another process may
	callTime  = 30 * time.Second
	workAtOne = 50 // jobs and orders that are taken up in one go
)

func sum(text string) [sha256.Size]byte { return sha256.Sum256([]byte(text)) }

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// poke has Run look for work at once.
func (s *Store) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run does what is to be done at providers until ctx ends. Several processes may run it on
// one database.
func (s *Store) Run(ctx context.Context, log *slog.Logger) {
	var forgotten time.Time
	for {
		if now := s.now(); now.Sub(forgotten) >= forgetEvery {
			forgotten = now
			if err := s.forgetRequests(ctx); err != nil && ctx.Err() == nil {
				log.Warn("forget old requests", "error", err)
			}
		}
		if err := s.Work(ctx); err != nil && ctx.Err() == nil {
			log.Warn("work at providers", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-time.After(s.times.work):
		}
	}
}

// Work does once what is due: calls to providers, and questions about open payments. Its
// error joins those of all that is tried again.
func (s *Store) Work(ctx context.Context) error {
	var problems []error
	for {
		did, err := s.workSome(ctx, &problems)
		if err != nil {
			return errors.Join(append(problems, err)...)
		}
		if !did {
			break
		}
	}
	for _, id := range s.waiting(ctx, &problems) {
		if err := s.poll(ctx, id); err != nil {
			problems = append(problems, fmt.Errorf("look after an order: %w", err))
			if err := s.lookLater(ctx, id); err != nil {
				problems = append(problems, err)
			}
		}
	}
	return errors.Join(problems...)
}

// workSome takes up some jobs that are due.
func (s *Store) workSome(ctx context.Context, problems *[]error) (did bool, err error) {
	due, err := s.jobs(ctx, s.db.read(), `state = ? AND due <= ? AND NOT EXISTS (
		SELECT 1 FROM jobs b WHERE b.order_id = jobs.order_id AND b.lane = jobs.lane AND b.n < jobs.n AND b.state = ?) ORDER BY due, id LIMIT `+strconv.Itoa(workAtOne),
		jobOpen, s.now().Unix(), jobOpen)
	if err != nil {
		return false, fmt.Errorf("look for work: %w", err)
	}
	for _, j := range due {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if _, known := s.provider(s.providerOf(ctx, j)); !known {
			continue
		}
		took, err := s.take(ctx, &j)
		if err != nil {
			return did, err
		}
		if !took {
			continue
		}
		did = true
		if err := s.do(ctx, j); err != nil {
			*problems = append(*problems, fmt.Errorf("%s: %w", j.kind, err))
		}
	}
	return did, nil
}

func (s *Store) providerOf(ctx context.Context, j job) (name string) {
	if s.db.read().row(ctx, `SELECT provider FROM orders WHERE id = ?`, string(j.order)).Scan(&name) != nil {
		return ""
	}
	return name
}

// take has a job to oneself for a while. That it is tried is noted before it is.
func (s *Store) take(ctx context.Context, j *job) (took bool, err error) {
	until := s.now().Add(jobLease).Unix()
	err = s.db.change(ctx, func(tx tx) (err error) {
		took, err = tx.once(ctx, `UPDATE jobs SET due = ?, tries = tries + 1 WHERE id = ? AND state = ? AND due = ? AND tries = ?`, until, j.id, jobOpen, j.due, j.tries)
		return err
	})
	j.due, j.tries = until, j.tries+1
	return took, err
}

// finish does a job now, if nobody else does; its error says why it is not done yet.
func (s *Store) finish(ctx context.Context, id string) error {
	j, err := s.job(ctx, s.db.read(), id)
	if err != nil || j.state == jobDone {
		return err
	}
	if j.state == jobFailed {
		return library.Errorf(library.CodeProvider, "%s", j.problem)
	}
	if _, known := s.provider(s.providerOf(ctx, j)); !known {
		return library.Errorf(library.CodeProvider, "the store that runs does it")
	}
	took, err := s.take(ctx, &j)
	if err != nil {
		return err
	}
	if !took {
		return library.Errorf(library.CodeProvider, "it is being done")
	}
	return library.Wrap(library.CodeProvider, s.do(ctx, j))
}

// do makes the call of a job and posts what came of it.
func (s *Store) do(ctx context.Context, j job) error {
	r, err := s.order(ctx, s.db.read(), j.order)
	if err != nil {
		return err
	}
	calling, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	var out outcome
	p, _ := s.provider(r.provider)
	switch j.kind {
	case jobFee:
		out, err = s.doFee(calling, p, r)
	case jobTransfer:
		out, err = s.doTransfer(calling, p, r, j)
	case jobReverse:
		out, err = s.doReverse(calling, p, r, j)
	case jobRefund, jobSendBack:
		out, err = s.doRefund(calling, p, r, j)
	default:
		err = fmt.Errorf("%w: %q is no kind of job", pay.ErrNever, j.kind)
	}
	if err == nil {
		return s.complete(ctx, j, out)
	}
	return errors.Join(err, s.putOff(context.WithoutCancel(ctx), j, err))
}

// waiting are the open orders that are to be looked after.
func (s *Store) waiting(ctx context.Context, problems *[]error) (out []library.Token) {
	rows, err := s.db.read().rows(ctx, `SELECT id FROM orders WHERE look > 0 AND look <= ? ORDER BY look LIMIT `+strconv.Itoa(workAtOne), s.now().Unix())
	if err != nil {
		*problems = append(*problems, err)
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var id library.Token
		if err := rows.Scan(&id); err != nil {
			*problems = append(*problems, err)
			return nil
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		*problems = append(*problems, err)
	}
	return out
}

// lookLater leaves an order alone for a while whose provider does not answer.
func (s *Store) lookLater(ctx context.Context, id library.Token) error {
	return s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `UPDATE orders SET look = ? WHERE id = ? AND look > 0 AND look <= ?`, s.now().Add(lookOften).Unix(), string(id), s.now().Unix())
		return err
	})
}
