package store

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"matinee/library"
)

// Problem is how a refusal is told (RFC 9457). Code is one of library's.
type Problem struct {
	Type   string       `json:"type,omitempty"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Code   library.Code `json:"code,omitempty"`
}

// statuses are the statuses of the kinds of errors that are the buyer's or the creator's;
// every other one is the store's.
func statuses(code library.Code) int {
	switch code {
	case library.CodeNotFound, library.CodeNoChannel, library.CodeBadCode:
		return http.StatusNotFound
	case library.CodeUsedCode, library.CodePriceChanged, library.CodeMismatch, library.CodeForked, library.CodeRolledBack, library.CodeNotPaid,
		library.CodeDisputed:
		return http.StatusConflict
	case library.CodeRefunded, library.CodeExpired, library.CodeRevoked:
		return http.StatusGone
	case library.CodeManyDevices, library.CodeManyViews:
		return http.StatusTooManyRequests
	case library.CodeProvider:
		return http.StatusBadGateway
	case library.CodeBadDocument, library.CodeBadSignature, library.CodeBadTerms, library.CodeBadRoot, library.CodeWrongKey, library.CodeOtherDevice,
		library.CodeNewerFormat, library.CodeBadSetting, library.CodeTooEarly:
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// Why the store cannot do anything just now. What was committed before stands, and the
// same request again does what it would have done.
var (
	errGone = errors.New("the database does not answer")
	errFull = errors.New("the database has no room left")
)

// ill is what the database suffers from, if that is why something failed: its disk is
// full, or it cannot be reached.
func ill(err error) error {
	var coded interface{ Code() int }         // SQLite
	var stated interface{ SQLState() string } // PostgreSQL
	var network net.Error
	switch {
	case errors.As(err, &coded):
		const full, ioerr, cantopen, readonly = 13, 10, 14, 8
		switch coded.Code() & 0xff {
		case full:
			return errFull
		case ioerr, cantopen, readonly:
			return errGone
		}
	case errors.As(err, &stated):
		switch state := stated.SQLState(); {
		case state == "53100":
			return errFull
		case strings.HasPrefix(state, "08"), strings.HasPrefix(state, "53"), strings.HasPrefix(state, "57P"):
			return errGone
		}
	case errors.Is(err, errGone), errors.Is(err, driver.ErrBadConn), errors.As(err, &network):
		return errGone
	}
	return nil
}

// soon is when to ask again after a fault that may pass.
const soon = 5 * time.Second

func (h handlers) problem(w http.ResponseWriter, r *http.Request, err error) {
	code := library.CodeOf(err)
	status := statuses(code)
	p := Problem{Status: status, Code: code, Title: http.StatusText(status)}
	switch fault := ill(err); {
	case errors.Is(err, errOtherBody):
		p.Status, p.Code = http.StatusUnprocessableEntity, ""
		p.Title, p.Detail = "The Idempotency-Key was used for another request", "send it with a new key"
	case r.Context().Err() != nil: // whoever asked is gone
		p.Status, p.Code = http.StatusServiceUnavailable, library.CodeInternal
	case code == library.CodeProvider: // its network is not ours
		h.log.Error("a provider does not answer", "route", r.Pattern, "error", err)
		p.Title = library.Explain(err).What
	case fault != nil:
		h.log.Error("the store cannot work", "why", fault, "route", r.Pattern, "error", err)
		p.Status, p.Code, p.Title = http.StatusServiceUnavailable, library.CodeInternal, "The store cannot answer now"
		retryAfter(w, soon)
	case status == http.StatusInternalServerError: // what is wrong here is nobody else's business
		h.log.Error("a request failed", "route", r.Pattern, "error", err)
		p.Code = library.CodeInternal
	default:
		said := library.Explain(library.AtStore(err))
		p.Title, p.Detail = said.What, said.Detail
	}
	h.write(w, p.Status, p)
}

// retryAfter says in how many seconds it may be asked again, at least one.
func retryAfter(w http.ResponseWriter, d time.Duration) {
	w.Header().Set("Retry-After", strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10))
}

func (h handlers) write(w http.ResponseWriter, status int, p Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		h.log.Debug("an answer was not taken", "error", err)
	}
}

// known answers as a problem where no route is, and where one takes other methods.
func (h handlers) known(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		lost := unrouted{header: http.Header{}}
		mux.ServeHTTP(&lost, r)
		if allow := lost.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
		}
		if to := lost.header.Get("Location"); to != "" {
			w.Header().Set("Location", to)
		}
		h.write(w, lost.status, Problem{Title: http.StatusText(lost.status), Status: lost.status})
	})
}

// unrouted takes what the multiplexer says where it knows no route, without its text.
type unrouted struct {
	header http.Header
	status int
}

func (l *unrouted) Header() http.Header         { return l.header }
func (l *unrouted) WriteHeader(status int)      { l.status = status }
func (l *unrouted) Write(p []byte) (int, error) { return len(p), nil }
