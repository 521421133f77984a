// store buys from a running store, as its clients do, and prints figures as JSON.
//
//	store stock DIR URL [DIR…]   a creator's film is consigned to the stores in the folders
//	store rate URL N SECONDS     N orders a second: from the event that one is settled to its license, in ms
//	store full SECONDS URL…      as many as go, of several buyers at each of the addresses
//	store receipts DIR N URL…    N views with ads are told to the stores at the addresses, whose keys lie in DIR
//	store books DIR N            N entries in the books of a channel, then a statement of them
package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	_ "modernc.org/sqlite"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/library/seal"
	"matinee/sync/store"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "store:", err)
		os.Exit(1)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

// film is what is sold, as the buyers are told.
type film struct {
	Root   library.Key
	Bundle library.Token
	Device library.Recipient
}

func token() library.Token {
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	return library.Token(hex.EncodeToString(raw[:]))
}

func key() (ed25519.PrivateKey, library.Key) {
	public, secret := must2(ed25519.GenerateKey(rand.Reader))
	return secret, library.KeyOf(public)
}

func must2[A, B any](a A, b B, err error) (A, B) {
	check(err)
	return a, b
}

// stock makes a channel with a film at 4.95 EUR, and hands it over to the store whose keys
// lie in the first folder.
func stock(dir, url string) film {
	s := must(store.Open(context.Background(), store.Config{Dir: dir, Database: os.Getenv("MATINEE_STORE_DATABASE")}))
	defer s.Close()
	rootKey, root := key()
	signing, channel := key()
	began := time.Now().UTC().Truncate(time.Second).AddDate(0, 0, -2)
	certificate := must(format.Sign(format.Certificate{Root: root, Key: channel, Serial: 1, Issued: began}, rootKey))
	author := format.Author{Channel: root, Certificate: certificate.Envelope, Issued: began}
	identity := must(seal.NewIdentity())
	recipient := must(seal.RecipientOf(identity))
	release, _ := must(format.ReleaseKey(identity)).Public().(ed25519.PublicKey)
	sum := library.DigestOf(sha256.Sum256([]byte("film")))
	f := film{Root: root, Bundle: token(), Device: must(seal.RecipientOf(must(seal.NewIdentity())))}
	manifest := must(format.Sign(format.Manifest{
		Author: author, ID: f.Bundle, Version: 1, Name: "Film", Creators: []format.Creator{{Name: "Studio"}}, Published: began, License: library.AllRightsReserved,
		Rights: "All rights reserved.", Editions: []format.Edition{{ID: "standard", Name: "Film", Recipient: recipient, Release: library.KeyOf(release)}},
		Items: []format.Item{{
			Path: "film.mp4.age", Role: library.RoleMain, Editions: []library.EditionID{"standard"}, Format: "video/mp4",
			Plain: library.Sum{Length: 1000, SHA256: sum}, Sealed: &library.Sum{Length: 2000, SHA256: sum},
		}},
	}, signing))
	terms := must(format.Sign(format.Terms{Author: author, Bundle: f.Bundle, Version: 1, Fee: 1000, Editions: []format.EditionTerms{{
		Edition: "standard", Splits: []library.Split{{Party: "Studio", Weight: 70}, {Party: "Author", Weight: 30}},
		Offers: []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495}}, {Kind: library.OfferAds}},
		Breaks: []library.Break{{Place: library.BreakBefore, Spots: 1, Longest: time.Minute}},
	}}}, signing))
	word := must(format.Sign(format.StoreCertificate{Author: author, Store: format.Store{
		Name: "Corner", Key: s.Key(), Recipient: s.Recipient(), From: began, Until: began.AddDate(1, 0, 0),
	}}, signing))
	consignment := must(format.Sign(format.Consignment{
		Author: author, ID: token(), Version: 1, Bundle: f.Bundle, Edition: "standard", Recipient: recipient, Terms: terms.Digest(), Store: s.Key(), For: s.Recipient(),
		Wrapped: must(seal.Wrap(identity, s.Recipient())),
	}, signing))
	check(s.AddChannel(context.Background(), root))
	check(client(url).Consign(context.Background(), store.Handover{
		Certificate: word.Bytes(), Manifest: manifest.Bytes(), Terms: terms.Bytes(), Consignment: consignment.Bytes(),
	}))
	return f
}

