package store

import (
	"fmt"
	"strings"
	"testing"

	"matinee/library"
)

// TestAFullDisk loses nothing and is said; when there is room again, what was paid is
// licensed.
func TestAFullDisk(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	var pages int64
	if err := s.db.db.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	room := func(most int64) {
		t.Helper()
		var got int64
		if err := s.db.db.QueryRowContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, most)).Scan(&got); err != nil {
			t.Fatal(err)
		}
	}
	room(pages + 12)
	var receipts [][]byte
	var stuck []Ask
	for range 40 {
		ask := newBuyer(t).asks(c)
		placed, err := s.client.Place(t.Context(), ask)
		if err != nil {
			wantCode(t, err, library.CodeStoreGone)
			stuck = append(stuck, ask)
			continue
		}
		if got := s.asks("POST", strings.TrimPrefix(placed.Page, string(s.client.URL)), ""); got.status != 200 && got.status != 503 {
			t.Errorf("paying: %+v", got)
		}
		if o := must[Order](t)(s.client.Order(t.Context(), ask.ID, ask.Secret)); o.State == Settled {
			receipts = append(receipts, []byte(o.Receipt))
		} else {
			stuck = append(stuck, ask)
		}
	}
	if len(stuck) == 0 || len(receipts) == 0 {
		t.Fatalf("%d were sold, %d were not: the disk was not filled by it", len(receipts), len(stuck))
	}
	if !strings.Contains(s.logged.String(), errFull.Error()) {
		t.Errorf("it is not said: %s", s.logged)
	}
	room(1 << 30)
	for _, ask := range stuck {
		receipts = append(receipts, []byte(s.buys(ask).Receipt))
	}
	export := must[Export](t)(s.Export(t.Context(), public(c.root)))
	if _, problems, err := export.Verify(receipts...); err != nil || len(problems) > 0 || len(export.Entries) != 40 {
		t.Errorf("%d entries: %v, %v", len(export.Entries), problems, err)
	}
}
