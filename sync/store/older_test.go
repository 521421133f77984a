package store

import (
	"archive/tar"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// makeOlder has the stores of this version made in testdata/older that are missing. One that
// is there was made by the program of its time and is not made again.
const makeOlder = "MATINEE_MAKE_OLDER"

// olderStore is what its own program said of a store of an earlier version.
type olderStore struct {
	Bundle   library.Token
	Root     library.Key
	Sales    []olderOrder
	Waiting  olderOrder
	Code     string        // which nobody used
	Campaign library.Token // "" before there were any
	Spot     library.Token
	Views    []int64 // that count, by day
}

type olderOrder struct {
	ID      library.Token
	Secret  string
	Receipt string
	State   State
}

// TestEveryOlderStoreOpens: what a store of an earlier version sold is licensed, its books hold
// against the receipts of its time, what it counted still counts, and it goes on selling.
func TestEveryOlderStoreOpens(t *testing.T) {
	if os.Getenv(makeOlder) != "" {
		databases(t, makeStore)
	}
	all, err := filepath.Glob(filepath.Join("testdata", "older", "*.tar.gz"))
	if err != nil || len(all) < 6 {
		t.Fatalf("%d older stores: %v", len(all), err)
	}
	for _, archive := range all {
		name := strings.TrimSuffix(filepath.Base(archive), ".tar.gz")
		t.Run(name, func(t *testing.T) {
			dir := unpacked(t, archive)
			where := ""
			if strings.HasSuffix(name, "-postgres") {
				where = postgres(t)
				replay(t, filepath.Join(dir, "store.sql"), where)
			}
			var was olderStore
			if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(filepath.Join(dir, "told.json"))), &was); err != nil {
				t.Fatal(err)
			}
			s := openShopIn(t, dir, where, nil)
			s.later(3 * 24 * time.Hour)
			was.serves(t, s)
			was.counts(t, s)
		})
	}
}

// serves holds what is sold against what was.
func (o olderStore) serves(t *testing.T, s *shop) {
	t.Helper()
	var receipts [][]byte
	for _, sale := range o.Sales {
		receipts = append(receipts, []byte(sale.Receipt))
		now := must[Order](t)(s.client.Order(t.Context(), sale.ID, library.Secret(sale.Secret)))
		if now.State != sale.State || (now.Licence == "" || now.Receipt == "") && now.State == Settled {
			t.Errorf("an order that was %s: %+v", sale.State, now)
		}
		_, err := s.client.Restore(t.Context(), []byte(sale.Receipt), newBuyer(t).recipient)
		if (err == nil) != (sale.State == Settled) {
			t.Errorf("the licence of an order that was %s: %v", sale.State, err)
		}
	}
	c := &creator{t: t, bundle: o.Bundle}
	voucher := newBuyer(t).asks(c)
	voucher.Price, voucher.Provider, voucher.Voucher = nil, Voucher, o.Code
	for _, bought := range []Order{
		s.buys(newBuyer(t).asks(c)),
		must[Order](t)(s.client.Place(t.Context(), voucher)),
		s.paysLater(o.Waiting),
	} {
		if bought.State != Settled {
			t.Errorf("bought now: %+v", bought)
		}
		receipts = append(receipts, []byte(bought.Receipt))
	}
	if _, problems, err := must[Export](t)(s.Export(t.Context(), o.Root)).Verify(receipts...); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

// paysLater pays an order that waited when it was another version's.
func (s *shop) paysLater(waiting olderOrder) Order {
	s.t.Helper()
	s.pays(Order{Page: s.cfg.Base + "/sandbox/" + string(waiting.ID)})
	return must[Order](s.t)(s.client.Order(s.t.Context(), waiting.ID, library.Secret(waiting.Secret)))
}

// counts holds what was counted against what is, and counts more.
func (o olderStore) counts(t *testing.T, s *shop) {
	t.Helper()
	if o.Campaign == "" {
		return
	}
	var views, all int64
	for _, n := range o.Views {
		all += n
	}
	days := must[[]ViewsOfDay](t)(s.CampaignViews(t.Context(), o.Campaign))
	for _, day := range days {
		views += day.Views
	}
	if len(days) != len(o.Views) || views != all {
		t.Errorf("%d views of %v are known", views, o.Views)
	}
	campaign := must[[]Campaign](t)(s.Campaigns(t.Context()))[0]
	c := &creator{t: t, bundle: o.Bundle}
	if campaign.Spent != all || !s.watched(c, campaign, o.Spot, s.now()) { // at a cent a view
		t.Errorf("%d of %d views are spent, or one more does not count", campaign.Spent, all)
	}
	back := must[library.Money](t)(s.Object(t.Context(), Complaint{Campaign: o.Campaign, Bundle: o.Bundle, From: start, Until: s.now(), Reason: "robots", Key: "later"}))
	if back.Minor != all+1 {
		t.Errorf("%d of %d go back", back.Minor, all+1)
	}
	s.books(o.Root)
	s.books(s.Key())
	reel := must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key()))
	if _, known := reel.Doc.Spot(o.Spot); !known {
		t.Error("the spot is not shown any more")
	}
}

