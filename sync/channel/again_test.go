package channel

import (
	"context"
	"testing"
	"time"

	"matinee/library"
)

// patient is a network in which a catalogue that nobody has is waited for, as in a real
// one, and where each wait of a look is told.
type patient struct {
	*network
	waits chan time.Duration
	pass  chan time.Time
}

func (p *patient) Join(ctx context.Context, id library.BundleID, torrent []byte, folder Folder) (Files, error) {
	files, err := p.network.Join(ctx, id, torrent, folder)
	if err != nil {
		<-ctx.Done()
	}
	return files, err
}

func (p *patient) after(d time.Duration) <-chan time.Time {
	p.waits <- d
	return p.pass
}

func newPatient(t testing.TB, n *network, o *Own) (*patient, *fan) {
	p := &patient{n, make(chan time.Duration, 100), make(chan time.Time)}
	f := newFan(t, n, o.Link())
	f.Swarm, f.After = p, p.after
	return p, f
}

// TestPublishedTwiceInARow: a look that is led to a catalogue which was replaced meanwhile,
// and which nobody has, finds the newer one in the DHT, and waits no longer for the old.
func TestPublishedTwiceInARow(t *testing.T) {
	o, n := studio(t), newNetwork(20)
	gone := n.announce(t, o)
	n.mu.Lock()
	delete(n.swarms, gone)
	n.mu.Unlock()
	p, f := newPatient(t, n, o)
	looked := make(chan Outcome)
	go func() { looked <- f.look(t) }()
	if first := <-p.waits; first != askAgainSoonest {
		t.Errorf("the DHT is asked anew after %v", first)
	}
	p.pass <- time.Time{} // nothing is newer yet
	if second := <-p.waits; second != 2*askAgainSoonest {
		t.Errorf("and then after %v", second)
	}
	list(t, o, film(t, o, 1))
	n.announce(t, o)
	p.pass <- time.Time{}
	out := <-looked
	if out.Held.Seq != 2 || out.Missed || len(f.took) != 1 || len(out.Remarks) != 0 {
		t.Errorf("it came to %+v", out)
	}
	if n.joined != 0 {
		t.Errorf("%d catalogues were left open", n.joined)
	}
}

// TestACatalogueThatNobodyHas is told as missed, and is asked for a bounded number of times.
func TestACatalogueThatNobodyHas(t *testing.T) {
	o, n := studio(t), newNetwork(20)
	gone := n.announce(t, o)
	n.mu.Lock()
	delete(n.swarms, gone)
	n.mu.Unlock()
	p, f := newPatient(t, n, o)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for range maxAskAgain {
			p.pass <- time.Time{}
		}
		cancel()
	}()
	out, err := f.Look(ctx, f.sought, func(Taken) error { return nil })
	must(t, err)
	if !out.Missed || out.Held.Seq != 0 || len(p.waits) != maxAskAgain {
		t.Errorf("after %d waits %+v", len(p.waits), out)
	}
}

// TestReplacedCataloguesAreKept: the two catalogues before the newest can be shared from
// the folder for some hours, and the objects that only they name go with them.
func TestReplacedCataloguesAreKept(t *testing.T) {
	o := studio(t)
	var made []Catalogue
	for n := range 4 {
		b := film(t, o, 1)
		b.Poster = append(b.Poster, byte(n))
		made = append(made, list(t, o, b))
	}
	now := o.Channel().Doc.Issued
	again, err := OpenOwn(o.Dir())
	must(t, err)
	kept := again.Replaced(now)
	if len(kept) != maxEarlier || kept[0] != made[1].Infohash || kept[1] != made[2].Infohash {
		t.Fatalf("it shares %v of %v", kept, made)
	}
	for i, id := range kept {
		c, err := again.ReplacedCatalogue(id)
		must(t, err)
		if string(c.Torrent) != string(made[i+1].Torrent) {
			t.Errorf("%s is another torrent now", id)
		}
	}
	if _, err := again.ReplacedCatalogue(made[0].Infohash); err == nil {
		t.Error("the oldest is still there")
	}
	if left := again.Replaced(now.Add(earlierFor)); len(left) != 0 {
		t.Errorf("for ever: %v", left)
	}
	_, err = again.Publish(now.Add(earlierFor), Withdraw(again.Channel().Doc.Bundles[0].Bundle, now, ""))
	must(t, err)
	if len(again.state.Replaced) != 1 {
		t.Errorf("it keeps %v", again.state.Replaced)
	}
	for d := range objectsOf(o.Channel().Doc) {
		if !again.Has(d) {
			t.Error("what it shares is tidied away")
		}
	}
}
