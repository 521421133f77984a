package store

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// posted is an answer as it came.
type posted struct {
	status     int
	kind, text string
}

// posts sends something under keys.
func (s *shop) posts(path string, what any, keys ...string) posted {
	s.t.Helper()
	body := must[[]byte](s.t)(json.Marshal(what))
	req := must[*http.Request](s.t)(http.NewRequestWithContext(context.Background(), http.MethodPost, string(s.client.URL)+path, bytes.NewReader(body)))
	for _, key := range keys {
		req.Header.Add(keyHeader, key)
	}
	answer := must[*http.Response](s.t)(s.client.HTTP.Do(req))
	defer answer.Body.Close()
	return posted{answer.StatusCode, answer.Header.Get("Content-Type"), string(must[[]byte](s.t)(io.ReadAll(answer.Body)))}
}

// TestTheSameRequestIsAnsweredTheSame, however often and at whatever time it is sent, and
// another one under its key does nothing.
func TestTheSameRequestIsAnsweredTheSame(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		ask := newBuyer(t).asks(c)
		const key = `"the first order"`
		if got := s.posts("/v1/orders", ask, key); got.status != http.StatusBadRequest { // a space
			t.Errorf("%+v", got)
		}
		first := s.posts("/v1/orders", ask, `"order-1"`)
		if first.status != http.StatusCreated || !strings.Contains(first.text, `"waiting"`) {
			t.Fatalf("%+v", first)
		}
		s.pays(must[Order](t)(s.client.Order(t.Context(), ask.ID, ask.Secret)))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if again := s.posts("/v1/orders", ask, "order-1"); again != first {
					t.Errorf("%+v, and before %+v", again, first)
				}
			})
		}
		all.Wait()
		if o := must[Order](t)(s.client.Place(t.Context(), ask)); o.State != Settled { // under another key: as it stands
			t.Errorf("%+v", o)
		}
		other := newBuyer(t).asks(c)
		got := s.posts("/v1/orders", other, "order-1")
		if got.status != http.StatusUnprocessableEntity || got.kind != "application/problem+json" {
			t.Errorf("%+v", got)
		}
		_, err := s.client.Order(t.Context(), other.ID, other.Secret)
		wantCode(t, err, library.CodeNotFound)

		s.later(requestKeyLife + time.Second)
		if err := s.forgetRequests(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.posts("/v1/orders", other, "order-1"); got.status != http.StatusCreated {
			t.Errorf("a day later: %+v", got)
		}
	})
}

// TestManyAtOnceUnderOneKey: of requests at the same time all have the answer of the first.
func TestManyAtOnceUnderOneKey(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		ask := newBuyer(t).asks(s.sells("studio"))
		got := make([]posted, 8)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() { got[i] = s.posts("/v1/orders", ask, "key") })
		}
		all.Wait()
		for _, g := range got {
			if g != got[0] || g.status != http.StatusCreated {
				t.Errorf("%+v, and %+v", g, got[0])
			}
		}
	})
}