func client(url string) store.Client {
	return store.Client{URL: library.WebURL(url), HTTP: &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 256}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// buy orders, pays and takes the license. It returns the time from the settling event to
// the license.
func buy(c store.Client, f film) (time.Duration, error) {
	ask := store.Ask{
		ID: token(), Secret: library.Secret(token()), Bundle: f.Bundle, Edition: "standard", Offer: library.OfferPaid,
		Price: &library.Money{Currency: "EUR", Minor: 495}, Device: f.Device, Provider: "sandbox",
	}
	ctx := context.Background()
	o, err := c.Place(ctx, ask)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	answer, err := c.HTTP.Post(o.Page, "", nil)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	o, err = c.Order(ctx, ask.ID, ask.Secret)
	if err == nil && o.Licence == "" {
		err = fmt.Errorf("order %s has no license", ask.ID)
	}
	return time.Since(began), err
}

// run is what a measurement found.
type run struct {
	Orders  int     `json:"orders"`
	Seconds float64 `json:"seconds"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Failed  int     `json:"failed"`

	mu   sync.Mutex
	took []time.Duration
}

func (r *run) add(d time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		if r.Failed++; r.Failed == 1 {
			fmt.Fprintln(os.Stderr, err)
		}
		return
	}
	r.took = append(r.took, d)
}

func (r *run) end(began time.Time) {
	r.Seconds, r.Orders = time.Since(began).Seconds(), len(r.took)
	slices.Sort(r.took)
	at := func(share float64) float64 {
		if len(r.took) == 0 {
			return 0
		}
		return float64(r.took[int(share*float64(len(r.took)-1))].Microseconds()) / 1000
	}
	r.P50, r.P99 = at(0.5), at(0.99)
	check(json.NewEncoder(os.Stdout).Encode(r))
}

// rate keeps a rhythm, however long the answers take.
func rate(url string, f film, perSecond, seconds int) {
	c, r, began := client(url), &run{}, time.Now()
	var all sync.WaitGroup
	for i := range perSecond * seconds {
		time.Sleep(time.Until(began.Add(time.Duration(i) * time.Second / time.Duration(perSecond))))
		all.Go(func() { r.add(buy(c, f)) })
	}
	all.Wait()
	r.end(began)
}

// full has several buyers at each address buy one film after the other.
func full(f film, seconds int, urls []string) {
	r, began := &run{}, time.Now()
	var all sync.WaitGroup
	for i := range 16 {
		c := client(urls[i%len(urls)])
		all.Go(func() {
			for time.Since(began) < time.Duration(seconds)*time.Second {
				r.add(buy(c, f))
			}
		})
	}
	all.Wait()
	r.end(began)
}

// books puts entries of sales over two years into a store's books, chained as they are.
func books(dir string, n int) {
	ctx := context.Background()
	_, root := key()
	s := must(store.Open(ctx, store.Config{Dir: dir}))
	check(s.AddChannel(ctx, root))
	db := must(sql.Open("sqlite", "file:"+dir+"/store.db?_pragma=busy_timeout(10000)&_txlock=immediate"))
	tx := must(db.Begin())
	insert := must(tx.Prepare(`INSERT INTO entries (channel, n, event, at, entry) VALUES (?, ?, ?, ?, ?)`))
	rule := ledger.Rule{Fee: 1000, Splits: []library.Split{{Party: "Studio", Weight: 70}, {Party: "Author", Weight: 30}}}
	bundles := make([]library.Token, 20)
	for i := range bundles {
		bundles[i] = token()
	}
	digest := library.DigestOf(sha256.Sum256([]byte("terms")))
	began := time.Now().UTC().AddDate(-2, 0, 0)
	var head ledger.Head
	var data bytes.Buffer
	for i := range n {
		order := token()
		e := ledger.Entry{
			At: began.Add(time.Duration(i) * 2 * 365 * 24 * time.Hour / time.Duration(n)), Kind: ledger.Sold, Key: "paid " + string(order), Order: order,
			Bundle: bundles[i%len(bundles)], Edition: "standard", Terms: digest, Money: "EUR", Gross: 495,
		}
		e.Legs = must(rule.Sale("sandbox", ledger.Amount{Gross: 495}))
		var err error
		e, head, err = head.Append(e)
		check(err)
		data.Reset()
		check(json.NewEncoder(&data).Encode(e))
		_, err = insert.Exec(string(root), e.N, e.Key, e.At.Unix(), string(bytes.TrimSpace(data.Bytes())))
		check(err)
	}
	_, err := tx.Exec(`UPDATE channels SET entries = ?, hash = ? WHERE root = ?`, head.N, string(head.Hash), string(root))
	check(err)
	check(tx.Commit())
	check(db.Close())
	check(s.Close())
	fmt.Println(root)
}

func main() {
	args := os.Args[1:]
	if len(args) < 2 {
		fmt.Fprintln(os.Stderr, "store: stock, rate, full, receipts or books")
		os.Exit(2)
	}
	number := func(i int) int { return must(strconv.Atoi(args[i])) }
	sold := func() (f film) {
		check(json.Unmarshal([]byte(os.Getenv("FILM")), &f))
		return f
	}
	switch args[0] {
	case "stock":
		check(json.NewEncoder(os.Stdout).Encode(stock(args[1], args[2])))
	case "rate":
		rate(args[1], sold(), number(2), number(3))
	case "full":
		full(sold(), number(1), args[2:])
	case "receipts":
		receipts(sold(), args[1], number(2), args[3:])
	case "books":
		books(args[1], number(2))
	}
}
