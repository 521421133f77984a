package follower

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
	"matinee/library/db"
	"matinee/library/format"
	"matinee/sync/channel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// place is a follower under test: its web is a folder, its DHT and swarms are empty,
// and its clock is the test's.
type place struct {
	*Follower
	t   testing.TB
	db  *db.DB
	dir string

	mu        sync.Mutex
	now       time.Time
	web       string // the mirror's folder; "" while it cannot be reached
	asked     int    // requests to the web
	domain    []byte // what the domain's site says
	downloads []Download
	told      []library.Event
	fails     error                              // of downloads
	put       func(context.Context) (int, error) // what comes of a put into the DHT; nil: nobody is there
	swarm     channel.Files                      // what is joined; nil: nobody is there
}

const mirrorAt = "https://mirror.example"

func newPlace(t testing.TB) *place {
	t.Helper()
	p := &place{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)}
	var err error
	p.db, err = db.Open(t.Context(), filepath.Join(p.dir, "library.db"))
	must(t, err)
	t.Cleanup(func() { must(t, p.db.Close()) })
	p.Follower = New(Config{
		Dir: p.dir, Store: p.db, DHT: p, Web: p, Swarm: p, Now: p.clock, Random: func(int64) int64 { return 0 },
		Download: func(_ context.Context, d Download) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.fails == nil {
				p.downloads = append(p.downloads, d)
			}
			return p.fails
		},
		Tell: func(ev library.Event) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.told = append(p.told, ev)
		},
	})
	t.Cleanup(p.Close)
	return p
}

func (p *place) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *place) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func (p *place) GetItem(context.Context, library.Key, string) (library.FoundMutable, error) {
	return library.FoundMutable{}, nil
}

func (p *place) PutItem(ctx context.Context, _ library.Mutable) (int, error) {
	p.mu.Lock()
	put := p.put
	p.mu.Unlock()
	if put == nil {
		return 0, &library.Error{Code: library.CodeNoPeers}
	}
	return put(ctx)
}

func (p *place) Join(context.Context, library.BundleID, []byte, channel.Folder) (channel.Files, error) {
	if p.swarm != nil {
		return p.swarm, nil
	}
	return nil, &library.Error{Code: library.CodeNoPeers}
}

// Web reads the mirror's folder, and what the domain says.
func (p *place) Web(_ context.Context, address string, most int64, _ bool) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if address == "https://studio.example/.well-known/matinee.json" {
		if p.domain == nil {
			return nil, errors.New("no such site")
		}
		return p.domain, nil
	}
	name, ours := strings.CutPrefix(address, mirrorAt+"/")
	if !ours || p.web == "" {
		return nil, errors.New("no such server")
	}
	body, err := os.ReadFile(filepath.Join(p.web, filepath.FromSlash(name)))
	if int64(len(body)) > most {
		return nil, errors.New("too much")
	}
	return body, err
}

// studio is a creator's channel with its mirror.
type studio struct {
	*channel.Own
	t    testing.TB
	tree string
}

