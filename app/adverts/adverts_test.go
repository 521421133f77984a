package adverts

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shop is a store that signs whatever reel a test wants. That a real one works with this
// program is a test of app/owner.
type shop struct {
	t        *testing.T
	key      ed25519.PrivateKey
	server   *httptest.Server
	reel     atomic.Pointer[[]byte]
	films    map[string]string // by hash
	sent     atomic.Int64      // films
	torrents sync.Map          // of reels, by infohash
	shut     atomic.Bool
	receipts chan string
	answer   atomic.Int64 // status of receipts
}

func newShop(t *testing.T) *shop {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, key: key, films: map[string]string{}, receipts: make(chan string, 10)}
	s.answer.Store(http.StatusOK)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/ads/reel", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(*s.reel.Load()) })
	mux.HandleFunc("GET /v1/ads/spots/{spot}", func(w http.ResponseWriter, r *http.Request) {
		film, known := s.films[r.PathValue("spot")]
		if !known {
			http.NotFound(w, r)
			return
		}
		s.sent.Add(1)
		_, _ = w.Write([]byte(film))
	})
	mux.HandleFunc("GET /v1/ads/torrents/{id}", func(w http.ResponseWriter, r *http.Request) {
		torrent, known := s.torrents.Load(library.BundleID(r.PathValue("id")))
		text, _ := torrent.(string)
		if !known {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(text))
	})
	mux.HandleFunc("POST /v1/ads/receipts", func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, format.MaxAdsReceipt)
		n, _ := r.Body.Read(body)
		w.WriteHeader(int(s.answer.Load()))
		_, _ = w.Write([]byte(`{"counts":true}`))
		s.receipts <- string(body[:n])
	})
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.shut.Load() {
			panic(http.ErrAbortHandler)
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.server.Close)
	return s
}

func (s *shop) public() library.Key {
	raw, _ := s.key.Public().(ed25519.PublicKey)
	return library.KeyOf(raw)
}

// shows signs a reel with a spot for each film.
func (s *shop) shows(seq int64, films ...string) {
	s.t.Helper()
	r := format.Reel{Store: s.public(), Seq: seq, Issued: noon(), Expires: noon().AddDate(0, 0, 14)}
	for i, film := range films {
		sum := sha256.Sum256([]byte(film))
		s.films[string(library.DigestOf(sum))] = film
		r.Spots = append(r.Spots, library.Spot{
			ID: token(i + 1), Campaign: token(100 + i), Sponsor: "Cinema Cola", File: library.Sum{Length: int64(len(film)), SHA256: library.DigestOf(sum)},
			Format: "video/mp4", Length: 20 * time.Second, From: noon().AddDate(0, 0, -1), Until: noon().AddDate(0, 1, 0), PerDay: 9,
		})
	}
	s.signs(r)
}

