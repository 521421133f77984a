package stripe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
	"matinee/sync/store/pay"
)

// mock is Stripe's own program that holds calls against its published description, with
// answers that mean nothing. make deps installs it.
const mock = "stripe-mock-v0.203.0"

func startMock(t *testing.T) string {
	t.Helper()
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip(err)
	}
	program := filepath.Join(home, ".cache", "matinee", "tools", mock)
	if _, err := os.Stat(program); err != nil {
		t.Skipf("%s is not there; make deps installs it", mock)
	}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, "-http-addr", addr)
	if err := c.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // it was killed
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr); err == nil {
			_ = conn.Close()
			return "http://" + addr
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// TestCallsAreAsStripeDescribesThem: every call that is made has a form that Stripe's
// description allows.
func TestCallsAreAsStripeDescribesThem(t *testing.T) {
	base := startMock(t)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	p, err := New(Config{Key: "sk_test_123", URL: base, HTTP: client})
	if err != nil {
		t.Fatal(err)
	}
	m := library.Money{Currency: "EUR", Minor: 495}
	calls := map[string]func() error{
		"begin": func() error {
			_, err := p.Begin(t.Context(), pay.Payment{Order: "0123456789abcdef0123456789abcdef", Money: m, Fee: 33, Title: "Film", Back: "http://127.0.0.1/paid", Expires: time.Now().Add(time.Hour)})
			return err
		},
		"look": func() error { _, err := p.Look(t.Context(), "cs_test_1"); return err },
		"cancel": func() error {
			return p.post(t.Context(), "/v1/checkout/sessions/cs_test_1/expire", "", nil, &session{})
		},
		"find": func() error { _, err := p.sessionOf(t.Context(), "pi_1"); return err },
		"refund": func() error {
			_, err := p.once(t.Context(), "/v1/refunds", url.Values{"charge": {"ch_1"}}, true, "k", 1, url.Values{"charge": {"ch_1"}, "amount": {"495"}, "metadata[order]": {"1"}})
			return err
		},
		"transfer": func() error {
			_, err := p.Transfer(t.Context(), pay.Transfer{Key: "k", Order: "1", Account: "acct_1", Money: m, Again: true})
			return err
		},
		"transfer of a charge": func() error {
			_, err := p.once(t.Context(), "/v1/transfers", url.Values{}, false, "k", 0, url.Values{
				"amount": {"1"}, "currency": {"eur"}, "destination": {"acct_1"}, "source_transaction": {"ch_1"}, "transfer_group": {"1"},
			})
			return err
		},
		"reverse": func() error {
			return p.Reverse(t.Context(), pay.Reversal{Key: "k", Transfer: "tr_1", Money: m, Again: true})
		},
		"dispute": func() error { _, err := p.dispute(t.Context(), "dp_1"); return err },
	}
	for what, call := range calls {
		if err := call(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	// And it does refuse what is not described.
	if err := p.post(t.Context(), "/v1/transfers", "", url.Values{"amount": {"many"}, "colour": {"red"}}, &made{}); !errors.Is(err, pay.ErrNever) {
		t.Error(fmt.Errorf("nonsense passes: %w", err))
	}
}
