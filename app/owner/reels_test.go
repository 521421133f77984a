package owner

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
	"matinee/library/media"
	"matinee/sync/store"
	"matinee/sync/swarm"
)

// front stands before a store. It answers some paths otherwise, and counts who asks for films.
type front struct {
	instead atomic.Pointer[func(w http.ResponseWriter, r *http.Request) bool]
	films   atomic.Int64
}

func (f *front) answers(instead func(w http.ResponseWriter, r *http.Request) bool) {
	f.instead.Store(&instead)
}

// reeled is a channel with a film to be watched with ads, at a store that stands behind a front.
type reeled struct {
	dht   []*house
	made  control.NewChannel
	shop  *store.Store
	front *front
}

func advertised(t *testing.T) *reeled {
	t.Helper()
	w := &reeled{dht: nodes(t, 4), front: &front{}}
	creator := open(t, t.TempDir(), inDHT(w.dht...), able)
	w.made = creator.channelNew("Studio")
	var behind library.WebURL
	w.shop, behind = sells(t, w.made.Root)
	to, err := url.Parse(string(behind))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/ads/spots/") {
			w.front.films.Add(1)
		}
		if instead := w.front.instead.Load(); instead != nil && (*instead)(rw, r) {
			return
		}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	advertises(t, w.shop, w.made.Root)
	certificate := ok[[]byte](t)(creator.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: w.shop.Key(), Recipient: w.shop.Recipient()}, URL: library.WebURL(server.URL), Until: time.Now().AddDate(1, 0, 0),
	}))
	folder, _ := reel(t, "Low Tide", "2")
	creator.publishes(folder, library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)}, func(d *library.Draft) {
		e := &d.Editions[0]
		e.Offers = append(e.Offers, library.Offer{Kind: library.OfferAds})
		e.Breaks = []library.Break{{Place: library.BreakBefore, Spots: 1, Longest: time.Minute}}
	})
	if sent, _, err := creator.HandOver(t.Context(), control.ConsignRequest{Name: "Low Tide", Edition: "standard", Store: certificate}); err != nil || !sent {
		t.Fatal(sent, err)
	}
	return w
}

// fan follows the channel.
func (w *reeled) fan(t *testing.T, dir string) *house {
	t.Helper()
	fan := open(t, dir, inDHT(w.dht[0], w.dht[3]))
	fan.mustFollow(w.made.Link, true)
	return fan
}

func (w *reeled) reel(t *testing.T) format.Reel {
	t.Helper()
	return ok[format.Signed[format.Reel]](t)(format.Read[format.Reel](ok[[]byte](t)(w.shop.Reel(t.Context(), "")))).Doc
}

// has waits for so many films of ads, and returns one.
func (h *house) hasFilms(count int) []byte {
	h.t.Helper()
	var all []string
	h.awaits("the films of ads", func() bool {
		var err error
		all, err = filepath.Glob(filepath.Join(h.dir, "spots", "*.mp4"))
		marks, _ := filepath.Glob(filepath.Join(h.dir, "spots", "unchecked-*"))
		return err == nil && len(all) == count && len(marks) == 0
	})
	return ok[[]byte](h.t)(os.ReadFile(all[0]))
}

func (h *house) awaits(what string, holds func() bool) {
	h.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// passesOn reports whether a program takes part in the torrent of a reel.
func (h *house) passesOn(id library.BundleID) bool {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Millisecond)
	defer cancel()
	a, err := h.engine.OpenAside(ctx, id, swarm.AsideOptions{Folder: h.t.TempDir(), Path: func(string) (string, bool) { return "", false }})
	if err == nil {
		a.Close()
	}
	return library.CodeOf(err) == library.CodeInUse
}

// TestFilmsOfAdsComeFromOtherPrograms: one has them from the store, the next from that one, when
// the store has lost its films; after a restart, too. The torrent of a reel that was replaced ends.
func TestFilmsOfAdsComeFromOtherPrograms(t *testing.T) {
	w := advertised(t)
	dir := t.TempDir()
	first := w.fan(t, dir)
	film := first.hasFilms(1)
	was := w.reel(t)
	first.awaits("it to pass them on", func() bool { return first.passesOn(was.Infohash) })
	first.end()

	w.front.answers(func(rw http.ResponseWriter, r *http.Request) bool {
		dead := strings.HasPrefix(r.URL.Path, "/v1/ads/spots/")
		if dead {
			http.NotFound(rw, r)
		}
		return dead
	})
	first = open(t, dir, inDHT(w.dht[0], w.dht[3]))
	first.awaits("it to pass them on again", func() bool { return first.passesOn(was.Infohash) })
	second := w.fan(t, t.TempDir())
	if got := second.hasFilms(1); !bytes.Equal(got, film) {
		t.Errorf("%d other bytes", len(got))
	}

	w.front.answers(func(http.ResponseWriter, *http.Request) bool { return false })
	folder, _ := reel(t, "Another spot", "3")
	look := media.New(media.Config{Tools: media.FindTools()})
	more := store.Spot{Campaign: was.Spots[0].Campaign, File: filepath.Join(folder, "Another spot.mp4")}
	ok[library.Token](t)(w.shop.AddSpot(t.Context(), look, more))
	now := w.reel(t)
	for _, h := range []*house{first, second} {
		if err := h.adverts.Look(t.Context(), w.made.Root, w.shop.Key()); err != nil {
			t.Fatal(err)
		}
		if was.Infohash == now.Infohash || !h.passesOn(now.Infohash) || h.passesOn(was.Infohash) {
			t.Error("the old reel is passed on, or the new one is not")
		}
	}
}
