package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"matinee/library"
)

func TestAFullDiskIsTold(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.SaveBundle(t.Context(), library.Bundle{ID: "kept"}); err != nil {
		t.Fatal(err)
	}
	limit := func(pages int) {
		if _, err := d.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // SQLite takes this for as many as there are
	big := library.Bundle{ID: "big", Title: strings.Repeat("x", 1<<20)}
	if err := d.SaveBundle(t.Context(), big); library.CodeOf(err) != library.CodeDiskFull {
		t.Fatal(err)
	}
	limit(1 << 20)
	if err := d.SaveBundle(t.Context(), big); err != nil {
		t.Fatal("there is space again:", err)
	}
	if _, err := d.Bundle(t.Context(), "kept"); err != nil {
		t.Fatal(err)
	}
}

func TestASecondWriterIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	first, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	err = first.write(t.Context(), "hold", func(*sql.Tx) error {
		other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
		if err != nil {
			return err
		}
		defer func() { _ = other.Close() }()
		_, err = other.BeginTx(t.Context(), nil)
		return err
	})
	if library.CodeOf(err) != library.CodeInUse {
		t.Fatal(err)
	}
}

func TestErrorsKeepTheKindTheyHave(t *testing.T) {
	for want, err := range map[library.Code]error{
		library.CodeNotFound: fmt.Errorf("x: %w", sql.ErrNoRows),
		library.CodeCanceled: context.DeadlineExceeded,
		library.CodeQuota:    fmt.Errorf("x: %w", &library.Error{Code: library.CodeQuota}),
		library.CodeInternal: errors.New("x"),
	} {
		if got := library.CodeOf(kindOf(err)); got != want {
			t.Errorf("%v has kind %s, want %s", err, got, want)
		}
	}
}
