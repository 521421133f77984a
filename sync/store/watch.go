package store

import (
	_ "embed"
	"errors"
	"net/http"
	"runtime/debug"
	"time"
)

//go:embed openapi.json
var openAPI []byte

// openAPI tells the protocol as a document (OpenAPI 3.1).
func (h handlers) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/openapi+json;version=3.1")
	w.Header().Set("Cache-Control", "max-age=3600")
	if _, err := w.Write(openAPI); err != nil {
		h.log.Debug("an answer was not taken", "error", err)
	}
}

// watch logs what a route answered and how long it took. Nothing of who asked is in it:
// no address, no number of an order.
func (h handlers) watch(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &answered{ResponseWriter: w}
		defer func() {
			if broken := recover(); broken != nil {
				if err, ok := broken.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(broken)
				}
				h.log.Error("a request broke", "route", rt.pattern, "why", broken, "stack", string(debug.Stack()))
				if seen.status == 0 {
					h.write(seen, http.StatusInternalServerError, Problem{
						Title: http.StatusText(http.StatusInternalServerError), Status: http.StatusInternalServerError, Code: "internal",
					})
				}
			}
			took := time.Since(began)
			h.s.tally.answered(rt.pattern, seen.status, took)
			h.log.Info("answered", "route", rt.pattern, "status", seen.status, "ms", took.Milliseconds())
		}()
		rt.answer(seen, r)
	})
}

// answered notes the status of an answer.
type answered struct {
	http.ResponseWriter
	status int
}

func (a *answered) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answered) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }
