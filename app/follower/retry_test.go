package follower

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// knows has the DHT of a place know a channel, whose catalogue nobody has.
type knows struct {
	*place
	o *channel.Own
}

func (k knows) GetItem(_ context.Context, key library.Key, salt string) (library.FoundMutable, error) {
	items, err := k.o.Items()
	for _, i := range items {
		if i.Key == key && i.Salt == salt {
			return library.FoundMutable{Item: i, Holders: 8, Asked: 8}, err
		}
	}
	return library.FoundMutable{Asked: 8}, err
}

func (k knows) Join(context.Context, library.BundleID, []byte, channel.Folder) (channel.Files, error) {
	return nil, library.Wrap(library.CodeNoPeers, fmt.Errorf("fetch the metainfo: %w", context.DeadlineExceeded))
}

// TestWhatWasNotToBeHadIsTriedAgainSoon: in seconds at first, then in minutes, then with the
// looks that come anyway; and what is said of it is no error of a program.
func TestWhatWasNotToBeHadIsTriedAgainSoon(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	c := p.follow(s)
	p.web = "" // the mirror is gone; the DHT knows of something newer
	s.list(1, "en")
	p.cfg.DHT, p.cfg.Swarm = knows{p, s.Own}, knows{p, s.Own}
	p.finder.DHT, p.finder.Swarm = p.cfg.DHT, p.cfg.Swarm
	next := func() time.Duration {
		must(t, p.Refresh(t.Context(), c.Root))
		_, h, err := p.db.Channel(t.Context(), c.Root)
		must(t, err)
		return h.Due.Sub(p.clock()).Round(time.Second)
	}
	for _, want := range []time.Duration{15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 10 * time.Minute, 10 * time.Minute} {
		if got := next(); got != want {
			t.Errorf("tried again in %v, not in %v", got, want)
		}
	}
	if got := next(); got < 45*time.Minute {
		t.Errorf("for ever every %v", got)
	}
	held, _, err := p.db.Channel(t.Context(), c.Root)
	must(t, err)
	if library.CodeOf(held.Warning) != library.CodeNewsLate || strings.Contains(held.Warning.Error(), "metainfo") {
		t.Errorf("it says %v", held.Warning)
	}
	p.web = s.tree
	if got := next(); got < 45*time.Minute {
		t.Errorf("all is here, and it is looked for in %v", got)
	}
	if held, _, err = p.db.Channel(t.Context(), c.Root); err != nil || held.Warning != nil {
		t.Errorf("mended: %v, %v", held.Warning, err)
	}
}

// TestMissingObjectsAreTriedAgain: a channel that came without all that it lists is looked
// for again soon.
func TestMissingObjectsAreTriedAgain(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	s.list(1, "en")
	p.web = t.TempDir()
	must(t, os.CopyFS(p.web, os.DirFS(s.tree)))
	must(t, os.RemoveAll(p.web+"/o"))
	c, err := p.Follow(t.Context(), s.Link().String(), false)
	must(t, err)
	must(t, p.Refresh(t.Context(), c.Root))
	_, h, err := p.db.Channel(t.Context(), c.Root)
	must(t, err)
	if wait := h.Due.Sub(p.clock()); wait > time.Minute {
		t.Errorf("looked for again in %v", wait)
	}
}

// TestErrorsOfTheFollowerHaveAKind: no screen shows what the error of a program says.
func TestErrorsOfTheFollowerHaveAKind(t *testing.T) {
	p := newPlace(t)
	for err, want := range map[error]library.Code{
		errors.New("boom"): library.CodeInternal, context.Canceled: library.CodeCanceled,
		context.DeadlineExceeded: library.CodeNobodyHasIt, &library.Error{Code: library.CodeFull}: library.CodeFull,
	} {
		var known *library.Error
		got := p.said("try", err)
		if !errors.As(got, &known) || known.Code != want {
			t.Errorf("%v is %v", err, got)
		}
	}
}

// TestEarlierCataloguesAreSharedForAWhile: who published twice in a row shares what was
// replaced, also after a new start, and not for ever.
func TestEarlierCataloguesAreSharedForAWhile(t *testing.T) {
	p := newPlace(t)
	shared := map[library.BundleID]*files{}
	p.cfg.Swarm = joins(func(id library.BundleID) channel.Files {
		shared[id] = &files{}
		return shared[id]
	})
	made, _, err := p.NewChannel(t.Context(), NewOwn{Profile: channel.Profile{Name: "Mine"}})
	must(t, err)
	own, err := p.Own(t.Context(), "")
	must(t, err)
	must(t, p.seed(t.Context(), own))
	var ids []library.BundleID
	for range 4 {
		own, err = p.Own(t.Context(), "")
		must(t, err)
		now, err := own.Catalogue()
		must(t, err)
		ids = append(ids, now.Infohash)
		_, err = p.change(t.Context(), "", func(o *channel.Own) error {
			_, err := o.Publish(p.clock(), func(*format.Channel) error { return nil })
			return err
		})
		must(t, err)
	}
	left := func(want ...bool) {
		t.Helper()
		for i, id := range ids {
			if shared[id].left != want[i] {
				t.Errorf("%d: left is %v", i, shared[id].left)
			}
		}
	}
	left(true, true, false, false)
	p.seeds.close() // a new start
	left(true, true, true, true)
	if _, err := p.seeded(t.Context(), made.Root); err != nil {
		t.Fatal(err)
	}
	left(true, true, false, false)
	p.pass(4 * time.Hour)
	if _, err := p.seeded(t.Context(), made.Root); err != nil {
		t.Fatal(err)
	}
	left(true, true, true, true)
}

type joins func(library.BundleID) channel.Files

func (j joins) Join(_ context.Context, id library.BundleID, _ []byte, _ channel.Folder) (channel.Files, error) {
	return j(id), nil
}
