package swarm

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"matinee/library"
)

// doneItems are the items the engine called done so far, in order.
func (r *rig) doneItems() (items []int) {
	for _, ev := range r.told() {
		if d, ok := ev.(library.ItemDone); ok {
			items = append(items, d.Item)
		}
	}
	return items
}

func TestSkippedItemStaysAway(t *testing.T) {
	t.Parallel()
	c := several("Show", 20, 4*piece, "a.mkv", "b.mkv", "c.mkv")
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetPriority(t.Context(), id, 1, library.Skip))
	must(t, r.Run(t.Context(), id))
	r.completed(t, id)
	tr := r.state(t, id, library.Seeding)
	if tr.Wanted != 8*piece || tr.Done != 8*piece {
		t.Errorf("wanted %d, done %d", tr.Wanted, tr.Done)
	}
	b, err := r.Bundle(id)
	must(t, err)
	for _, name := range []string{"b.mkv", "b.mkv.part"} {
		if _, err := os.Stat(filepath.Join(b.Folder, name)); !os.IsNotExist(err) {
			t.Errorf("%s of a skipped item is there", name)
		}
	}
	// Wanted after all, it is fetched, and the bundle becomes whole again.
	r.forget()
	must(t, r.SetPriority(t.Context(), id, 1, library.Normal))
	r.completed(t, id)
	c.check(t, r)
}

// TestItemsInOrder: high first, low only when the others are there.
func TestItemsInOrder(t *testing.T) {
	t.Parallel()
	c := several("Show", 21, 16*piece, "low.mkv", "normal.mkv", "high.mkv")
	_, addr := seedIn(t, c)
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{Peers: []string{addr}})
	must(t, err)
	must(t, r.SetPriority(t.Context(), id, 0, library.Low))
	must(t, r.SetPriority(t.Context(), id, 2, library.High))
	must(t, r.SetLimits(t.Context(), id, library.Limits{Down: 256 << 10})) // two seconds for each
	must(t, r.Run(t.Context(), id))
	r.until(t, id, "the end", func(tr library.Transfer) bool {
		if len(tr.Items) < 3 {
			return false
		}
		low, mid, top := tr.Items[0].Done, tr.Items[1].Done, tr.Items[2].Done
		if low > 0 && (mid < 16*piece || top < 16*piece) {
			t.Errorf("low got %d bytes while normal had %d and high %d", low, mid, top)
		}
		return tr.Complete()
	})
	r.completed(t, id)
	if got := r.doneItems(); !slices.Equal(got, []int{2, 1, 0}) {
		t.Errorf("items done in the order %v", got)
	}
	c.check(t, r)
}

func TestPriorityErrors(t *testing.T) {
	t.Parallel()
	c := several("Show", 22, piece, "a.mkv", "b.mkv")
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{})
	must(t, err)
	for name, got := range map[library.Code]error{
		library.CodeItemNotFound: r.SetPriority(t.Context(), id, 9, library.High),
		library.CodeBadSetting:   r.SetPriority(t.Context(), id, 0, 7),
		library.CodeNotFound:     r.SetPriority(t.Context(), "nope", 0, library.High),
	} {
		if library.CodeOf(got) != name {
			t.Errorf("got %v, want %s", got, name)
		}
	}
}

// TestChangesDoNotOverwriteEachOther: changes of different things at once all last.
func TestChangesDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	c := several("Show", 23, piece, "a.mkv", "b.mkv", "c.mkv", "d.mkv")
	r := newRig(t)
	id, err := r.AddTorrent(t.Context(), c.torrent(), AddOptions{})
	must(t, err)
	done := make(chan error)
	for i := range 4 {
		go func() { done <- r.SetPriority(t.Context(), id, i, library.High) }()
	}
	go func() { done <- r.Change(t.Context(), id, func(b *library.Bundle) { b.Title = "New" }) }()
	go func() { done <- r.SetLimits(t.Context(), id, library.Limits{Up: 5}) }()
	for range 6 {
		must(t, <-done)
	}
	kept, err := r.Bundle(id)
	must(t, err)
	stored, err := r.db.Bundle(t.Context(), id)
	must(t, err)
	for _, b := range []library.Bundle{kept, stored} {
		low := slices.ContainsFunc(b.Items, func(i library.Item) bool { return i.Priority != library.High })
		if low || b.Title != "New" || b.Limits.Up != 5 {
			t.Errorf("a change was lost: %+v", b)
		}
	}
}
