package store

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
)

// BenchmarkReceipts tells receipts with real tokens over HTTP, each by itself, 64 at the same
// time; client and server share the machine.
func BenchmarkReceipts(b *testing.B) {
	s := openStore(b)
	c := s.screens("studio")
	campaign, spot := s.campaign(1_000_000_000, nil)
	if _, err := s.TokenKey(b.Context(), c.bundle, ""); err != nil {
		b.Fatal(err)
	}
	week := ads.WeekOf(s.now())
	var secret string
	if err := s.db.read().row(b.Context(), `SELECT secret FROM token_keys`).Scan(&secret); err != nil {
		b.Fatal(err)
	}
	private := must[*rsa.PrivateKey](b)(x509.ParsePKCS1PrivateKey(must[[]byte](b)(base64.StdEncoding.DecodeString(secret))))
	all := make([]format.AdsReceipt, b.N)
	for i := range all {
		nonce := drawNonce()
		sum := sha512.Sum384(nonce)
		signature := must[[]byte](b)(rsa.SignPSS(rand.Reader, private, crypto.SHA384, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}))
		all[i] = s.receipt(c, campaign, spot, format.AdsToken{Week: week, Nonce: nonce, Signature: signature})
	}
	var next atomic.Int64
	const clients = 64
	b.SetParallelism(clients)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			counts, err := s.client.Viewed(b.Context(), all[next.Add(1)-1])
			if err != nil || !counts {
				b.Error(counts, err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "receipts/s")
}

// openStore opens a shop whose answers nobody holds against the protocol.
func openStore(b *testing.B) *shop {
	b.Helper()
	s := &shop{t: b}
	var err error
	if s.Store, err = Open(b.Context(), Config{Dir: b.TempDir(), Name: "Corner"}); err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(s.Handler(slog.New(slog.DiscardHandler)))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	s.client = Client{URL: library.WebURL(server.URL), HTTP: client}
	b.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}
