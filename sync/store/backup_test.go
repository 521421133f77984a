package store

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
)

// reopened is a store as it is opened somewhere else, at the time of another.
func (s *shop) reopened(t *testing.T, dir, where string) *shop {
	t.Helper()
	return openShopIn(t, dir, where, func() int64 { return s.clock.Load() })
}

// TestABackupGoesOn: a store that is restored from its backup, on either database, has the
// same keys, finds what was bought, and continues the books, which hold with receipts of
// before and after.
func TestABackupGoesOn(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		early, late := newBuyer(t).asks(c), newBuyer(t).asks(c)
		before := s.buys(early)
		placed := must[Order](t)(s.client.Place(t.Context(), late)) // paid after it is restored
		codes := s.codes(Batch{Bundle: c.bundle, Edition: "standard", Count: 1})
		campaign, spot := s.campaign(100, nil)
		reel := must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key()))
		var file bytes.Buffer
		if rows := must[int64](t)(s.Backup(t.Context(), &file, Passphrase{"correct horse", 10})); rows < 10 {
			t.Errorf("%d rows", rows)
		}
		for _, other := range []string{"sqlite", "postgres"} {
			t.Run("into "+other, func(t *testing.T) {
				dir, into := filepath.Join(t.TempDir(), "new"), ""
				if other == "postgres" {
					into = postgres(t)
				}
				cfg := Config{Dir: dir, Database: into}
				_, err := Unpack(t.Context(), cfg, bytes.NewReader(file.Bytes()), "wrong horse")
				wantCode(t, err, library.CodeWrongKey)
				got := must[Unpacked](t)(Unpack(t.Context(), cfg, bytes.NewReader(file.Bytes()), "correct horse"))
				if !got.At.Equal(s.now()) {
					t.Errorf("made at %v", got.At)
				}
				_, err = Unpack(t.Context(), cfg, bytes.NewReader(file.Bytes()), "correct horse")
				wantCode(t, err, library.CodeFileExists)
				_, err = Unpack(t.Context(), Config{Dir: t.TempDir(), Database: filepathOr(into, dir)}, bytes.NewReader(file.Bytes()), "correct horse")
				wantCode(t, err, library.CodeFileExists)
				again := s.reopened(t, dir, into)
				if again.Key() != s.Key() || again.Recipient() != s.Recipient() {
					t.Fatal("it has other keys")
				}
				if o := must[Order](t)(again.client.Order(t.Context(), early.ID, early.Secret)); o.Licence != before.Licence || o.Receipt != before.Receipt {
					t.Error("what was bought is not found")
				}
				restored := must[format.Signed[format.Reel]](t)(again.client.Reel(t.Context(), s.Key()))
				shown, known := restored.Doc.Spot(spot)
				if !known || string(restored.Bytes()) != string(reel.Bytes()) {
					t.Error("it has another reel")
				}
				film := must[io.ReadCloser](t)(again.client.Spot(t.Context(), shown.File))
				if text := must[[]byte](t)(io.ReadAll(film)); string(text) != "a film of "+string(campaign.ID) || film.Close() != nil {
					t.Errorf("the film of its spot: %q", text)
				}
				again.pays(Order{Page: string(again.client.URL) + "/sandbox/" + string(placed.ID)})
				after := must[Order](t)(again.client.Order(t.Context(), late.ID, late.Secret))
				code := newBuyer(t).asks(c)
				code.Provider, code.Voucher = Voucher, codes[0]
				must[Order](t)(again.client.Place(t.Context(), code))
				export := must[Export](t)(again.Export(t.Context(), public(c.root)))
				if _, problems, err := export.Verify([]byte(before.Receipt), []byte(after.Receipt)); err != nil || len(problems) > 0 || export.Head.N != 3 {
					t.Errorf("the books: %v, %v, entry %d", problems, err, export.Head.N)
				}
			})
		}
	})
}

func filepathOr(address, dir string) string {
	if address != "" {
		return address
	}
	return filepath.Join(dir, "store.db")
}

