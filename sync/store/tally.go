package store

import (
	"context"
	"strconv"
	"time"

	"matinee/sync/store/meter"
)

// tally is what is counted while the store works. Who adds something to the store adds
// here what can be seen of it.
type tally struct {
	meter    meter.Meter
	took     *meter.Histogram
	answers  *meter.Counter
	refused  *meter.Counter
	postings *meter.Counter
	faults   *meter.Counter
}

func (t *tally) begin(s *Store) {
	t.took = t.meter.Histogram("matinee_store_request_seconds", "How long requests took.", "route")
	t.answers = t.meter.Counter("matinee_store_answers_total", "Answers.", "route", "status")
	t.refused = t.meter.Counter("matinee_store_refused_total", "Requests that came too often.", "by")
	t.postings = t.meter.Counter("matinee_store_postings_total", "Entries that this process posted.", "kind")
	t.faults = t.meter.Counter("matinee_store_faults_total", "Requests that the store could not answer for a fault of its own.")
	t.meter.Gauge("matinee_store_orders", "Orders by state.", s.countOrders, "state")
	t.meter.Gauge("matinee_store_jobs", "What is yet to be done at providers, and what they refused.", s.countJobs, "state", "kind")
	t.meter.Gauge("matinee_store_ready", "Whether the database answers.", func(ctx context.Context) ([]meter.Sample, error) {
		ready := meter.Sample{}
		if s.answers(ctx) == nil {
			ready.Value = 1
		}
		return []meter.Sample{ready}, nil
	})
}

// answered counts a request.
func (t *tally) answered(route string, status int, took time.Duration) {
	t.took.Took(took, route)
	t.answers.Add(1, route, strconv.Itoa(status))
	if status >= 500 {
		t.faults.Add(1)
	}
}

func (s *Store) countOrders(ctx context.Context) (out []meter.Sample, err error) {
	rows, err := s.db.read().rows(ctx, `SELECT state, count(*) FROM orders GROUP BY state`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var state string
		var n float64
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		out = append(out, meter.Sample{Labels: []string{state}, Value: n})
	}
	return out, rows.Err()
}

// answers reports whether the database does.
func (s *Store) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.times.ready)
	defer cancel()
	var one int
	return s.db.read().row(ctx, `SELECT 1 FROM versions LIMIT 1`).Scan(&one)
}
