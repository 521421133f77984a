package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAStoreThatIsPaid: accounts of parties, taxes, codes and jobs by command; the secrets of
// its provider are files that nobody else may read, or variables, and are never said.
func TestAStoreThatIsPaid(t *testing.T) {
	dir, root := filepath.Join(t.TempDir(), "corner"), strings.Repeat("ab", 32)
	d := &desk{}
	store := func(args ...string) outcome {
		return typed(t, d, "", append([]string{"store", "--dir", dir}, args...)...)
	}
	store("init")
	store("channel", root)
	for _, one := range []struct {
		want outcome
		args []string
	}{
		{outcome{}, []string{"party", root, "Ann", "acct_1"}},
		{outcome{}, []string{"party", root, "Bob", "acct_2"}},
		{outcome{}, []string{"party", root, "Bob"}}, // by hand again
		{outcome{out: "Ann\tstripe\tacct_1\n"}, []string{"party", root}},
		{outcome{}, []string{"tax", "eur", "5.5%"}},
		{outcome{}, []string{"tax", "JPY", "10"}},
		{outcome{out: "EUR\t5.50%\nJPY\t10.00%\n"}, []string{"tax"}},
		{outcome{}, []string{"card-fee", "stripe", "usd", "2.9%", "0.30"}},
		{outcome{}, []string{"card-fee", "stripe", "JPY", "3.6%"}},
		{outcome{}, []string{"card-fee", "lightning", "BTC", "1%"}},
		{outcome{}, []string{"card-fee", "lightning", "BTC", "0%"}}, // the store's again
		{outcome{out: "stripe\t3.60%\t0 JPY\nstripe\t2.90%\t0.30 USD\n"}, []string{"card-fee"}},
		{outcome{}, []string{"jobs", "--retry"}},
		{outcome{}, []string{"codes"}},
	} {
		if got := store(one.args...); got.code != 0 || got.out != one.want.out {
			t.Errorf("%v: %+v", one.args, got)
		}
	}
	for _, bad := range [][]string{{"tax", "EUR", "a lot"}, {"tax", "EUR", "1.234%"}, {"tax", "EUR", ""}, {"card-fee", "stripe", "EUR", "2%", "x"}, {"card-fee", "stripe", "EUR", "some"}} {
		if got := store(bad...); got.code != exitUsage {
			t.Errorf("%v: %+v", bad, got)
		}
	}
	if got := store("codes", "--cancel", strings.Repeat("0", 32)); got.code != 1 {
		t.Errorf("%+v", got)
	}
	sheet := filepath.Join(t.TempDir(), "sheet.html")
	if got := store("voucher", strings.Repeat("0", 32), "standard", "--sheet", sheet); got.code != 1 {
		t.Errorf("codes for what is not sold: %+v", got)
	}
	if _, err := os.Stat(sheet); err == nil {
		t.Error("a sheet without codes is left")
	}

	secret := filepath.Join(dir, "stripe.key")
	if err := os.WriteFile(secret, []byte("sk_test_hidden\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := store("jobs"); got.code != 1 || !strings.Contains(got.err, "stripe.key can be read by others") {
		t.Errorf("%+v", got)
	}
	if err := os.Chmod(secret, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := store("jobs"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	t.Setenv("MATINEE_STRIPE_KEY", "hidden")
	if got := store("jobs"); got.code != 1 || strings.Contains(got.err+got.out, "hidden") {
		t.Errorf("%+v", got)
	}
}

// TestAStoreIsMadeBesideANode: a folder that is not there yet is made, also where a provider
// keeps a secret in it.
func TestAStoreIsMadeBesideANode(t *testing.T) {
	macaroon := filepath.Join(t.TempDir(), "invoice.macaroon")
	if err := os.WriteFile(macaroon, []byte{2, 1, 3}, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MATINEE_LND_URL", "https://127.0.0.1:1")
	t.Setenv("MATINEE_LND_MACAROON", macaroon)
	dir := filepath.Join(t.TempDir(), "store")
	if got := typed(t, &desk{}, "", "store", "--dir", dir, "init"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}