// TestAnswersAreSealed: what is kept of an answer tells nothing to who has the database; the
// secret of an order lies nowhere in it.
func TestAnswersAreSealed(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	_, codes, err := s.Vouchers(t.Context(), Batch{Bundle: c.bundle, Edition: "standard", Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	ask := newBuyer(t).asks(c)
	ask.Provider, ask.Voucher, ask.Price = Voucher, codes[0], nil
	first := s.posts("/v1/orders", ask, "a-code")
	if first.status != http.StatusCreated || !strings.Contains(first.text, `"receipt"`) {
		t.Fatalf("%+v", first)
	}
	if again := s.posts("/v1/orders", ask, "a-code"); again != first {
		t.Errorf("%+v, and before %+v", again, first)
	}
	var kept int
	rows, err := s.db.read().rows(t.Context(), `SELECT name, mark, answer FROM request_keys`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for ; rows.Next(); kept++ {
		var name, mark, answer string
		if err := rows.Scan(&name, &mark, &answer); err != nil {
			t.Fatal(err)
		}
		if all := name + mark + answer; strings.Contains(all, ask.Secret.Reveal()) || strings.Contains(all, "receipt") {
			t.Errorf("it says %.200s", all)
		}
	}
	if err := rows.Err(); err != nil || kept == 0 {
		t.Fatal(kept, err)
	}
}

// TestARefusalIsTriedAnew: it changed nothing, so that its key serves again; so does the key
// of a request that was never answered.
func TestARefusalIsTriedAnew(t *testing.T) {
	s := openShop(t, "")
	c := newCreator(t, "studio")
	ask := newBuyer(t).asks(c)
	if got := s.posts("/v1/orders", ask, "early"); got.status != http.StatusNotFound {
		t.Errorf("%+v", got)
	}
	if err := s.AddChannel(t.Context(), public(c.root)); err != nil {
		t.Fatal(err)
	}
	h := c.handover(s.Store, "standard").text()
	for range 2 { // the second time it is known
		if got := s.posts("/v1/consignments", h, "hand-over"); got.status != http.StatusNoContent || got.text != "" {
			t.Errorf("%+v", got)
		}
	}
	if got := s.posts("/v1/orders", ask, "early"); got.status != http.StatusCreated {
		t.Errorf("%+v", got)
	}
	o := s.buys(newBuyer(t).asks(c))
	again := restoring{o.Receipt, newBuyer(t).recipient}
	n := &namedRequest{name: "POST /v1/restore gone", body: must[[]byte](t)(json.Marshal(again))}
	if before, err := s.reserve(t.Context(), n); err != nil || before != nil { // and then the store is gone
		t.Fatal(before, err)
	}
	first := s.posts("/v1/restore", again, "gone")
	if first.status != http.StatusOK || s.posts("/v1/restore", again, "gone") != first {
		t.Errorf("%+v", first)
	}
	again.Device = newBuyer(t).recipient
	if got := s.posts("/v1/restore", again, "gone"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("for another device: %+v", got)
	}
}

// TestKeysAreBounded: what is no key is refused, and nothing is kept of it.
func TestKeysAreBounded(t *testing.T) {
	s := openShop(t, "")
	ask := newBuyer(t).asks(s.sells("studio"))
	for what, keys := range map[string][]string{
		"long": {strings.Repeat("k", maxRequestKey+1)}, "empty": {`""`}, "two": {"a", "b"}, "not ASCII": {"schlüssel"}, "a list": {`"a", "b"`},
	} {
		if got := s.posts("/v1/orders", ask, keys...); got.status != http.StatusBadRequest || got.kind != "application/problem+json" {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if got := s.posts("/v1/orders", ask, strings.Repeat("k", maxRequestKey)); got.status != http.StatusCreated {
		t.Errorf("%+v", got)
	}
}

// TestTheProgramNamesItsRequests: each under a key of its own.
func TestTheProgramNamesItsRequests(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	seen := map[string]string{}
	s.client.HTTP.Transport = heard{s.client.HTTP.Transport, func(r *http.Request) {
		if key := r.Header.Get(keyHeader); r.Method == http.MethodPost && !strings.HasPrefix(r.URL.Path, "/sandbox/") {
			if seen[key] != "" || key == "" {
				t.Errorf("%s has the key %q of %q", r.URL.Path, key, seen[key])
			}
			seen[key] = r.URL.Path
		}
	}}
	o := s.buys(newBuyer(t).asks(c))
	if _, err := s.client.Restore(t.Context(), []byte(o.Receipt), newBuyer(t).recipient); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Errorf("%v", seen)
	}
}

// heard is a way out on which requests are heard.
type heard struct {
	next http.RoundTripper
	hear func(*http.Request)
}

func (h heard) RoundTrip(r *http.Request) (*http.Response, error) {
	h.hear(r)
	return h.next.RoundTrip(r)
}
