package store

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// adsRoutes are what programs that show advertisements ask.
func (h handlers) adsRoutes() []route {
	return []route{
		{"GET /v1/ads/reel", h.reel},
		{"GET /v1/ads/spots/{spot}", h.spot},
		{"GET /v1/ads/torrents/{infohash}", h.reelTorrent},
		{"GET /v1/ads/keys/{bundle}", h.tokenKey},
		{"POST /v1/ads/licence", h.once(h.adsLicence, false)},
		{"POST /v1/ads/receipts", h.viewed},
		{"POST /v1/ads/sponsors", h.sponsors},
	}
}

// document answers with a signed document as it is.
func (h handlers) document(w http.ResponseWriter, r *http.Request, document []byte, err error) {
	if err != nil {
		h.problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(document); err != nil { //nolint:gosec // JSON that this store signed
		h.log.Debug("an answer was not taken", "error", err)
	}
}

func (h handlers) reel(w http.ResponseWriter, r *http.Request) {
	document, err := h.s.Reel(r.Context(), library.Key(r.URL.Query().Get("store")))
	h.document(w, r, document, err)
}

func (h handlers) tokenKey(w http.ResponseWriter, r *http.Request) {
	document, err := h.s.TokenKey(r.Context(), library.Token(r.PathValue("bundle")), library.Key(r.URL.Query().Get("store")))
	h.document(w, r, document, err)
}

// spot serves the file of a spot that a campaign has.
func (h handlers) spot(w http.ResponseWriter, r *http.Request) {
	sum := library.Digest(r.PathValue("spot"))
	var kind string
	err := h.s.db.read().row(r.Context(), `SELECT format FROM spots WHERE sha256 = ? LIMIT 1`, string(sum)).Scan(&kind)
	if err != nil {
		h.problem(w, r, notFound(err, "the spot"))
		return
	}
	file, err := os.Open(h.s.spotPath(sum))
	if err != nil {
		h.problem(w, r, fmt.Errorf("serve a spot: %w", err))
		return
	}
	defer file.Close()
	// It takes longer than other answers; whoever takes nothing at all is left anyway.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(spotTime))
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, file)
}

// spotTime is how long sending a spot may take.
const spotTime = 10 * time.Minute

func (h handlers) adsLicence(w http.ResponseWriter, r *http.Request) {
	var in AdsAsk
	if !h.decode(w, r, &in) || h.slows(w, in.Device) {
		return
	}
	out, err := h.s.LicenseAds(r.Context(), in, h.door.Network(r))
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusCreated, out)
}

// adsCounted says whether a view counts.
type adsCounted struct {
	Counts bool `json:"counts"`
}

// body reads what was sent, up to a bound. It has answered when there is nothing to go on with.
func (h handlers) body(w http.ResponseWriter, r *http.Request, most int64) ([]byte, bool) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		h.write(w, http.StatusRequestEntityTooLarge, Problem{Title: "The request is too large", Status: http.StatusRequestEntityTooLarge})
	} else if err != nil {
		h.problem(w, r, library.Errorf(library.CodeBadDocument, "the request is not understood"))
	}
	return data, err == nil
}

func (h handlers) viewed(w http.ResponseWriter, r *http.Request) {
	data, ok := h.body(w, r, format.MaxAdsReceipt)
	if !ok {
		return
	}
	receipt, err := format.ParseAdsReceipt(data)
	var counts bool
	if err == nil {
		counts, err = h.s.Viewed(r.Context(), receipt)
	}
	if err != nil {
		h.problem(w, r, err)
		return
	}
	h.answer(w, http.StatusOK, adsCounted{counts})
}

func (h handlers) sponsors(w http.ResponseWriter, r *http.Request) {
	data, ok := h.body(w, r, format.MaxSponsors)
	if !ok {
		return
	}
	if err := h.s.TakeSponsors(r.Context(), data); err != nil {
		h.problem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
