package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"matinee/library"
)

// TestAFullFileSystem under orders, a real one of 32 MiB: nothing is lost, nothing is sold
// twice, the answers are calm, and it goes on when there is room again.
func TestAFullFileSystem(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("matinee-test", dir, "tmpfs", 0, "size=32m,mode=0700"); err != nil {
		t.Skip("a file system of its own takes root:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s := openShopIn(t, filepath.Join(dir, "corner"), "", nil)
	c := s.sells("studio")
	first := s.buys(newBuyer(t).asks(c))
	fill(t, dir)
	receipts, stuck := s.crowd(c, 8, 30)
	receipts = append(receipts, []byte(first.Receipt))
	if len(stuck) == 0 {
		t.Fatal("everything was sold: the disk was not full")
	}
	if !strings.Contains(s.logged.String(), errFull.Error()) {
		t.Error("it is not said that the disk is full")
	}
	if got := s.asks("GET", "/v1/store", ""); got.status != 200 {
		t.Errorf("it says nothing of itself: %+v", got)
	}
	if err := os.Remove(filepath.Join(dir, "others")); err != nil {
		t.Fatal(err)
	}
	for _, ask := range stuck {
		receipts = append(receipts, []byte(s.buys(ask).Receipt))
	}
	s.holds(c, receipts)
}

// fill leaves no room in a file system.
func fill(t *testing.T, dir string) {
	t.Helper()
	f := must[*os.File](t)(os.OpenFile(filepath.Join(dir, "others"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600))
	part := make([]byte, 64<<10)
	var err error
	for err == nil {
		if _, err = f.Write(part); err != nil && len(part) > 1 {
			part, err = part[:len(part)/2], nil
		}
	}
	if !errors.Is(err, syscall.ENOSPC) || f.Close() != nil {
		t.Fatal(err)
	}
}

// crowd has several buyers buy one film after the other as far as it goes: the receipts of
// what was sold, and what was not.
func (s *shop) crowd(c *creator, buyers, each int) (receipts [][]byte, stuck []Ask) {
	t := s.t
	t.Helper()
	var mu sync.Mutex
	var buying sync.WaitGroup
	for range buyers {
		var asks []Ask
		for range each {
			asks = append(asks, newBuyer(t).asks(c))
		}
		buying.Go(func() {
			for _, ask := range asks {
				receipt, err := s.tries(ask)
				mu.Lock()
				if receipt != "" {
					receipts = append(receipts, []byte(receipt))
				} else {
					stuck = append(stuck, ask)
				}
				mu.Unlock()
				if err != nil && library.CodeOf(err) != library.CodeStoreGone {
					t.Error(err)
				}
			}
		})
	}
	buying.Wait()
	return receipts, stuck
}

// tries buys as far as it goes, and returns the receipt, if there is one.
func (s *shop) tries(ask Ask) (receipt string, err error) {
	placed, err := s.client.Place(s.t.Context(), ask)
	if err != nil {
		return "", err
	}
	answer, err := s.client.HTTP.Post(placed.Page, "", nil)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return "", err
	}
	o, err := s.client.Order(s.t.Context(), ask.ID, ask.Secret)
	return o.Receipt, err
}
