package stripefake

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Config says who may ask, and where messages go.
type Config struct {
	Key     string // that calls must come with
	Secret  string // that messages are signed with
	Webhook string // where they go; "" for nowhere
	Now     func() time.Time
	// Meddle is asked before and after each call is carried out; true cuts the
	// connection there: the caller does not learn what became of the call.
	Meddle func(c Call) bool
	Mail   Mail
}

// Call is a call as Meddle sees it.
type Call struct {
	After  bool // it was carried out
	Method string
	Path   string
	Key    string // its idempotency key
}

// object is one of Stripe's, as it travels.
type object = map[string]any

// Server is the fake. It is an http.Handler and safe for use by many goroutines.
type Server struct {
	cfg  Config
	mux  *http.ServeMux
	post postman

	mu        sync.Mutex
	sessions  map[string]*session
	intents   map[string]*session
	charges   map[string]*session
	refunds   []*refund
	transfers []*transfer
	disputes  map[string]*dispute
	keys      map[string]*held
	balance   map[string]int64            // of the store, by currency
	funds     map[string]int64            // that the store has there of its own
	accounts  map[string]map[string]int64 // of those who are paid, by currency
	closed    map[string]bool             // accounts that take nothing any more
	calls     int
}

// held is an answer that is kept under an idempotency key.
type held struct {
	path, form string
	status     int // 0 while the call is carried out
	body       object
}

// New makes a fake without anything in it.
func New(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &Server{
		cfg: cfg, mux: http.NewServeMux(), sessions: map[string]*session{}, intents: map[string]*session{}, charges: map[string]*session{},
		disputes: map[string]*dispute{}, keys: map[string]*held{}, balance: map[string]int64{}, funds: map[string]int64{}, accounts: map[string]map[string]int64{}, closed: map[string]bool{},
	}
	s.post.start(s)
	api := func(pattern string, h func(*request) (int, object)) { s.mux.HandleFunc(pattern, s.api(h)) }
	api("POST /v1/checkout/sessions", s.createSession)
	api("GET /v1/checkout/sessions", s.listSessions)
	api("GET /v1/checkout/sessions/{id}", s.getSession)
	api("POST /v1/checkout/sessions/{id}/expire", s.expireSession)
	api("POST /v1/refunds", s.createRefund)
	api("GET /v1/refunds", s.listRefunds)
	api("POST /v1/transfers", s.createTransfer)
	api("GET /v1/transfers", s.listTransfers)
	api("POST /v1/transfers/{id}/reversals", s.createReversal)
	api("GET /v1/transfers/{id}/reversals", s.listReversals)
	api("GET /v1/disputes/{id}", s.getDispute)
	s.mux.HandleFunc("GET /pay/{id}", s.page)
	s.mux.HandleFunc("POST /pay/{id}", s.press)
	return s
}

// Close ends the messages that are on their way.
func (s *Server) Close() { s.post.stop() }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	http.MaxBytesHandler(s.mux, 1<<20).ServeHTTP(w, r)
}

// request is a call of the API.
type request struct {
	*http.Request
	form url.Values
}

// names of parameters that were read; a call with others is refused, as Stripe does.
func (r *request) only(allowed ...string) (int, object) {
	for name := range r.form {
		known := false
		for _, a := range allowed {
			known = known || a == name || strings.HasSuffix(a, "[]") && strings.HasPrefix(name, strings.TrimSuffix(a, "]"))
		}
		if !known {
			return fail(http.StatusBadRequest, "parameter_unknown", "Received unknown parameter: "+name)
		}
	}
	return 0, nil
}

func fail(status int, code, message string) (int, object) {
	return status, object{"error": object{"type": "invalid_request_error", "code": code, "message": message}}
}

// api wraps a call: who asks, once under a key, and what a test has come between.
func (s *Server) api(do func(*request) (int, object)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := Call{Method: r.Method, Path: r.URL.Path, Key: r.Header.Get("Idempotency-Key")}
		s.meddle(call)
		status, body := s.carryOut(r, do)
		call.After = true
		s.meddle(call)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // who went away hears nothing
	}
}

func (s *Server) meddle(c Call) {
	if s.cfg.Meddle != nil && s.cfg.Meddle(c) {
		panic(http.ErrAbortHandler)
	}
}

func (s *Server) carryOut(r *http.Request, do func(*request) (int, object)) (int, object) {
	if got, want := r.Header.Get("Authorization"), "Bearer "+s.cfg.Key; got != want {
		return fail(http.StatusUnauthorized, "", "Invalid API Key provided: "+strings.TrimPrefix(got, "Bearer "))
	}
	if r.Header.Get("Stripe-Version") == "" {
		return fail(http.StatusBadRequest, "", "the fake wants a version")
	}
	if err := r.ParseForm(); err != nil {
		return fail(http.StatusBadRequest, "", "the form is not understood")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	req := &request{r, r.Form}
	key := r.Header.Get("Idempotency-Key")
	if r.Method != http.MethodPost || key == "" {
		return do(req)
	}
	if h := s.keys[key]; h != nil {
		if h.path != r.URL.Path || h.form != r.Form.Encode() {
			return fail(http.StatusBadRequest, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters they were first used with.")
		}
		return h.status, h.body
	}
	status, body := do(req)
	if ran, _ := body["ran"].(bool); ran || status < http.StatusMultipleChoices { // what was found wrong before it began is not kept
		delete(body, "ran")
		s.keys[key] = &held{r.URL.Path, r.Form.Encode(), status, body}
	}
	return status, body
}

// Forget drops the idempotency keys, as Stripe does after a day.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.keys)
}

// Calls is how many calls of the API were carried out.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

func newID(kind string) string {
	var raw [12]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return kind + "_" + hex.EncodeToString(raw[:])
}

func listOf[T any](all []T, show func(T) object) object {
	data := make([]object, 0, len(all))
	for _, one := range all {
		data = append(data, show(one))
	}
	return object{"object": "list", "data": data, "has_more": false}
}

// metadata are the parameters metadata[…].
func metadata(form url.Values, prefix string) object {
	out := object{}
	for name, values := range form {
		if rest, ok := strings.CutPrefix(name, prefix+"["); ok {
			out[strings.TrimSuffix(rest, "]")] = values[0]
		}
	}
	return out
}
