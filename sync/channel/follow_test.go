package channel

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// TestFollow goes the whole way by each road alone: from the keys to a bundle that a
// follower reads, by a mirror, and by DHT and swarm.
func TestFollow(t *testing.T) {
	tree := t.TempDir()
	at := mirror(t, tree)
	o := studio(t, at)
	b := film(t, o, 1)
	list(t, o, b)
	must(t, o.WriteTree(t.Context(), tree))
	n := newNetwork(20)
	id := n.announce(t, o)
	link, err := format.ParseLink(o.Link().String())
	must(t, err)
	if len(link.Mirrors) != 1 || link.Root != o.Root() {
		t.Fatalf("the link is %v", link)
	}
	for _, road := range []string{"mirror", "DHT"} {
		t.Run(road, func(t *testing.T) {
			f := newFan(t, n, link)
			f.sought.NoDHT = road == "mirror"
			if road == "DHT" {
				f.sought.Link.Mirrors = nil
				f.Web = browser{&http.Client{Transport: nobody{}}}
			}
			f.look(t)
			if len(f.took) != 1 || f.took[0].Held.Seq != 2 || f.took[0].Channel.Doc.Name != "Studio" {
				t.Fatalf("it took %+v", f.took)
			}
			if road == "DHT" && f.took[0].Catalogue != id {
				t.Errorf("it took the catalogue %s, not %s", f.took[0].Catalogue, id)
			}
			missing, err := f.Fetch(t.Context(), f.sought.Folder, shownOf(f.took[0].Channel.Doc), Sources{Mirrors: []library.WebURL{at}})
			if road == "DHT" { // everything came with the catalogue
				missing, err = 0, nil
			}
			if missing != 0 || err != nil {
				t.Fatal(missing, err)
			}
			m, terms, err := f.sought.Folder.Read(link.Root, f.took[0].Channel.Doc.Bundles[0])
			must(t, err)
			if m.Name != "Film 1" || terms.Version != 1 {
				t.Errorf("it reads %+v", m)
			}
			if out := f.look(t); len(f.took) != 0 || !out.Answered || len(f.sought.Folder.Dir()) == 0 {
				t.Errorf("a second look took %+v", f.took)
			}
		})
	}
	if n.joined != 0 {
		t.Errorf("%d catalogues were left open", n.joined)
	}
}

// nobody is a network without any server.
type nobody struct{}

func (nobody) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("no network") }

// TestNobodyAnswers: without any source a look ends, and says why.
func TestNobodyAnswers(t *testing.T) {
	o := studio(t, "https://gone.example")
	f := newFan(t, newNetwork(0), o.Link())
	f.Web = browser{&http.Client{Transport: nobody{}}}
	if out := f.look(t); out.Answered || len(f.took) != 0 || len(out.Remarks) == 0 {
		t.Errorf("%+v", out)
	}
}

// copyTree copies the files of a mirror.
func copyTree(t testing.TB, from, to string) {
	t.Helper()
	must(t, os.CopyFS(to, os.DirFS(from)))
}

// TestOlderMirror: a mirror that lags behind, or was led back, is refused and named;
// the newest state found anywhere wins.
func TestOlderMirror(t *testing.T) {
	old, fresh := t.TempDir(), t.TempDir()
	oldAt, freshAt := mirror(t, old), mirror(t, fresh)
	o := studio(t, oldAt, freshAt)
	must(t, o.WriteTree(t.Context(), old))
	n := newNetwork(20)
	list(t, o, film(t, o, 1))
	must(t, o.WriteTree(t.Context(), fresh))
	f := newFan(t, n, o.Link())
	for range 3 { // in whatever order they answer
		out := f.look(t)
		if out.Held.Seq != 2 || len(f.took) > 2 {
			t.Fatalf("it holds %+v", out.Held)
		}
	}
	out := f.look(t)
	if got := codes(out); len(got) != 1 || got[0] != library.CodeRolledBack {
		t.Errorf("it remarks on %v", out.Remarks)
	}
	if out.Remarks[0].From != strings.TrimPrefix(string(oldAt), "http://") {
		t.Errorf("it names %s", out.Remarks[0].From)
	}
}