func newStudio(t testing.TB) *studio {
	t.Helper()
	root, err := channel.NewKey()
	must(t, err)
	o, err := channel.Create(t.TempDir(), root, channel.Profile{
		Name: "Studio", Domain: "studio.example", Mirrors: []library.WebURL{mirrorAt},
	}, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	must(t, err)
	s := &studio{o, t, t.TempDir()}
	must(t, s.WriteTree(t.Context(), s.tree))
	return s
}

// list publishes a film whose extra is of the wider edition alone.
func (s *studio) list(n int, language library.Language, change ...func(*format.Channel) error) library.BundleID {
	s.t.Helper()
	author := s.Author(s.Channel().Doc.Issued)
	sum := library.Sum{Length: 1000, SHA256: library.DigestOf(sha256.Sum256([]byte{byte(n)}))}
	m, err := format.Sign(format.Manifest{
		Author: author, ID: library.Token(fmt.Sprintf("%032x", n)), Version: 1, Name: fmt.Sprintf("Film %d", n), Creators: []format.Creator{{Name: "Somebody"}},
		Published: author.Issued, License: "CC-BY-4.0", Rights: "Ours.", Languages: []library.Language{language},
		Editions: []format.Edition{{ID: "standard", Name: "Standard"}, {ID: "extras", Name: "Extras"}},
		Items: []format.Item{
			{Path: "film.mkv", Role: library.RoleMain, Plain: sum},
			{Path: "making.mkv", Role: library.RoleExtra, Plain: sum, Editions: []library.EditionID{"extras"}},
		},
	}, s.Key())
	must(s.t, err)
	terms, err := format.Sign(format.Terms{
		Author: author, Bundle: m.Doc.ID, Version: 1,
		Editions: []format.EditionTerms{{Edition: "standard", Offers: []library.Offer{{Kind: library.OfferFree}}}},
	}, s.Key())
	must(s.t, err)
	torrent, id := torrentOf(n)
	put, err := s.Put(channel.Bundle{Manifest: m, Terms: terms, Torrent: torrent, Infohash: id})
	must(s.t, err)
	_, err = s.Publish(s.Channel().Doc.Issued.Add(time.Hour), func(c *format.Channel) error {
		err := put(c)
		for _, f := range change {
			err = errors.Join(err, f(c))
		}
		return err
	})
	must(s.t, err)
	must(s.t, s.WriteTree(s.t.Context(), s.tree))
	return id
}

// torrentOf is a small .torrent.
func torrentOf(n int) ([]byte, library.BundleID) {
	info := fmt.Sprintf("d6:lengthi2000e4:name8:film%04d12:piece lengthi16384e6:pieces20:%020de", n, n)
	return []byte("d4:info" + info + "e"), library.BundleID(fmt.Sprintf("%x", sha1.Sum([]byte(info))))
}

// follow follows a studio and reads everything.
func (p *place) follow(s *studio) library.Channel {
	p.t.Helper()
	p.web = s.tree
	c, err := p.Follow(p.t.Context(), s.Link().String(), false)
	must(p.t, err)
	must(p.t, p.Refresh(p.t.Context(), c.Root))
	return c
}

// TestRulesDecide: what was there is left to the person; of what comes, the rules pick
// by language and size, leave out other editions' items, and wait for the night.
func TestRulesDecide(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	s.list(1, "en")
	c := p.follow(s)
	must(t, p.SetRules(t.Context(), c.Root, true, library.AutoDownload{On: true, Language: "en", Edition: "standard", MaxSize: 1500, Night: true}))
	want := s.list(2, "en")
	s.list(3, "fr")
	must(t, p.Refresh(t.Context()))
	if len(p.downloads) != 0 {
		t.Fatalf("by day: %+v", p.downloads)
	}
	p.pass(14 * time.Hour) // two in the morning
	must(t, p.Refresh(t.Context()))
	if len(p.downloads) != 1 || p.downloads[0].Infohash != want || p.downloads[0].Torrent == nil || !slices.Equal(p.downloads[0].Skip, []string{"making.mkv"}) {
		t.Fatalf("by night: %+v", p.downloads)
	}
	must(t, p.Refresh(t.Context()))
	if len(p.downloads) != 1 {
		t.Error("it is downloaded twice")
	}
	must(t, p.SetRules(t.Context(), c.Root, true, library.AutoDownload{On: true, MaxSize: 1500}))
	s.list(4, "en") // 2000 bytes without a choice of edition
	must(t, p.Refresh(t.Context()))
	if len(p.downloads) != 1 {
		t.Error("it is too large")
	}
	if err := p.SetRules(t.Context(), c.Root, true, library.AutoDownload{Language: "no language"}); library.CodeOf(err) != library.CodeBadSetting {
		t.Errorf("rules that make no sense: %v", err)
	}
}

// TestADownloadThatFails is tried again.
func TestADownloadThatFails(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	c := p.follow(s)
	must(t, p.SetRules(t.Context(), c.Root, false, library.AutoDownload{On: true}))
	s.list(1, "en")
	p.fails = &library.Error{Code: library.CodeDiskFull}
	must(t, p.Refresh(t.Context()))
	p.fails = nil
	must(t, p.Refresh(t.Context()))
	if len(p.downloads) != 1 {
		t.Errorf("%+v", p.downloads)
	}
}

// TestToldOfNews: new bundles are told of once, where that is wanted.
func TestToldOfNews(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	s.list(1, "en")
	c := p.follow(s)
	s.list(2, "en")
	must(t, p.Refresh(t.Context()))
	must(t, p.SetRules(t.Context(), c.Root, false, library.AutoDownload{}))
	s.list(3, "en")
	must(t, p.Refresh(t.Context()))
	var names []string
	for _, ev := range p.told {
		if l, ok := ev.(library.BundleListed); ok {
			names = append(names, l.Name)
		}
	}
	if !slices.Equal(names, []string{"Film 2"}) {
		t.Errorf("told of %q", names)
	}
}

// TestDomain: the site's word is asked for, believed for a week without it, and taken
// back when the site says otherwise.
func TestDomain(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	verified := func() bool {
		must(t, p.Refresh(t.Context()))
		all, err := p.Channels(t.Context())
		must(t, err)
		return !all[0].Verified.IsZero()
	}
	p.follow(s)
	if verified() {
		t.Error("without the site")
	}
	p.domain = s.WellKnown()
	if !verified() {
		t.Error("the site names it")
	}
	p.domain = nil
	p.pass(2 * 24 * time.Hour)
	if !verified() {
		t.Error("the site cannot be reached for two days")
	}
	p.pass(8 * 24 * time.Hour)
	if verified() {
		t.Error("the site is gone")
	}
	p.domain = s.WellKnown()
	if !verified() {
		t.Error("it is back")
	}
	p.domain = newStudio(t).WellKnown()
	p.pass(2 * 24 * time.Hour)
	if verified() {
		t.Error("the site names another")
	}
}

// TestWarnings: what was refused is kept with the channel until a look finds nothing to
// say; and a channel that nobody has says so.
func TestWarnings(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	if _, err := p.Follow(t.Context(), s.Link().String(), false); library.CodeOf(err) != library.CodeNobodyHasIt {
		t.Errorf("nobody has it: %v", err)
	}
	old := t.TempDir()
	must(t, os.CopyFS(old, os.DirFS(s.tree)))
	s.list(1, "en")
	p.follow(s)
	warning := func() library.Code {
		must(t, p.Refresh(t.Context()))
		all, err := p.Channels(t.Context())
		must(t, err)
		if all[0].Warning == nil {
			return ""
		}
		return library.CodeOf(all[0].Warning)
	}
	if got := warning(); got != "" {
		t.Errorf("nothing is wrong: %s", got)
	}
	p.web = old
	if got := warning(); got != library.CodeRolledBack {
		t.Errorf("led back: %s", got)
	}
	p.web = ""
	if got := warning(); got != library.CodeNobodyHasIt {
		t.Errorf("nobody: %s", got)
	}
	p.web = s.tree
	if got := warning(); got != "" {
		t.Errorf("mended: %s", got)
	}
}

// TestWork: a channel is looked for when it is due, one every half minute at most, and
// one that is never opened only once a day, on its mirrors.
func TestWork(t *testing.T) {
	p := newPlace(t)
	for range 3 {
		s := newStudio(t)
		p.follow(s)
	}
	p.asked = 0
	if wait := p.step(t.Context()); p.asked != 0 || wait > 45*time.Minute {
		t.Errorf("at once %d requests, then %v", p.asked, wait)
	}
	p.pass(2 * time.Hour)
	if wait := p.step(t.Context()); p.asked == 0 || wait > channel.LookPause {
		t.Errorf("when due %d requests, then %v", p.asked, wait)
	}
	after := p.asked
	all, err := p.Channels(t.Context())
	must(t, err)
	for _, c := range all {
		p.pass(channel.LookPause)
		p.step(t.Context())
		_ = c
	}
	if p.asked != 3*after {
		t.Errorf("%d requests for three channels, %d for one", p.asked, after)
	}
	p.pass(40 * 24 * time.Hour)
	p.step(t.Context())
	due, next, err := p.db.DueChannels(t.Context(), p.clock().Add(20*time.Hour), 10)
	must(t, err)
	if len(due) != 2 || next.Sub(p.clock()) < 20*time.Hour {
		t.Errorf("rarely watched: %d due, then %v", len(due), next.Sub(p.clock()))
	}
}

// TestReleases: a key that the channel publishes is handed on with what it is held
// against, and the time that the channel's signature proves.
func TestReleases(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	var at time.Time
	p.cfg.Released = func(_ context.Context, r format.Signed[format.Release], m format.Manifest, _ format.Terms, proven time.Time) error {
		if r.Doc.Bundle != m.ID {
			t.Errorf("held against %s", m.ID)
		}
		at = proven
		return nil
	}
	const identity = library.Identity("AGE-SECRET-KEY-1E3T33TDEDVG5V8JGR99J3GS0NGJF2Q0UE0UM8RTZ6X93YZNXD4QQKQ8KS9")
	key, err := format.ReleaseKey(identity)
	must(t, err)
	r, err := format.Sign(format.Release{
		Bundle: library.Token(fmt.Sprintf("%032x", 1)), Edition: "standard", Kind: library.ReleaseOpen, Identity: identity, Key: channel.KeyOf(key),
	}, key)
	must(t, err)
	s.list(1, "en", func(c *format.Channel) error { c.Releases = append(c.Releases, r.Envelope); return nil })
	p.follow(s)
	if !at.Equal(s.Channel().Doc.Issued) {
		t.Errorf("it was handed on at %v", at)
	}
}

// TestUnfollowLeavesNothing, and a follower that starts again knows nothing of it.
func TestUnfollowLeavesNothing(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	s.list(1, "en")
	c := p.follow(s)
	must(t, p.Unfollow(t.Context(), c.Root))
	if _, err := os.Stat(p.folder(c.Root).Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
	if err := p.Unfollow(t.Context(), c.Root); library.CodeOf(err) != library.CodeNoChannel {
		t.Error(err)
	}
	if _, err := p.Find(t.Context(), "Studio"); library.CodeOf(err) != library.CodeNoChannel {
		t.Error(err)
	}
}

// files is a catalogue that notes that it was left.
type files struct {
	left bool
	gone chan struct{}
}

func (f *files) Size(string) (int64, bool)                           { return 0, false }
func (f *files) Read(context.Context, string, int64) ([]byte, error) { return nil, nil }
func (f *files) Torrent() []byte                                     { return nil }
func (f *files) Gone() <-chan struct{}                               { return f.gone }
func (f *files) Close()                                              { f.left = true }

// TestSeedsAreBounded: of many catalogues those that changed last are shared, and one's
// own always.
func TestSeedsAreBounded(t *testing.T) {
	s := newSeeds()
	all := make([]*files, 2*maxSeeds)
	for i := range all {
		all[i] = &files{}
		root := library.Key(fmt.Sprint(i))
		if i == 0 {
			s.keepOwn(root, "c", all[i])
		} else {
			s.keep(root, "c", all[i])
		}
	}
	kept := 0
	for i, f := range all {
		if !f.left {
			kept++
		}
		if wantLeft := i > 0 && i <= maxSeeds; f.left != wantLeft {
			t.Errorf("%d: left %v", i, f.left)
		}
	}
	if kept != maxSeeds || !s.has("0", "c") || s.has("0", "d") || s.has("1", "c") {
		t.Errorf("%d are shared", kept)
	}
	if s.lost() {
		t.Error("nothing is lost yet")
	}
	all[0].gone = make(chan struct{})
	close(all[0].gone)
	if !s.lost() || s.has("0", "c") {
		t.Error("its own catalogue left the swarm")
	}
	s.leave("0")
	s.close()
	for i, f := range all {
		if !f.left {
			t.Errorf("%d is still open", i)
		}
	}
}

// TestALostDatabaseLosesNoChannel: whom a person follows is kept beside it.
func TestALostDatabaseLosesNoChannel(t *testing.T) {
	p, s := newPlace(t), newStudio(t)
	s.list(1, "en")
	c := p.follow(s)
	left := newStudio(t)
	gone := p.follow(left)
	must(t, p.Unfollow(t.Context(), gone.Root))
	for name, text := range map[string]string{strings.Repeat("a", 64): `{"link":"magnet:?x"}`, strings.Repeat("b", 64): `{`, "odd": ""} {
		must(t, os.MkdirAll(filepath.Join(p.dir, "follows", name), 0o755))
		must(t, os.WriteFile(filepath.Join(p.dir, "follows", name, followFile), []byte(text), 0o600))
	}
	must(t, p.db.DeleteChannel(t.Context(), c.Root)) // as if the database were new
	p.web = s.tree
	p.recall(t.Context())
	p.recall(t.Context())
	must(t, p.Refresh(t.Context()))
	all, err := p.Channels(t.Context())
	must(t, err)
	if len(all) != 1 || all[0].Root != c.Root || all[0].Bundles != 1 {
		t.Errorf("%+v", all)
	}
}

// TestOwnChannelsAreReadWhileOnePublishes: a screen does not wait for the network.
func TestOwnChannelsAreReadWhileOnePublishes(t *testing.T) {
	p := newPlace(t)
	made, _, err := p.NewChannel(t.Context(), NewOwn{Profile: channel.Profile{Name: "Mine"}})
	must(t, err)
	p.own.mu.Lock() // as a publication does
	defer p.own.mu.Unlock()
	all, err := p.OwnChannels(t.Context())
	must(t, err)
	if len(all) != 1 || all[0].Root != made.Root {
		t.Errorf("%+v", all)
	}
	if _, err := p.Own(t.Context(), "Mine"); err != nil {
		t.Error(err)
	}
}
