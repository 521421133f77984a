package store

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"matinee/library"
	"matinee/sync/store/cert"
	"matinee/sync/store/door"
)

// Limits say how much may come from where.
type Limits = door.Config

// Rate is how often something may happen.
type Rate = door.Rate

// UsualLimits are what a store is served with unless its owner says otherwise.
func UsualLimits() Limits { return door.Default() }

// Behind has limits take the word of proxies about where a request comes from. Each is an
// address or a network.
func Behind(l Limits, proxies []string) (Limits, error) {
	var err error
	if l.Proxies, err = door.ParseProxies(proxies); err != nil {
		return l, library.Errorf(library.CodeBadSetting, "a proxy is an address or a network: %v", err)
	}
	return l, nil
}

// Authority is an ACME authority, and for what it is asked.
type Authority = cert.Authority

// FileTLS serves with a certificate of one's own, which is read again when it changes.
func FileTLS(certificate, key string, log *slog.Logger) (*tls.Config, error) {
	files, err := cert.Open(certificate, key, log)
	if err != nil {
		return nil, err
	}
	return files.Config(), nil
}

// front are the handlers behind the door.
func (s *Store) front(log *slog.Logger) (http.Handler, *door.Door) {
	h := handlers{s: s, log: log}
	h.door = door.New(s.cfg.Limits, func(w http.ResponseWriter, wait time.Duration) { h.tooOften(w, "address", wait) })
	all := s.handler(h)
	guarded := h.door.Guard(all)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, messagesPath) { // all come from one provider, and say by their signature that they do
			all.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	}), h.door
}

// tooOften answers a request that has to wait.
func (h handlers) tooOften(w http.ResponseWriter, who string, wait time.Duration) {
	h.s.tally.refused.Add(1, who)
	retryAfter(w, wait)
	h.write(w, http.StatusTooManyRequests, Problem{
		Title: "Too many requests", Status: http.StatusTooManyRequests, Detail: "ask again in a moment",
	})
}

// slows reports whether a device has to wait, and tells it so.
func (h handlers) slows(w http.ResponseWriter, device library.Recipient) bool {
	wait := h.door.Device(string(device))
	if wait > 0 {
		h.tooOften(w, "device", wait)
	}
	return wait > 0
}