// TestOldPointer: nodes that have not heard of the newest state cost no visit of the
// swarm, and are given it.
func TestOldPointer(t *testing.T) {
	o := studio(t)
	n := newNetwork(20)
	n.announce(t, o)
	list(t, o, film(t, o, 1))
	n.announce(t, o)
	f := newFan(t, n, o.Link())
	out := f.look(t)
	newest := out.Pointer.Item
	older, err := Create(t.TempDir(), signing("root"), Profile{Name: "Studio"}, day(0))
	must(t, err)
	older.key = o.key
	items, err := o.Items()
	must(t, err)
	for i := range n.nodes { // all forget, and are told something older
		n.nodes[i].items = map[[20]byte]stored{}
	}
	p, err := format.ParsePointer(items[0].Value)
	must(t, err)
	p.Infohash = library.BundleID(strings.Repeat("a", 40))
	item, err := pointerItem(o.key, "", 1, p)
	must(t, err)
	_, err = n.PutItem(t.Context(), item)
	must(t, err)
	out = f.look(t)
	if len(f.took) != 0 || out.Held.Seq != 2 {
		t.Errorf("it took %+v", f.took)
	}
	if _, put, err := Keep(t.Context(), n, newest, out.Pointer); !put || err != nil {
		t.Errorf("the newest was not put: %v", err)
	}
	if found, err := n.GetItem(t.Context(), o.Link().Key, ""); err != nil || found.Item.Seq != 2 {
		t.Errorf("the nodes have %+v, %v", found, err)
	}
}

// TestTwoPrograms: two programs with the same key publish. Of two states with the
// same seq the first is kept; the next of either is taken. Both are told.
func TestTwoPrograms(t *testing.T) {
	tree := t.TempDir()
	at := mirror(t, tree)
	o := studio(t, at)
	other := t.TempDir()
	copyTree(t, o.Dir(), other)
	twin, err := OpenOwn(other)
	must(t, err)
	n := newNetwork(20)
	f := newFan(t, n, o.Link())
	list(t, o, film(t, o, 1))
	must(t, o.WriteTree(t.Context(), tree))
	f.look(t)
	list(t, twin, film(t, twin, 2))
	must(t, twin.WriteTree(t.Context(), tree))
	out := f.look(t)
	if got := codes(out); len(f.took) != 0 || len(got) != 1 || got[0] != library.CodeForked {
		t.Errorf("the same seq: took %d, %v", len(f.took), out.Remarks)
	}
	list(t, twin, film(t, twin, 3))
	must(t, twin.WriteTree(t.Context(), tree))
	out = f.look(t)
	if got := codes(out); len(f.took) != 1 || out.Held.Seq != 3 || len(got) != 1 || got[0] != library.CodeForked {
		t.Errorf("the next: took %d, %v", len(f.took), out.Remarks)
	}
	newest, err := Newest(tree)
	must(t, err)
	for d := range objectsOf(newest.Doc) {
		body, err := twin.Get(d, MaxTorrent)
		must(t, err)
		_, err = o.Folder.Put(body)
		must(t, err)
	}
	must(t, o.Adopt(newest))
	list(t, o, film(t, o, 4))
	must(t, o.WriteTree(t.Context(), tree))
	if out = f.look(t); out.Held.Seq != 4 || len(out.Remarks) != 0 || len(f.took[0].Channel.Doc.Bundles) != 3 {
		t.Errorf("after they were brought together: %+v", out)
	}
	if err := o.Adopt(twin.Channel()); err == nil {
		t.Error("an older state was adopted")
	}
}

