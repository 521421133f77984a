package db_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/db"
)

func TestABackupIsOneFileThatRestores(t *testing.T) {
	d, _ := fresh(t)
	want := many(t, d, 30)
	must(t, d.SetSetting(t.Context(), "net.port", "1234"))
	must(t, d.SavePosition(t.Context(), library.MainProfile, library.Position{Bundle: idOf(1), At: time.Minute}))
	must(t, d.SavePieceRecords(t.Context(), []library.PieceRecord{{ID: idOf(1), Done: []byte{7}}}))
	folder := t.TempDir()
	to := filepath.Join(folder, "it's a backup?.db")
	must(t, d.Backup(t.Context(), to))
	must(t, d.DeleteBundle(t.Context(), idOf(1)))

	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Fatalf("the backup is not one file: %v, %v", entries, err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	restored := open(t, to)
	must(t, restored.Check(t.Context()))
	for _, b := range want {
		holds(t, restored, b)
	}
	s, _, err := restored.Settings(t.Context())
	must(t, err)
	p, err := restored.Position(t.Context(), library.MainProfile, idOf(1), 0)
	must(t, err)
	records, err := restored.PieceRecords(t.Context())
	must(t, err)
	if s.Port != 1234 || p.At != time.Minute || !records[idOf(1)].Has(7) {
		t.Fatal(s.Port, p, records)
	}
}

func TestABackupOverwritesNothing(t *testing.T) {
	d, path := fresh(t)
	isCode(t, d.Backup(t.Context(), path), library.CodeFileExists)
	saved(t, d, bundle(1, 1))
	holds(t, reopen(t, d, path), bundle(1, 1))
}

func TestAFailedBackupLeavesNoFile(t *testing.T) {
	d, _ := fresh(t)
	folder := t.TempDir()
	ctx, cancel := contextWithCancel(t)
	cancel()
	if err := d.Backup(ctx, filepath.Join(folder, "backup.db")); err == nil {
		t.Fatal("a cancelled backup was made")
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 0 {
		t.Fatal(entries, err)
	}
	if err := d.Backup(t.Context(), filepath.Join(folder, "no", "folder.db")); err == nil {
		t.Fatal("a backup into a folder that is not there was made")
	}
}

func TestWritingDuringABackup(t *testing.T) {
	d, _ := fresh(t)
	many(t, d, 500)
	done := make(chan error)
	to := filepath.Join(t.TempDir(), "backup.db")
	go func() { done <- d.Backup(t.Context(), to) }()
	for writing := true; writing; {
		select {
		case err := <-done:
			must(t, err)
			writing = false
		default:
			saved(t, d, bundle(1, 2))
		}
	}
	restored, err := db.Open(t.Context(), to)
	must(t, err)
	defer func() { must(t, restored.Close()) }()
	got, err := restored.Bundles(t.Context())
	if err != nil || len(got) != 500 {
		t.Fatal(len(got), err)
	}
}
