package cli

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// clerk is a program with a channel that sells.
type clerk struct {
	desk
	asked    []control.AccountsRequest
	accounts library.Accounts
	words    []control.SponsorsRequest
	sponsors []library.SponsorsAt
}

func (c *clerk) Connect(context.Context, Options, bool) (Session, error) { return c, nil }

func (c *clerk) OwnChannels(context.Context) ([]control.OwnChannel, error) {
	return []control.OwnChannel{{Root: library.Key(strings.Repeat("1", 64)), Name: "Ann"}}, nil
}

func (c *clerk) Accounts(_ context.Context, req control.AccountsRequest) (library.Accounts, error) {
	c.asked = append(c.asked, req)
	return c.accounts, nil
}

// TestChannelStatement: in words, as a table and as a page; books that do not hold end in
// an error that says why.
func TestChannelStatement(t *testing.T) {
	month := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	c := &clerk{accounts: library.Accounts{
		Name: "Ann", Month: month, Books: []library.Books{{Store: "Corner\x1b[2J", Entries: 1}},
		Takings: []library.Takings{{
			Month: month, Money: "EUR", All: library.Tally{Sales: 495}, Store: library.Tally{Sales: 49},
			Parties: []library.Tally{{Party: "Ann", Sales: 446, Closing: 446}}, Sold: 1, Tests: 1,
		}},
	}}
	run := func(args ...string) outcome {
		t.Helper()
		var out, errs strings.Builder
		code := Run(t.Context(), c, IO{In: strings.NewReader(""), Out: &out, Err: &errs}, "1.2.3", append([]string{"channel", "statement"}, args...))
		return outcome{code, out.String(), errs.String()}
	}
	if got := run("--month", "2026-11", "--party", "Ann"); got.code != 0 || !strings.Contains(got.out, "owed now 4.46") || !strings.Contains(got.out, "Sandbox") || strings.Contains(got.out, "\x1b") {
		t.Errorf("%+v", got)
	}
	if last := c.asked[0]; !last.Ask || !last.Month.Equal(month) {
		t.Errorf("%+v", last)
	}
	if got := run("--kept", "--csv"); got.code != 0 || !strings.HasPrefix(got.out, "kind,name,currency") || c.asked[1].Ask {
		t.Errorf("%+v", got)
	}
	if got := run("--html"); got.code != 0 || !strings.Contains(got.out, "Receipts of Ann, November 2026") {
		t.Errorf("%+v", got)
	}
	if got := run("--csv", "--currency", "USD"); got.code == 0 {
		t.Errorf("%+v", got)
	}
	if got := run("--month", "November"); got.code != 2 {
		t.Errorf("%+v", got)
	}
	c.accounts.Books[0].Problems = []library.Problem{{Code: library.CodeBooksChanged, Detail: "it had 2 entries"}}
	if got := run(); got.code != 1 || !strings.Contains(got.err, "it had 2 entries") {
		t.Errorf("%+v", got)
	}
}

// TestAStoresStatementIsPrinted by the same writer.
func TestAStoresStatementIsPrinted(t *testing.T) {
	dir, root := filepath.Join(t.TempDir(), "corner"), strings.Repeat("ab", 32)
	for _, args := range [][]string{{"init"}, {"channel", root}} {
		if got := typed(t, &desk{}, "", append([]string{"store", "--dir", dir}, args...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
	}
	got := typed(t, &desk{}, "", "store", "--dir", dir, "statement", root, "Ann", "--month", "2026-11", "--html")
	if got.code != 0 || !strings.Contains(got.out, "<!doctype html>") || !strings.Contains(got.out, "Ann") {
		t.Errorf("%+v", got)
	}
}