// TestLostKey: the root makes a new channel key; who follows goes on, by the root's
// item in the DHT and by mirrors, and a thief with the old key is not believed.
func TestLostKey(t *testing.T) {
	tree := t.TempDir()
	at := mirror(t, tree)
	o := studio(t, at)
	list(t, o, film(t, o, 1))
	must(t, o.WriteTree(t.Context(), tree))
	n := newNetwork(20)
	n.announce(t, o)
	byMirror, byDHT := newFan(t, n, o.Link()), newFan(t, n, o.Link())
	byMirror.sought.NoDHT = true
	byDHT.sought.Link.Mirrors, byDHT.Web = nil, browser{&http.Client{Transport: nobody{}}}
	byMirror.look(t)
	byDHT.look(t)
	last := o.Channel()
	thief, err := OpenOwn(o.Dir()) // it has copied the key
	must(t, err)
	thiefs := t.TempDir()
	copyTree(t, o.Dir(), thiefs)
	thief.Folder = NewFolder(thiefs)
	lost := t.TempDir()
	copyTree(t, filepath.Join(o.Dir(), objectDir), filepath.Join(lost, objectDir))
	_, err = Recover(lost, signing("another root"), last, day(5))
	code(t, err, library.CodeBadRoot)
	again, err := Recover(lost, signing("root"), last, day(5))
	must(t, err)
	if KeyOf(again.Key()) == KeyOf(o.Key()) {
		t.Fatal("the key is the same")
	}
	list(t, again, film(t, again, 2))
	must(t, again.WriteTree(t.Context(), tree))
	n.announce(t, again)
	for name, f := range map[string]*fan{"mirror": byMirror, "DHT": byDHT} {
		out := f.look(t)
		if out.Held.Serial != 2 || len(f.took) != 1 || len(f.took[0].Channel.Doc.Bundles) != 2 {
			t.Errorf("by %s: %+v, %v", name, out.Held, out.Remarks)
		}
	}
	for range 9 { // the thief publishes the highest of all numbers
		list(t, thief, film(t, thief, 66))
	}
	must(t, thief.WriteTree(t.Context(), tree))
	n.announce(t, thief)
	for name, f := range map[string]*fan{"mirror": byMirror, "DHT": byDHT} {
		if out := f.look(t); len(f.took) != 0 || out.Held.Serial != 2 {
			t.Errorf("by %s the thief is believed: %+v", name, out.Held)
		}
	}
	if out := byMirror.look(t); codes(out)[0] != library.CodeRevoked {
		t.Errorf("it remarks on %v", out.Remarks)
	}
	fresh := newFan(t, n, o.Link()) // with the old link, whose key is the thief's
	fresh.sought.Link.Mirrors = nil
	if out := fresh.look(t); out.Held.Serial != 2 || out.Held.Seq == 0 {
		t.Errorf("a new follower by the old link holds %+v: %v", out.Held, out.Remarks)
	}
}

// TestRotateAndMove: a new key of a channel that still has its old one, and where it
// goes on.
func TestRotateAndMove(t *testing.T) {
	o := studio(t)
	n := newNetwork(20)
	list(t, o, film(t, o, 1))
	n.announce(t, o)
	f := newFan(t, n, o.Link())
	f.look(t)
	old := KeyOf(o.Key())
	_, err := o.Rotate(signing("another root"), day(3), time.Time{}, "")
	code(t, err, library.CodeBadRoot)
	_, err = o.Rotate(signing("root"), day(3), day(2), "stolen")
	must(t, err)
	n.announce(t, o)
	f.look(t)
	c := f.took[0].Channel.Doc
	if len(c.Revoked) != 1 || c.Revoked[0].Key != old || !c.Revoked[0].At.Equal(day(2)) || len(c.Bundles) != 1 {
		t.Errorf("after the rotation: %+v", c)
	}
	next, err := Create(t.TempDir(), signing("next root"), Profile{Name: "Next"}, day(4))
	must(t, err)
	_, err = o.Move(signing("root"), day(4), next.Link())
	must(t, err)
	n.announce(t, o)
	f.look(t)
	to, moved := f.took[0].Channel.Doc.MovedTo()
	if !moved || to.Root != next.Root() {
		t.Errorf("it moved to %v", to)
	}
	again, err := OpenOwn(o.Dir())
	must(t, err)
	if again.Certificate().Doc.Serial != 3 || again.Channel().Digest() != o.Channel().Digest() {
		t.Error("on disk is another state")
	}
}