// TestViewsThatCannotBeCarriedOver leave a store as it is: its own version opens it.
func TestViewsThatCannotBeCarriedOver(t *testing.T) {
	where := filepath.Join(unpacked(t, filepath.Join("testdata", "older", "0003-sqlite.tar.gz")), "store.db")
	d := must[*database](t)(connect(where))
	_, err := d.db.ExecContext(t.Context(), `DROP TRIGGER entries_stay; UPDATE entries SET entry = replace(entry, '"terms":"', '"terms":"f') WHERE event LIKE 'ads %' AND n = (SELECT max(n) FROM entries WHERE event LIKE 'ads %')`)
	if err := errors.Join(err, d.close()); err != nil {
		t.Fatal(err)
	}
	if _, err := openDatabase(t.Context(), where); err == nil || !strings.Contains(err.Error(), "under several terms") {
		t.Fatalf("it is opened: %v", err)
	}
	d = must[*database](t)(connect(where))
	defer d.close()
	var version, days int
	if err := d.read().row(t.Context(), `SELECT (SELECT max(version) FROM versions), (SELECT count(*) FROM ad_days)`).Scan(&version, &days); err != nil || version != 3 || days == 0 {
		t.Errorf("version %d with %d days: %v", version, days, err)
	}
}

// unpacked is the folder of an older store.
func unpacked(t *testing.T, archive string) string {
	t.Helper()
	file := must[*os.File](t)(os.Open(archive))
	defer file.Close()
	packed := must[*gzip.Reader](t)(gzip.NewReader(file))
	dir := t.TempDir()
	for in := tar.NewReader(packed); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name)) //nolint:gosec // made here
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o700)
		} else {
			err = os.WriteFile(path, must[[]byte](t)(io.ReadAll(in)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// replay fills a database of PostgreSQL with what pg_dump wrote.
func replay(t *testing.T, dump, where string) {
	t.Helper()
	var script strings.Builder
	for line := range strings.Lines(string(must[[]byte](t)(os.ReadFile(dump)))) {
		if !strings.HasPrefix(line, `\`) && !strings.HasPrefix(line, "SET ") { // for psql, and for servers newer than the one here
			script.WriteString(line)
		}
	}
	db := must[*sql.DB](t)(sql.Open("pgx", where))
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), script.String()); err != nil {
		t.Fatal(err)
	}
}

// makeStore makes one of this version.
func makeStore(t *testing.T, where string) {
	version, kind := len(must[[]os.DirEntry](t)(schema.ReadDir("migrations"))), "sqlite"
	if where != "" {
		kind = "postgres"
	}
	archive := must[string](t)(filepath.Abs(filepath.Join("testdata", "older", fmt.Sprintf("%04d-%s.tar.gz", version, kind))))
	if _, err := os.Stat(archive); err == nil {
		return
	}
	s := openShop(t, where)
	c := s.screens("studio")
	was := olderStore{Bundle: c.bundle, Root: public(c.root)}
	for range 3 {
		a := newBuyer(t).asks(c)
		o := s.buys(a)
		was.Sales = append(was.Sales, olderOrder{a.ID, a.Secret.Reveal(), o.Receipt, o.State})
	}
	if _, err := s.Refund(t.Context(), Return{Order: was.Sales[2].ID, Key: "a"}); err != nil {
		t.Fatal(err)
	}
	was.Sales[2].State = Returned
	waiting := newBuyer(t).asks(c)
	was.Waiting = olderOrder{waiting.ID, waiting.Secret.Reveal(), "", must[Order](t)(s.client.Place(t.Context(), waiting)).State}
	_, codes, err := s.Vouchers(t.Context(), Batch{Bundle: c.bundle, Edition: "standard", Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	was.Code = codes[0]
	campaign, spot := s.campaign(1000, nil)
	was.Campaign, was.Spot, was.Views = campaign.ID, spot, []int64{7, 5}
	for _, n := range was.Views {
		for range n {
			s.watched(c, campaign, spot, s.now())
		}
		s.later(24 * time.Hour)
	}
	raw := must[[]byte](t)(json.MarshalIndent(was, "", "\t"))
	if err := os.WriteFile(filepath.Join(s.cfg.Dir, "told.json"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if where == "" {
		if _, err := s.db.db.ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
	} else {
		dump := must[[]byte](t)(exec.CommandContext(t.Context(), must[string](t)(programOf("pg_dump")), "--no-owner", "--inserts", where).Output())
		if err := os.WriteFile(filepath.Join(s.cfg.Dir, "store.sql"), dump, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	said, err := exec.CommandContext(t.Context(), "tar", "--sort=name", "--owner=0", "--group=0", "--exclude=store.db-*", "-C", s.cfg.Dir, "-czf", archive, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v", said, err)
	}
}