func (s *shop) signs(r format.Reel) {
	s.t.Helper()
	signed, err := format.Sign(r, s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	data := signed.Bytes()
	s.reel.Store(&data)
}

// changes signs the reel anew with something else in it.
func (s *shop) changes(change func(*format.Reel)) {
	s.t.Helper()
	signed, err := format.Read[format.Reel](*s.reel.Load())
	if err != nil {
		s.t.Fatal(err)
	}
	change(&signed.Doc)
	s.signs(signed.Doc)
}

func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

func token(n int) library.Token { return library.Token(fmt.Sprintf("%032x", n)) }

// viewer is a program with a database of its own, and a clock that a test moves.
type viewer struct {
	*Adverts
	db    *db.DB
	clock atomic.Int64
	films string
}

func newViewer(t *testing.T, s *shop) *viewer {
	t.Helper()
	d, _, err := db.OpenOrSetAside(t.Context(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	v := &viewer{db: d, films: filepath.Join(t.TempDir(), "spots")}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	v.Adverts, err = New(t.Context(), Config{
		Dir: v.films, Store: d, Logger: slog.New(slog.DiscardHandler), Delay: func() time.Duration { return time.Hour },
		Now: func() time.Time { return noon().Add(time.Duration(v.clock.Load())) },
		Ask: func(ctx context.Context, _, _ library.Key, f func(context.Context, store.Client) error) error {
			return f(ctx, store.Client{URL: library.WebURL(s.server.URL), HTTP: client})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

func (v *viewer) files(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir(v.films)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestReelsReplaceEachOther: a newer one brings its films and drops those of before; an older
// one, another one of the same number and another store's are refused.
func TestReelsReplaceEachOther(t *testing.T) {
	s := newShop(t)
	v := newViewer(t, s)
	s.shows(5, "one", "two")
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || v.files(t) != 2 {
		t.Fatalf("%d films: %v", v.files(t), err)
	}
	s.shows(5, "three")
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || len(v.reels[s.public()].Doc.Spots) != 2 {
		t.Errorf("another one of the same number is taken: %v", err)
	}
	s.shows(4, "three")
	if err := v.Look(t.Context(), "channel", s.public()); library.CodeOf(err) != library.CodeRolledBack {
		t.Errorf("an older one: %v", err)
	}
	s.shows(6, "two", "three")
	if err := v.Look(t.Context(), "channel", s.public()); err != nil || v.files(t) != 2 {
		t.Errorf("a newer one: %d films, %v", v.files(t), err)
	}
	if err := v.Look(t.Context(), "channel", library.Key(strings.Repeat("0", 64))); library.CodeOf(err) != library.CodeBadSignature {
		t.Errorf("another store's: %v", err)
	}
	again, err := New(t.Context(), v.cfg)
	if err != nil || again.reels[s.public()].Doc.Seq != 6 || len(again.here) != 2 {
		t.Errorf("after a restart: %+v, %v", again.here, err)
	}
}

// TestAFilmThatIsAnotherIsNotKept, and keeps none of the others away.
func TestAFilmThatIsAnotherIsNotKept(t *testing.T) {
	s := newShop(t)
	v := newViewer(t, s)
	s.shows(1, "one", "two", "three")
	for sum, film := range s.films {
		switch film {
		case "one":
			s.films[sum] = "uno"
		case "two":
			s.films[sum] = strings.Repeat("two", 1000)
		}
	}
	if err := v.Look(t.Context(), "channel", s.public()); library.CodeOf(err) != library.CodeMismatch || v.files(t) != 1 {
		t.Errorf("%d films, %v", v.files(t), err)
	}
}

// TestReelsAreFetchedBeforehand of stores that are wanted, as soon as they are, and only what may play with what
// is followed there; what there is no room for comes when there is; what is over goes.
func TestReelsAreFetchedBeforehand(t *testing.T) {
	s := newShop(t)
	v := newViewer(t, s)
	var wanted []Wanted
	full := false
	v.cfg.Wanted = func(context.Context) ([]Wanted, time.Duration, error) { return wanted, idle, nil }
	v.cfg.Room = func(int64) error {
		if full {
			return library.Errorf(library.CodeDiskFull, "it is")
		}
		return nil
	}
	s.shows(1, "one", "two", "three")
	s.changes(func(r *format.Reel) {
		r.Spots[1].MinAge = 16
		r.Spots[2].Channels = []library.Key{library.Key(strings.Repeat("a", 64))}
	})
	if v.refresh(t.Context()); len(v.reels) != 0 {
		t.Fatal("a store is asked that nobody wants")
	}
	mine := library.Key(strings.Repeat("b", 64))
	wanted = []Wanted{{Channel: mine, Store: s.public(), Audience: ads.Audience{Channel: mine, Verified: true}}}
	s.shut.Store(true)
	v.refresh(t.Context())
	s.shut.Store(false)
	if wait := v.refresh(t.Context()); len(v.reels) != 0 || wait > retryAfter {
		t.Errorf("a store that was away is asked again at once, or in %s", wait)
	}
	full = true
	v.clock.Add(int64(retryAfter))
	if v.refresh(t.Context()); len(v.reels) != 1 || v.files(t) != 0 {
		t.Errorf("without room: %d films", v.files(t))
	}
	full = false
	v.clock.Add(int64(retryAfter))
	if v.refresh(t.Context()); v.files(t) != 1 || !v.here[library.DigestOf(sha256.Sum256([]byte("one")))] {
		t.Errorf("%d films", v.files(t))
	}
	if wait := v.refresh(t.Context()); wait < retryAfter {
		t.Errorf("all is here, and it is looked again in %s", wait)
	}
	other := library.Key(strings.Repeat("a", 64))
	wanted = append(wanted, Wanted{Channel: other, Store: s.public(), Audience: ads.Audience{Channel: other, Verified: true, MinAge: 18}})
	v.clock.Add(int64(retryAfter))
	if v.refresh(t.Context()); v.files(t) != 3 {
		t.Errorf("for another channel: %d films", v.files(t))
	}
	wanted = nil
	s.shut.Store(true)
	v.clock.Add(int64(15 * 24 * time.Hour))
	if v.refresh(t.Context()); v.files(t) != 0 {
		t.Errorf("%d films of a reel that is over", v.files(t))
	}
}

// TestFilmsOfAdsAreBounded: the disk holds no more than so much of them, whatever stores list.
func TestFilmsOfAdsAreBounded(t *testing.T) {
	s := newShop(t)
	v := newViewer(t, s)
	s.shows(1, "one", "two")
	s.changes(func(r *format.Reel) {
		for i := range r.Spots { // films of 64 MiB, all but one of which are here
			r.Spots[i].File.Length = library.MaxSpotSize
		}
		for i := range maxFilms/library.MaxSpotSize - 1 {
			more := r.Spots[0]
			more.ID, more.File.SHA256 = token(1000+i), library.DigestOf(sha256.Sum256([]byte{byte(i)}))
			r.Spots = append(r.Spots, more)
			v.here[more.File.SHA256] = true
		}
	})
	err := v.Look(t.Context(), "channel", s.public())
	if library.CodeOf(err) != library.CodeMismatch || !strings.Contains(err.Error(), "the one that the reel lists") {
		t.Errorf("the last that fits is not fetched: %v", err) // it is shorter than it says
	}
	v.here[v.reels[s.public()].Doc.Spots[0].File.SHA256] = true
	if err := v.Look(t.Context(), "channel", s.public()); library.CodeOf(err) != library.CodeQuota {
		t.Errorf("one more: %v", err)
	}
}

// watches has a token spent for a spot.
func (v *viewer) watches(t *testing.T, s *shop, nonce byte) {
	t.Helper()
	err := v.db.SaveAdTokens(t.Context(), []db.AdToken{{
		Store: s.public(), Bundle: token(7), Week: ads.WeekOf(noon()), Nonce: []byte(strings.Repeat(string(nonce), 32)), Signature: make([]byte, 256),
	}})
	if err == nil {
		err = v.Watched(t.Context(), token(7), ads.Watched{Bundle: "film", Spot: token(1), For: 20 * time.Second})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestReceiptsWait until their time, while the store is away, and are told once; what nobody
// takes any more is dropped.
func TestReceiptsWait(t *testing.T) {
	s := newShop(t)
	v := newViewer(t, s)
	s.shows(1, "one")
	if err := v.Look(t.Context(), "channel", s.public()); err != nil {
		t.Fatal(err)
	}
	waits := func() bool {
		t.Helper()
		r, err := v.db.NextAdReceipt(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r.Document != nil
	}
	v.watches(t, s, 'a')
	if next := v.tell(t.Context()); next != time.Hour || !waits() {
		t.Errorf("it is told in %s", next)
	}
	v.clock.Add(int64(time.Hour))
	s.shut.Store(true)
	if v.tell(t.Context()); !waits() {
		t.Error("what was not heard is forgotten")
	}
	s.shut.Store(false)
	v.clock.Add(int64(retryAfter))
	if v.tell(t.Context()); waits() {
		t.Error("it is not told")
	}
	r, err := format.ParseAdsReceipt([]byte(<-s.receipts))
	if err != nil || r.Spot != token(1) || r.Campaign != token(100) || r.Bundle != token(7) || !r.Day.Equal(ads.DayOf(noon())) {
		t.Errorf("it says %+v, %v", r, err)
	}
	v.tell(t.Context())
	v.watches(t, s, 'b')
	v.clock.Add(int64(ads.Spending))
	if v.tell(t.Context()); waits() {
		t.Error("what nobody takes any more is kept")
	}
	if len(s.receipts) != 0 {
		t.Error("it is told twice, or too late")
	}
	// Without a token there is nothing to tell.
	if err := v.Watched(t.Context(), token(7), ads.Watched{Bundle: "film", Spot: token(1), For: 20 * time.Second}); err != nil || waits() {
		t.Error("a receipt without a token", err)
	}
}

// TestWorkEnds tells what is due when it is woken, and ends with its context.
func TestWorkEnds(t *testing.T) {
	s := newShop(t)
	v := newViewer(t, s)
	v.cfg.Delay = func() time.Duration { return 0 }
	s.shows(1, "one")
	if err := v.Look(t.Context(), "channel", s.public()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { v.Work(ctx); close(ended) }()
	v.watches(t, s, 'c')
	select {
	case <-s.receipts:
	case <-time.After(time.Minute):
		t.Error("it is not told")
	}
	stop()
	<-ended
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Error("it ended by itself")
	}
}
