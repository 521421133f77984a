package meter

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"
)

// TestWhatIsCountedIsTold, byte for byte as the text format has it.
func TestWhatIsCountedIsTold(t *testing.T) {
	var m Meter
	c := m.Counter("a_total", "Things\nhappened.", "route", "status")
	c.Add(1, "GET /", "200")
	c.Add(2, "GET /", "200")
	c.Add(1, "a\"b\\c\n", "404")
	m.Counter("none_total", "Nothing.")
	m.Gauge("orders", "Orders.", func(context.Context) ([]Sample, error) {
		return []Sample{{[]string{"waiting"}, 2}, {[]string{"settled"}, 1.5}}, nil
	}, "state")
	m.Gauge("lost", "Lost.", func(context.Context) ([]Sample, error) { return nil, errors.New("gone") })
	h := m.Histogram("took_seconds", "Time.")
	h.bounds = []float64{0.01, 1}
	h.Took(5 * time.Millisecond)
	h.Took(10 * time.Millisecond)
	h.Took(2 * time.Second)
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	want := `# HELP a_total Things\nhappened.
# TYPE a_total counter
a_total{route="GET /",status="200"} 3
a_total{route="a\"b\\c\n",status="404"} 1
# HELP none_total Nothing.
# TYPE none_total counter
# HELP orders Orders.
# TYPE orders gauge
orders{state="settled"} 1.5
orders{state="waiting"} 2
# HELP took_seconds Time.
# TYPE took_seconds histogram
took_seconds_bucket{le="0.01"} 2
took_seconds_bucket{le="1"} 2
took_seconds_bucket{le="+Inf"} 3
took_seconds_sum 2.015
took_seconds_count 3
`
	if got := w.Body.String(); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}
