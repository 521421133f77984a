// Command stripe serves a fake of Stripe on loopback, to try a store with: see
// sync/store/stripefake. It prints the variables that a store takes it by, and runs until
// it is interrupted.
//
//	go run ./.ci/stripe -store http://127.0.0.1:8460 &
//	env MATINEE_STRIPE_URL=… matinee store serve
//
// Beside Stripe's own it has POST /try/refund/ID, /try/dispute/ID, /try/won/ID and
// /try/lost/ID, for what happens at Stripe's pages and at banks.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"matinee/sync/store/stripefake"
)

func main() {
	store := flag.String("store", "http://127.0.0.1:8460", "the store that messages go to")
	listen := flag.String("listen", "127.0.0.1:8461", "where the fake is reached")
	copies := flag.Int("copies", 2, "how often each message is told")
	delay := flag.Duration("delay", 500*time.Millisecond, "how long a message may take")
	lose := flag.Float64("lose", 0, "the part of messages that is lost")
	flag.Parse()
	if err := serve(*listen, stripefake.Config{
		Key: "sk_test_fake", Secret: "whsec_fake", Webhook: *store + "/v1/payments/stripe",
		Mail: stripefake.Mail{Copies: *copies, Delay: *delay, Lose: *lose},
	}); err != nil {
		log.Fatal(err)
	}
}

func serve(listen string, cfg stripefake.Config) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	fake := stripefake.New(cfg)
	defer fake.Close()
	mux := http.NewServeMux()
	mux.Handle("/", fake)
	mux.HandleFunc("POST /try/refund/{id}", func(_ http.ResponseWriter, r *http.Request) {
		amount, _ := strconv.ParseInt(r.FormValue("amount"), 10, 64) // 0: nothing
		fake.Refund(r.PathValue("id"), amount)
	})
	mux.HandleFunc("POST /try/dispute/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, fake.Dispute(r.PathValue("id"))) })
	mux.HandleFunc("POST /try/won/{id}", func(_ http.ResponseWriter, r *http.Request) { fake.CloseDispute(r.PathValue("id"), true) })
	mux.HandleFunc("POST /try/lost/{id}", func(_ http.ResponseWriter, r *http.Request) { fake.CloseDispute(r.PathValue("id"), false) })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("MATINEE_STRIPE_URL=http://%s\nMATINEE_STRIPE_KEY=%s\nMATINEE_STRIPE_WEBHOOK=%s\n", l.Addr(), cfg.Key, cfg.Secret)
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
