package stream

import "net/http"

// guard looks for what no player sends but a web page would: a name that was
// made to resolve to this machine, an origin, a fetch from another site. It
// returns the status to refuse with, or 0.
func (s *Server) guard(r *http.Request) int {
	if r.Host != "127.0.0.1:"+s.port && r.Host != "localhost:"+s.port {
		return http.StatusMisdirectedRequest
	}
	if len(r.Header.Values("Origin")) > 0 {
		return http.StatusForbidden
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none": // not a browser, or an address typed by a person
	default:
		return http.StatusForbidden
	}
	return 0
}

// protect sets the headers every answer has.
func protect(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
