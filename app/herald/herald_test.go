package herald

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// TestAKeyIsFoundWhenItsTimeHasCome: not looked for before, found within seconds, and
// kept alive from then on.
func TestAKeyIsFoundWhenItsTimeHasCome(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	until(t, n, w.from.Add(-time.Second), m)
	if m.hurry != 0 || m.asked != 0 {
		t.Error("it looks before the time")
	}
	_, item := w.release(library.ReleasePremiere)
	until(t, n, w.from.Add(5*time.Second), m)
	if m.has(library.ReleasePremiere) || m.hurry == 0 {
		t.Errorf("nothing is published yet; the channel was hurried %d times", m.hurry)
	}
	must[int](t)(n.PutItem(t.Context(), item))
	m.proven = w.from
	until(t, n, w.from.Add(15*time.Second), m)
	if !m.has(library.ReleasePremiere) {
		t.Fatal("it is not found")
	}
	// The creator is gone. What was found is put again, though this machine could not sign it.
	until(t, n, w.from.Add(5*24*time.Hour), m)
	if n.holds(w, library.ReleasePremiere) == nil {
		t.Errorf("it was let die after %d puts", n.puts)
	}
	// Every two hours at the least; not much more often than it is forgotten.
	if least := 5 * 24 / 2; n.puts > 2*least+10 || n.puts < least*4/5 {
		t.Errorf("%d puts, about %d are needed", n.puts, least)
	}
}

// TestATimeIsProven: a key that is out too early, and a clock that is ahead, open
// nothing; the channel is hurried, since it may prove the time.
func TestATimeIsProven(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	m.ahead = 365 * 24 * time.Hour
	_, item := w.release(library.ReleasePremiere)
	must[int](t)(n.PutItem(t.Context(), item))
	m.proven = w.from.Add(-time.Second)
	until(t, n, noon().Add(time.Hour), m)
	if m.has(library.ReleasePremiere) || m.hurry == 0 || m.asked == 0 {
		t.Errorf("hurried %d times, asked for a proof %d times", m.hurry, m.asked)
	}
	if n.puts != 1 {
		t.Error("what may not be used is passed on")
	}
	m.proven = w.from
	until(t, n, noon().Add(2*time.Hour), m)
	if !m.has(library.ReleasePremiere) {
		t.Error("with a proof it is not taken")
	}
}

// TestWhatTheTermsForbidIsRefused, and not passed on, however late it is.
func TestWhatTheTermsForbidIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		terms func(*library.Window)
		item  func(*work) library.Mutable
	}{
		"offers go on": {func(w *library.Window) { w.After, w.Opens = "", time.Time{} }, func(w *work) library.Mutable {
			_, i := w.release(library.ReleaseOpen)
			return i
		}},
		"of the other kind": {nil, func(w *work) library.Mutable {
			r, _ := w.release(library.ReleasePremiere)
			i := must[library.Mutable](t)(channel.ReleaseItem(w.key(), r))
			i.Salt = string(library.ReleaseOpen)
			return i
		}},
		"another's key": {nil, func(w *work) library.Mutable {
			other := newWork(t)
			r := must[format.Signed[format.Release]](t)(format.Sign(format.Release{
				Bundle: publication, Edition: "standard", Kind: library.ReleasePremiere, Identity: other.premiere, Key: w.edition.Release,
			}, w.key()))
			return must[library.Mutable](t)(channel.ReleaseItem(w.key(), r))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			n, w := newNetwork(), newWork(t)
			if c.terms != nil {
				c.terms(w.Terms.Editions[0].Window)
			}
			m := newMachine(t, n, w)
			n.now, m.proven = w.opens.Add(time.Hour), w.opens.AddDate(1, 0, 0)
			i := c.item(w)
			for _, salt := range []string{i.Salt, string(library.ReleaseOpen)} { // the nodes do not verify here
				n.items[string(w.edition.Release)+salt] = &held{i, 1, n.now}
			}
			until(t, n, w.opens.Add(90*time.Minute), m)
			if m.has(library.ReleaseOpen) || m.has(library.ReleasePremiere) || n.puts != 0 {
				t.Errorf("it is taken, or passed on %d times", n.puts)
			}
		})
	}
}

// TestALateRelease: the program of a licence's holder publishes the key of an edition
// that opened one or two days before, when a look found none, the DHT answered, and the
// time is proven. It makes the very bytes that the creator would have made.
func TestALateRelease(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	m.buys()
	at := w.opens.Add(lateAfter + time.Duration(m.Draw("late release of "+string(w.edition.Release), int64(lateSpread))))
	if at.Before(w.opens.Add(24*time.Hour)) || !at.Before(w.opens.Add(48*time.Hour)) {
		t.Fatalf("it is due %v after", at.Sub(w.opens))
	}
	m.proven = w.opens.Add(365 * 24 * time.Hour)
	until(t, n, at.Add(-time.Second), m)
	if n.puts != 0 {
		t.Fatal("too early")
	}
	m.proven = at.Add(-time.Second)
	until(t, n, at.Add(time.Hour), m)
	if n.puts != 0 {
		t.Fatal("by its own clock alone")
	}
	m.proven, n.off = at.Add(time.Hour), true
	until(t, n, at.Add(2*time.Hour), m)
	if m.has(library.ReleaseOpen) {
		t.Fatal("with no node that answers, nobody was asked")
	}
	n.off = false
	until(t, n, at.Add(3*time.Hour), m)
	_, want := w.release(library.ReleaseOpen)
	if got := n.holds(w, library.ReleaseOpen); !bytes.Equal(got, want.Value) || !m.has(library.ReleaseOpen) {
		t.Fatalf("published %d bytes, or not here", len(got))
	}
	// Somebody who never had a licence finds it.
	fan := newMachine(t, n, w)
	fan.proven = w.opens
	until(t, n, at.Add(4*time.Hour), m, fan)
	if !fan.has(library.ReleaseOpen) {
		t.Error("it cannot be found")
	}
}