// TestABadBackup changes nothing: cut off, altered, of altered books.
func TestABadBackup(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	s.buys(newBuyer(t).asks(c))
	_, spot := s.campaign(100, nil)
	var shown library.Digest
	if err := s.db.read().row(t.Context(), `SELECT sha256 FROM spots WHERE id = ?`, string(spot)).Scan(&shown); err != nil {
		t.Fatal(err)
	}
	pack := func() []byte {
		var file bytes.Buffer
		must[int64](t)(s.Backup(t.Context(), &file, Passphrase{"p", 10}))
		return file.Bytes()
	}
	good := pack()
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	film := must[[]byte](t)(os.ReadFile(s.spotPath(shown)))
	if err := os.WriteFile(s.spotPath(shown), []byte("another film"), 0o600); err != nil {
		t.Fatal(err)
	}
	otherFilm := pack()
	if err := os.WriteFile(s.spotPath(shown), film, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.db.ExecContext(t.Context(), `DROP TRIGGER entries_stay; UPDATE entries SET entry = replace(entry, '495', '595')`); err != nil {
		t.Fatal(err)
	}
	for what, file := range map[string][]byte{"cut off": good[:len(good)-20], "altered": flipped, "nothing": nil, "of altered books": pack(), "of another film": otherFilm} {
		dir := t.TempDir()
		if _, err := Unpack(t.Context(), Config{Dir: dir}, bytes.NewReader(file), "p"); err == nil {
			t.Errorf("a backup that is %s is restored", what)
		}
		if keys, err := filepath.Glob(filepath.Join(dir, "*.key")); err != nil || len(keys) > 0 {
			t.Errorf("%s: %v stay", what, keys)
		}
		if films, err := filepath.Glob(filepath.Join(dir, "spots", "*")); err != nil || len(films) > 0 {
			t.Errorf("%s: %v stay", what, films)
		}
	}
	if _, err := s.Backup(t.Context(), &bytes.Buffer{}, Passphrase{}); library.CodeOf(err) != library.CodeBadSetting {
		t.Errorf("without a passphrase: %v", err)
	}
}

// TestANewKey: the store signs with the key that each channel has certified, until the
// channel certifies the new one; the old one is not taken back, and is dropped at last.
func TestANewKey(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		bought := s.buys(newBuyer(t).asks(c))
		old := c.handover(s.Store, "standard")
		next := must[library.Key](t)(Rotate(s.cfg.Dir))
		if info, err := os.Stat(filepath.Join(s.cfg.Dir, signingFile)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		s = s.reopened(t, s.cfg.Dir, where)
		about := must[About](t)(s.client.About(t.Context()))
		if about.Key != next || !about.Is(next) || !about.Is(old.certificateKey(t)) || about.Is(public(c.root)) {
			t.Errorf("%+v", about)
		}
		if got := must[[]Certified](t)(s.Certified(t.Context())); len(got) != 1 || got[0].Current || !got[0].Held {
			t.Errorf("%+v", got)
		}
		between := s.buys(newBuyer(t).asks(c)) // under the old key still
		certified := c.handover(s.Store, "standard")
		certified.Consignment = nil // that one holds
		if err := s.client.Consign(t.Context(), certified); err != nil {
			t.Fatal(err)
		}
		if err := s.client.Consign(t.Context(), Handover{Certificate: old.Certificate, Manifest: old.Manifest, Terms: old.Terms}); err != nil {
			t.Error(err)
		}
		if got := must[[]Certified](t)(s.Certified(t.Context())); len(got) != 1 || !got[0].Current {
			t.Errorf("the old certificate came back: %+v", got)
		}
		after := s.buys(newBuyer(t).asks(c))
		if _, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify([]byte(bought.Receipt), []byte(between.Receipt), []byte(after.Receipt)); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
		if _, err := s.client.Restore(t.Context(), []byte(bought.Receipt), newBuyer(t).recipient); err != nil {
			t.Errorf("a receipt of before: %v", err)
		}
		if err := DropKey(s.cfg.Dir, next); library.CodeOf(err) != library.CodeNotFound {
			t.Errorf("the present key is dropped: %v", err)
		}
		if err := DropKey(s.cfg.Dir, s.Formerly()[0]); err != nil {
			t.Error(err)
		}
		s = s.reopened(t, s.cfg.Dir, where)
		if err := s.client.Consign(t.Context(), old); library.CodeOf(err) != library.CodeMismatch {
			t.Errorf("a key that was dropped is certified: %v", err)
		}
		s.buys(newBuyer(t).asks(c))
	})
}

// certificateKey is the key that a handover certifies.
func (h Handover) certificateKey(t *testing.T) library.Key {
	t.Helper()
	return must[format.Signed[format.StoreCertificate]](t)(format.Read[format.StoreCertificate](h.Certificate)).Doc.Store.Key
}

// TestEntriesStay: nothing changes or removes an entry, in either database.
func TestEntriesStay(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		o := s.buys(newBuyer(t).asks(c))
		statements := []string{`UPDATE entries SET entry = ''`, `UPDATE entries SET n = n + 1`, `UPDATE entries SET at = 0 WHERE n = 1`, `DELETE FROM entries`, `DELETE FROM entries WHERE n = 1`}
		if where != "" {
			statements = append(statements, `TRUNCATE entries`, `TRUNCATE entries CASCADE`)
		} else {
			statements = append(statements, `REPLACE INTO entries (channel, n, event, at, entry) SELECT channel, n, event, at, '' FROM entries`,
				`UPDATE OR REPLACE entries SET entry = ''`)
		}
		for _, statement := range statements {
			err := s.db.change(context.Background(), func(tx tx) error {
				_, err := tx.exec(t.Context(), statement)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "only ever appended") && !strings.Contains(err.Error(), "UNIQUE") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if _, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify([]byte(o.Receipt)); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

// TestAClockThatIsWrongByYears: what is sold while the clock is ahead is stated where it
// said it was, what comes after it is not lost, and the books hold.
func TestAClockThatIsWrongByYears(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	s.buys(newBuyer(t).asks(c))
	s.later(-20 * 365 * 24 * time.Hour)
	_, err := s.client.Place(t.Context(), newBuyer(t).asks(c)) // no license could be signed: the certificate begins later
	wantCode(t, err, library.CodeExpired)
	s.later(40 * 365 * 24 * time.Hour)
	_, err = s.client.Place(t.Context(), newBuyer(t).asks(c))
	wantCode(t, err, library.CodeExpired)
	s.later(-20*365*24*time.Hour + 90*24*time.Hour)
	ahead := s.buys(newBuyer(t).asks(c))
	s.later(-90 * 24 * time.Hour)
	right := s.buys(newBuyer(t).asks(c))
	if _, problems, err := must[Export](t)(s.Export(t.Context(), public(c.root))).Verify([]byte(ahead.Receipt), []byte(right.Receipt)); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	studio := ledger.Account{Kind: ledger.PartyDue, Name: "Studio"}
	now := must[ledger.Statement](t)(s.Statement(t.Context(), public(c.root), studio, "EUR", s.now()))
	then := must[ledger.Statement](t)(s.Statement(t.Context(), public(c.root), studio, "EUR", s.now().Add(90*24*time.Hour)))
	if now.Sold != 2 || now.Closing != 624 || then.Sold != 1 || then.Opening != 624 || then.Closing != 936 {
		t.Errorf("%+v\n%+v", now, then)
	}
}