// TestAYearOffline: who was away for a year takes the newest at once, whatever was
// missed, also when it is the last that was published and no longer news.
func TestAYearOffline(t *testing.T) {
	o := studio(t)
	n := newNetwork(20)
	n.announce(t, o)
	f := newFan(t, n, o.Link())
	f.look(t)
	for i := range 20 {
		list(t, o, film(t, o, i))
	}
	_, err := o.Rotate(signing("root"), day(100), time.Time{}, "")
	must(t, err)
	for i := range 5 {
		list(t, o, film(t, o, 100+i))
	}
	n.now = day(365)
	n.announce(t, o)
	out := f.look(t)
	if len(f.took) != 1 || out.Held.Serial != 2 || len(f.took[0].Channel.Doc.Bundles) != 25 {
		t.Fatalf("it took %d and holds %+v: %v", len(f.took), out.Held, out.Remarks)
	}
	if got := codes(out); len(got) != 1 || got[0] != library.CodeExpired {
		t.Errorf("it remarks on %v", out.Remarks)
	}
	if out = f.look(t); len(out.Remarks) != 0 || len(f.took) != 0 {
		t.Errorf("every look says so again: %v", out.Remarks)
	}
}

// TestHostileMirrors: mirrors with damaged, foreign, huge or no documents are passed
// over and the good one beside them is taken.
func TestHostileMirrors(t *testing.T) {
	tree, foreign := t.TempDir(), t.TempDir()
	stranger, err := Create(t.TempDir(), signing("stranger"), Profile{Name: "Stranger"}, day(0))
	must(t, err)
	must(t, stranger.WriteTree(t.Context(), foreign))
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		for q.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(endless.Close)
	o := studio(t, library.WebURL(endless.URL), mirror(t, foreign), mirror(t, tree))
	b := film(t, o, 1)
	list(t, o, b)
	must(t, o.WriteTree(t.Context(), tree))
	f := newFan(t, newNetwork(20), o.Link())
	out := f.look(t)
	if len(f.took) != 1 || out.Held.Seq != 2 {
		t.Fatalf("%+v", out)
	}
	if got := codes(out); len(got) != 2 { // of another channel, and too large
		t.Errorf("it remarks on %v", out.Remarks)
	}
	// Objects that are not what they are called, next to good ones.
	l := f.took[0].Channel.Doc.Bundles[0]
	must(t, os.MkdirAll(filepath.Join(foreign, objectDir), 0o755))
	must(t, os.WriteFile(filepath.Join(foreign, objectDir, string(l.Manifest)), []byte("{}"), 0o600))
	missing, err := f.Fetch(t.Context(), f.sought.Folder, Shown(l), Sources{Mirrors: o.Channel().Doc.Mirrors})
	if missing != 0 || err != nil {
		t.Errorf("%d missing, %v", missing, err)
	}
	_, _, err = f.sought.Folder.Read(o.Root(), l)
	must(t, err)
	// A channel that lists the manifest of another.
	_, _, err = f.sought.Folder.Read(stranger.Root(), l)
	code(t, err, library.CodeMismatch)
	// An object that was damaged on disk is found out and gone.
	must(t, os.WriteFile(filepath.Join(f.sought.Folder.Dir(), objectDir, string(l.Terms)), []byte("x"), 0o600))
	_, _, err = f.sought.Folder.Read(o.Root(), l)
	code(t, err, library.CodeNotFound)
	if f.sought.Folder.Has(l.Terms) {
		t.Error("the damaged object is still there")
	}
}

// TestSlowMirrorHoldsUpNobody: what a good mirror has is taken while another one has
// not answered yet.
func TestSlowMirrorHoldsUpNobody(t *testing.T) {
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		select {
		case <-release:
		case <-q.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	tree := t.TempDir()
	o := studio(t, library.WebURL(slow.URL), mirror(t, tree))
	list(t, o, film(t, o, 1))
	must(t, o.WriteTree(t.Context(), tree))
	f := newFan(t, newNetwork(20), o.Link())
	out, err := f.Look(t.Context(), f.sought, func(k Taken) error {
		f.took = append(f.took, k)
		close(release) // only now does the slow one answer
		return nil
	})
	must(t, err)
	if len(f.took) != 1 || out.Held.Seq != 2 {
		t.Errorf("%+v", out)
	}
}
