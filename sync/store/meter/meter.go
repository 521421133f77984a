// Package meter counts what a store does and tells it in the text format that Prometheus
// reads. Nothing of a person is counted: labels are routes, states and kinds, of which a
// program has a fixed number.
//
// It must not know what it counts.
package meter

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Meter is all that is counted. The zero Meter counts nothing yet.
type Meter struct {
	mu       sync.Mutex
	families map[string]family
}

// family is what stands under one name.
type family interface {
	write(ctx context.Context, w io.Writer, name string)
}

// add registers a family under a name, once.
func (m *Meter) add(name string, f family) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.families == nil {
		m.families = map[string]family{}
	}
	m.families[name] = f
}

// head is the description of a family and how its labels are called.
type head struct {
	help   string
	labels []string
}

func (h head) write(w io.Writer, name, kind string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, strings.NewReplacer("\\", `\\`, "\n", `\n`).Replace(h.help), name, kind)
}

// series is a name with its labels; more are appended as they are.
func (h head) series(values []string, more ...string) string {
	var pairs []string
	for i, label := range h.labels {
		pairs = append(pairs, label+`="`+strings.NewReplacer("\\", `\\`, `"`, `\"`, "\n", `\n`).Replace(values[i])+`"`)
	}
	pairs = append(pairs, more...)
	if len(pairs) == 0 {
		return ""
	}
	return "{" + strings.Join(pairs, ",") + "}"
}

const separator = "\x00"

// Counter only grows.
type Counter struct {
	head
	mu     sync.Mutex
	values map[string]float64
}

// Counter makes one; its name ends in _total.
func (m *Meter) Counter(name, help string, labels ...string) *Counter {
	c := &Counter{head: head{help, labels}, values: map[string]float64{}}
	m.add(name, c)
	return c
}

// Add counts n more; there is a value for each label.
func (c *Counter) Add(n float64, values ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[strings.Join(values, separator)] += n
}

func (c *Counter) write(_ context.Context, w io.Writer, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.head.write(w, name, "counter")
	c.writeAll(w, name, c.values)
}

func (h head) writeAll(w io.Writer, name string, values map[string]float64) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(w, "%s%s %s\n", name, h.series(strings.Split(key, separator)), number(values[key]))
	}
}

// Sample is a value that is looked up when it is asked for.
type Sample struct {
	Labels []string
	Value  float64
}

type gauge struct {
	head
	look func(context.Context) ([]Sample, error)
}

// Gauge makes a value that goes up and down; look is called whenever somebody reads. One
// that fails is left out.
func (m *Meter) Gauge(name, help string, look func(context.Context) ([]Sample, error), labels ...string) {
	m.add(name, gauge{head{help, labels}, look})
}

func (g gauge) write(ctx context.Context, w io.Writer, name string) {
	samples, err := g.look(ctx)
	if err != nil {
		return
	}
	g.head.write(w, name, "gauge")
	values := map[string]float64{}
	for _, s := range samples {
		values[strings.Join(s.Labels, separator)] = s.Value
	}
	g.writeAll(w, name, values)
}

// Histogram counts how long things took.
type Histogram struct {
	head
	bounds []float64
	mu     sync.Mutex
	values map[string]*spread
}

type spread struct {
	counts []uint64 // one for each bound
	all    uint64
	sum    float64
}

// Histogram makes one in seconds; its name ends in _seconds.
func (m *Meter) Histogram(name, help string, labels ...string) *Histogram {
	h := &Histogram{head: head{help, labels}, values: map[string]*spread{}, bounds: []float64{
		0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
	}}
	m.add(name, h)
	return h
}

// Took counts one that took so long.
func (h *Histogram) Took(d time.Duration, values ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := strings.Join(values, separator)
	s := h.values[key]
	if s == nil {
		s = &spread{counts: make([]uint64, len(h.bounds))}
		h.values[key] = s
	}
	for i, bound := range h.bounds {
		if d.Seconds() <= bound {
			s.counts[i]++
		}
	}
	s.all++
	s.sum += d.Seconds()
}

func (h *Histogram) write(_ context.Context, w io.Writer, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.head.write(w, name, "histogram")
	for _, key := range slices.Sorted(maps.Keys(h.values)) {
		s, labels := h.values[key], strings.Split(key, separator)
		for i, bound := range h.bounds {
			fmt.Fprintf(w, "%s_bucket%s %d\n", name, h.series(labels, `le="`+number(bound)+`"`), s.counts[i])
		}
		fmt.Fprintf(w, "%s_bucket%s %d\n", name, h.series(labels, `le="+Inf"`), s.all)
		fmt.Fprintf(w, "%s_sum%s %s\n%s_count%s %d\n", name, h.series(labels), number(s.sum), name, h.series(labels), s.all)
	}
}

func number(v float64) string {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return "0"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// ServeHTTP tells all of it (text format 0.0.4).
func (m *Meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.mu.Lock()
	families := maps.Clone(m.families)
	m.mu.Unlock()
	out := bufio.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(families)) {
		families[name].write(r.Context(), out, name)
	}
	_ = out.Flush() // who asked is gone
}
