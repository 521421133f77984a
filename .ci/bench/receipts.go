package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
	"matinee/sync/store"
)

// looked is what is said of a spot that nobody looks into here.
type looked struct{}

func (looked) Probe(context.Context, string) (library.Facts, error) {
	return library.Facts{Duration: 20 * time.Second, Width: 1280, Height: 720, Video: "h264", Audio: "aac"}, nil
}

func (looked) Measure(context.Context, string) (library.Measures, error) {
	return library.Measures{Heard: true, Loudness: -23}, nil
}

// told is what a measurement of receipts found.
type told struct {
	Receipts int     `json:"receipts"` // that count
	Twice    int     `json:"twice"`    // told again, and refused
	Seconds  float64 `json:"seconds"`
	Failed   int     `json:"failed"`
}

// receipts has n views told to a store, each by itself, 64 at the same time, and then a tenth
// of them again.
func receipts(f film, dir string, n int, urls []string) {
	all := views(f, dir, n, urls[0])
	out := told{}
	began := time.Now()
	out.Receipts, _, out.Failed = tell(all, urls)
	out.Seconds = time.Since(began).Seconds()
	_, out.Twice, _ = tell(all[:n/10], urls)
	check(json.NewEncoder(os.Stdout).Encode(out))
}

// views takes a campaign and makes receipts of it. A token is what a program has once it took the
// blinding off: a signature of the week's key, which is made here with the key itself, since the
// store gives nobody so many.
func views(f film, dir string, n int, url string) []format.AdsReceipt {
	ctx := context.Background()
	database := os.Getenv("MATINEE_STORE_DATABASE")
	s := must(store.Open(ctx, store.Config{Dir: dir, Database: database}))
	defer s.Close()
	day := time.Now().UTC().Truncate(24 * time.Hour)
	c := must(s.AddCampaign(ctx, store.Campaign{
		Sponsor: "Cola", CPM: library.Money{Currency: "EUR", Minor: 1000}, From: day.AddDate(0, 0, -1), Until: day.AddDate(0, 1, 0), DeviceDay: 50, Channels: []library.Key{f.Root},
	}))
	check(s.Prepay(ctx, store.Prepayment{Campaign: c.ID, Money: library.Money{Currency: "EUR", Minor: 1_000_000_000}, Provider: "sandbox", Key: "1"}))
	file := filepath.Join(dir, "spot.mp4")
	check(os.WriteFile(file, []byte("film"), 0o600))
	spot := must(s.AddSpot(ctx, looked{}, store.Spot{Campaign: c.ID, File: file}))
	must(client(url).TokenKey(ctx, s.Key(), f.Bundle)) // the store makes this week's

	driver, address := "sqlite", "file:"+dir+"/store.db?_pragma=busy_timeout(10000)"
	if database != "" {
		driver, address = "pgx", database
	}
	db := must(sql.Open(driver, address))
	defer db.Close()
	var secret string
	check(db.QueryRow(`SELECT secret FROM token_keys`).Scan(&secret))
	private := must(x509.ParsePKCS1PrivateKey(must(base64.StdEncoding.DecodeString(secret))))
	all := make([]format.AdsReceipt, n)
	const nonce = 32
	each(n, func(i int) {
		random := make([]byte, nonce)
		_, _ = rand.Read(random)
		sum := sha512.Sum384(random)
		signature := must(rsa.SignPSS(rand.Reader, private, crypto.SHA384, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}))
		all[i] = format.AdsReceipt{
			Campaign: c.ID, Spot: spot, Bundle: f.Bundle, Day: day, Token: format.AdsToken{Week: ads.WeekOf(day), Nonce: random, Signature: signature},
		}
	})
	return all
}

// tell tells views and returns how many count, were told before, and failed.
func tell(all []format.AdsReceipt, urls []string) (counted, twice, failed int) {
	var mu sync.Mutex
	clients := make([]store.Client, len(urls))
	for i, url := range urls {
		clients[i] = client(url)
	}
	each(len(all), func(i int) {
		counts, err := clients[i%len(clients)].Viewed(context.Background(), all[i])
		mu.Lock()
		defer mu.Unlock()
		switch {
		case library.CodeOf(err) == library.CodeUsedCode:
			twice++
		case err != nil || !counts:
			failed++
		default:
			counted++
		}
	})
	return counted, twice, failed
}

// each does something n times, 64 at the same time.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	const atOnce = 64
	for range atOnce {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}