// TestNobodyReleasesTwice: who finds that the creator has published takes that. Without
// a licence, or where the edition does not open, nothing is ever published.
func TestNobodyReleasesTwice(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	m.buys()
	m.proven = w.opens.AddDate(1, 0, 0)
	until(t, n, w.opens.Add(time.Minute), m)
	_, item := w.release(library.ReleaseOpen)
	must[int](t)(n.PutItem(t.Context(), item))
	until(t, n, w.opens.Add(time.Hour), m)
	if !m.has(library.ReleaseOpen) || n.puts != 1 {
		t.Errorf("%d puts", n.puts)
	}
	for name, setUp := range map[string]func(*work, *machine){
		"no licence": func(*work, *machine) {},
		"offers": func(w *work, m *machine) {
			m.buys()
			w.Terms.Editions[0].Window.After, w.Terms.Editions[0].Window.Opens = "", time.Time{}
		},
	} {
		n, w := newNetwork(), newWork(t)
		m := newMachine(t, n, w)
		setUp(w, m)
		n.now, m.proven = w.opens.Add(-time.Hour), w.opens.AddDate(1, 0, 0)
		until(t, n, n.now.Add(7*24*time.Hour), m)
		if n.puts != 0 {
			t.Errorf("%s: published", name)
		}
	}
}

// TestManyHoldersPutAboutAsOftenAsOne: of eight programs whose licences open the edition
// one publishes it late, and together they keep it alive with few puts.
func TestManyHoldersPutAboutAsOftenAsOne(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	all := make([]*machine, 8)
	delays := map[int64]bool{}
	for i := range all {
		all[i] = newMachine(t, n, w)
		all[i].buys()
		all[i].proven = w.opens.AddDate(1, 0, 0)
		delays[all[i].Draw("late release of "+string(w.edition.Release), int64(lateSpread))] = true
	}
	if len(delays) != len(all) {
		t.Errorf("%d programs drew %d delays", len(all), len(delays))
	}
	n.now = w.opens
	until(t, n, w.opens.Add(72*time.Hour), all...)
	for i, m := range all {
		if !m.has(library.ReleaseOpen) {
			t.Errorf("program %d has it not", i)
		}
	}
	if n.puts < 12 || n.puts > 60 {
		t.Errorf("%d puts in two days", n.puts)
	}
}

// TestWhatIsLongOverdueDoesNotHurry: at a start, today's premiere comes before what has
// been missing for days; what changed is looked at at once.
func TestWhatIsLongOverdueDoesNotHurry(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	clear(m.changed)
	m.cfg.Random = func(below int64) int64 { return below / 2 }
	n.now = w.from.Add(2 * overdue)
	m.plan[infohash] = &errand{keys: map[keyName]*search{}, old: true} // as Work begins
	if wait := m.step(t.Context()); m.hurry != 0 || wait != restMost {
		t.Errorf("hurried %d times, then %v", m.hurry, wait)
	}
	until(t, n, n.now.Add(lookMost), m)
	if m.hurry == 0 {
		t.Error("it is not looked for at all")
	}
	m.plan[infohash] = &errand{keys: map[keyName]*search{}, old: true}
	before := m.hurry
	m.Changed(infohash)
	if m.step(t.Context()); m.hurry == before {
		t.Error("what changed waits")
	}
}

// TestDrawsStay: the same label gives the same number on a device, within its bound.
func TestDrawsStay(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	if a, b := m.Draw("x", 1000), m.Draw("x", 1000); a != b || a < 0 || a >= 1000 || m.Draw("y", 1<<62) == m.Draw("x", 1<<62) {
		t.Error(a, b)
	}
}

// TestWhatLeftTheLibraryIsForgotten, and attended to when it is back.
func TestWhatLeftTheLibraryIsForgotten(t *testing.T) {
	n, w := newNetwork(), newWork(t)
	m := newMachine(t, n, w)
	here, fails := false, error(nil)
	m.cfg.Documents = func(context.Context, library.BundleID) (Documents, bool, error) { return w.Documents, here, fails }
	m.step(t.Context())
	if len(m.plan) != 0 {
		t.Error("it is still planned")
	}
	here, fails = true, errors.New("the disk is gone")
	m.Changed(infohash)
	if wait := m.step(t.Context()); wait != restMost {
		t.Errorf("after a failure it rests %v", wait)
	}
	fails = nil
	m.Changed(infohash)
	if m.step(t.Context()); len(m.plan) != 1 {
		t.Error("it is not planned")
	}
}
