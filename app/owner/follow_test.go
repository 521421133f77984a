package owner

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/follower"
	"matinee/app/rehearsal"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// inDHT has an owner enter the DHT through others.
func inDHT(through ...*house) func(*Config) {
	return func(c *Config) {
		var nodes []string
		for _, h := range through {
			nodes = append(nodes, fmt.Sprintf("127.0.0.1:%d", h.Port()))
		}
		c.Override["net.dht"] = "on"
		if len(nodes) > 0 {
			c.Override["net.dhtnodes"] = strings.Join(nodes, " ")
		} else {
			c.Override["net.dhtnodes"] = "127.0.0.1:9"
		}
	}
}

// nodes are programs that make up a DHT.
func nodes(t testing.TB, count int) (all []*house) {
	t.Helper()
	for range count {
		all = append(all, open(t, t.TempDir(), inDHT(all...)))
	}
	return all
}

// release signs a bundle of one film for a channel.
func published(t testing.TB, own *channel.Own, b rehearsal.Bundle, languages ...library.Language) channel.Bundle {
	t.Helper()
	author := own.Author(time.Now())
	sum := sha256.Sum256(b.Files[0].Data)
	id := library.Token(b.ID[:32])
	m, err := format.Sign(format.Manifest{
		Author: author, ID: id, Version: 1, Name: "The " + b.Title, Creators: []format.Creator{{Name: "Somebody"}}, Languages: languages,
		Published: author.Issued, License: "CC-BY-4.0", Rights: "All ours.", Editions: []format.Edition{{ID: "standard", Name: "Standard"}},
		Items: []format.Item{{Path: library.ItemPath(b.Title), Role: library.RoleMain, Plain: library.Sum{Length: int64(len(b.Files[0].Data)), SHA256: library.DigestOf(sum)}}},
	}, own.Key())
	if err != nil {
		t.Fatal(err)
	}
	terms, err := format.Sign(format.Terms{
		Author: author, Bundle: id, Version: 1,
		Editions: []format.EditionTerms{{Edition: "standard", Offers: []library.Offer{{Kind: library.OfferFree}}}},
	}, own.Key())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(b.Torrent)
	if err != nil {
		t.Fatal(err)
	}
	return channel.Bundle{Manifest: m, Terms: terms, Torrent: raw, Infohash: library.BundleID(b.ID), Poster: []byte{0xff, 0xd8, 0xff, 0xe0}}
}

// channelNew makes a channel.
func (h *house) channelNew(name string, mirrors ...string) control.NewChannel {
	h.t.Helper()
	made, err := h.NewChannel(h.t.Context(), control.NewChannelRequest{ChannelProfile: control.ChannelProfile{Name: name, Mirrors: mirrors}})
	if err != nil {
		h.t.Fatal(err)
	}
	return made
}

// list publishes bundles in a channel, and seeds them.
func (h *house) list(name, to string, bundles ...rehearsal.Bundle) {
	h.t.Helper()
	own, err := h.follow.Own(h.t.Context(), name)
	if err != nil {
		h.t.Fatal(err)
	}
	p := follower.Publication{To: to}
	for _, b := range bundles {
		p.Bundles = append(p.Bundles, published(h.t, own, b, "en"))
		id, err := h.Add(h.t.Context(), control.AddRequest{Source: b.Torrent, Folder: b.Folder})
		if err != nil {
			h.t.Fatal(err)
		}
		h.awaitSeeding(id)
	}
	if _, err := h.follow.Publish(h.t.Context(), name, p); err != nil {
		h.t.Fatal(err)
	}
	h.awaitAnnounced(name)
}

// awaitAnnounced waits until the DHT, if there is one, was told of a channel.
func (h *house) awaitAnnounced(name string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	if _, err := h.AwaitAnnounced(ctx, name); err != nil {
		h.t.Fatal(err)
	}
}

// mustFollow follows a channel and reads all that it lists.
func (h *house) mustFollow(link string, local bool) control.Channel {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	c, err := h.Follow(ctx, control.FollowRequest{Link: link, LocalOK: local, Whole: true})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// TestChannelWithoutAnyServer: a creator's program publishes; a fan's program follows by
// the link alone, over DHT and swarm, and downloads the next bundle by its rules, from
// the creator. It seeds the catalogue, so that a second fan gets it while the creator is
// offline.
func TestChannelWithoutAnyServer(t *testing.T) {
	dht := nodes(t, 3)
	creator, fan := open(t, t.TempDir(), inDHT(dht...)), open(t, t.TempDir(), inDHT(dht...))
	one, two := one(t, "one.mkv", 3*piece), one(t, "two.mkv", 3*piece)
	made := creator.channelNew("Studio")
	if _, err := channel.ParseRoot(made.RootKey); err != nil {
		t.Error(err)
	}
	creator.list("Studio", "", one)
	begun := time.Now()
	c := fan.mustFollow(made.Link, false)
	t.Logf("followed over the DHT of %d nodes after %v", len(dht), time.Since(begun).Round(time.Millisecond))
	if c.Name != "Studio" || len(c.Listed) != 1 || c.Listed[0].Name != "The one.mkv" || !c.Listed[0].Read || c.Warning != "" {
		t.Fatalf("%+v", c)
	}
	if len(fan.Engine().Bundles()) != 0 {
		t.Error("what was there before is downloaded")
	}
	_, err := fan.SetRules(t.Context(), control.RulesRequest{Name: "Studio", Notify: true, Download: true, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	events := fan.Changes(t.Context())
	creator.list("Studio", "", two)
	if _, err := fan.Refresh(t.Context(), "Studio"); err != nil {
		t.Fatal(err)
	}
	got := fan.awaitSeeding(library.BundleID(two.ID))
	if got.Title != "The two.mkv" {
		t.Errorf("it is called %s", got.Title)
	}
	same(t, filepath.Join(got.Folder, "two.mkv"), two.Files[0].Data)
	awaitListed(t, events, "Film two.mkv", "two")
	if n := len(fan.Engine().Bundles()); n != 1 {
		t.Errorf("%d bundles were downloaded", n)
	}
	creator.end()
	second := open(t, t.TempDir(), inDHT(append(dht, fan)...))
	if c := second.mustFollow(made.Link, false); len(c.Listed) != 2 || !c.Listed[0].Read {
		t.Errorf("with the creator offline: %+v", c)
	}
	if err := fan.Unfollow(t.Context(), "Studio"); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(filepath.Join(fan.dir, "follows")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// awaitListed waits until a new bundle was told of.
func awaitListed(t *testing.T, events <-chan library.Event, _, name string) {
	t.Helper()
	for deadline := time.After(patience); ; {
		select {
		case ev := <-events:
			if listed, ok := ev.(library.BundleListed); ok && strings.Contains(listed.Name, name) {
				return
			}
		case <-deadline:
			t.Fatal("nobody was told of the new bundle")
		}
	}
}

// TestChannelByMirrorAlone: with the creator's program gone and no DHT, any static web
// server that hands out the mirror's folder is enough.
func TestChannelByMirrorAlone(t *testing.T) {
	tree := t.TempDir()
	server := httptest.NewServer(http.FileServer(http.Dir(tree)))
	defer server.Close()
	creator, fan := open(t, t.TempDir()), open(t, t.TempDir())
	made := creator.channelNew("Studio", server.URL)
	creator.list("Studio", tree, one(t, "one.mkv", piece))
	creator.end()
	if _, err := fan.Follow(t.Context(), control.FollowRequest{Link: made.Link}); library.CodeOf(err) != library.CodeRefusedAddr {
		t.Errorf("without leave for a private network: %v", err)
	}
	begun := time.Now()
	c := fan.mustFollow(made.Link, true)
	t.Logf("followed by a mirror after %v", time.Since(begun).Round(time.Millisecond))
	if len(c.Listed) != 1 || !c.Listed[0].Read {
		t.Fatalf("%+v", c)
	}
	listed, err := fan.follow.Bundles(t.Context(), c.Root)
	if err != nil {
		t.Fatal(err)
	}
	if poster, err := fan.follow.Poster(t.Context(), listed[0]); err != nil || len(poster) != 4 {
		t.Errorf("the poster: %v, %v", poster, err)
	}
	if err := fan.follow.Download(t.Context(), listed[0], "standard"); err != nil {
		t.Fatal(err)
	}
	if b, err := fan.Get(t.Context(), string(listed[0].Infohash)); err != nil || len(b.Items) != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	dir := fan.dir
	fan.end()
	fan = open(t, dir) // it is all there after a restart
	if again, err := fan.Listed(t.Context(), "Studio"); err != nil || len(again.Listed) != 1 || again.Seq != c.Seq {
		t.Errorf("%+v, %v", again, err)
	}
	found, err := fan.follow.Discover(t.Context(), "somebody one", 0)
	if err != nil || len(found.Bundles) != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
}

// TestOwnChannelFollowedHere: a creator who follows the own channel sees it.
func TestOwnChannelFollowedHere(t *testing.T) {
	h := open(t, t.TempDir())
	made := h.channelNew("Studio")
	h.list("Studio", "", one(t, "one.mkv", piece))
	if c := h.mustFollow(made.Link, false); len(c.Listed) != 1 || !c.Listed[0].Read {
		t.Errorf("%+v", c)
	}
	if err := h.Unfollow(t.Context(), "Studio"); err != nil {
		t.Fatal(err)
	}
	if all, err := h.OwnChannels(t.Context()); err != nil || len(all) != 1 || all[0].Bundles != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestTwoProgramsPublish: a second program with the same key is noticed before it
// publishes over the first, in the mirror's folder and in the DHT, and can go on from
// what is out there.
func TestTwoProgramsPublish(t *testing.T) {
	tree := t.TempDir()
	dht := nodes(t, 2)
	dir := t.TempDir()
	first := open(t, t.TempDir(), inDHT(dht...))
	first.channelNew("Studio")
	if err := os.CopyFS(filepath.Join(dir, "channels"), os.DirFS(filepath.Join(first.dir, "channels"))); err != nil {
		t.Fatal(err)
	}
	second := open(t, dir, inDHT(dht...))
	first.list("Studio", tree, one(t, "one.mkv", piece))
	for _, to := range []string{tree, ""} {
		_, err := second.PublishChannel(t.Context(), control.PublishChannelRequest{To: to})
		code(t, err, library.CodeForked)
	}
	own, err := second.PublishChannel(t.Context(), control.PublishChannelRequest{Adopt: true})
	if err != nil || own.Bundles != 1 {
		t.Fatalf("%+v, %v", own, err)
	}
	second.awaitAnnounced("")
	_, err = first.PublishChannel(t.Context(), control.PublishChannelRequest{})
	code(t, err, library.CodeForked)
}

// TestLimitedProfilesFollowNothing: what channels list has no rating before it is read.
func TestLimitedProfilesFollowNothing(t *testing.T) {
	h := open(t, t.TempDir())
	made := h.channelNew("Studio")
	h.limited(6)
	_, err := h.Follow(t.Context(), control.FollowRequest{Link: made.Link})
	code(t, err, library.CodeLimited)
	_, err = h.Following(t.Context())
	code(t, err, library.CodeLimited)
	_, err = h.NewChannel(t.Context(), control.NewChannelRequest{})
	code(t, err, library.CodeLimited)
	_, err = h.PublishChannel(t.Context(), control.PublishChannelRequest{})
	code(t, err, library.CodeLimited)
	code(t, h.Unfollow(t.Context(), "Studio"), library.CodeLimited)
}

// TestFollowInADHTOfTwenty is the test network of twenty nodes, each a program with a
// data folder of its own: three fans follow by the link alone, with no server, and the
// time of each is told.
func TestFollowInADHTOfTwenty(t *testing.T) {
	if os.Getenv("MATINEE_LONG") == "" {
		t.Skip("set MATINEE_LONG=1 to run it")
	}
	dht := nodes(t, 20)
	creator := open(t, t.TempDir(), inDHT(dht...))
	made := creator.channelNew("Studio")
	creator.list("Studio", "", one(t, "one.mkv", 3*piece))
	for i := range 3 {
		fan := open(t, t.TempDir(), inDHT(dht[i], dht[i+7]))
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		_, err := fan.Follow(ctx, control.FollowRequest{Link: made.Link})
		first := time.Since(begun)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if c := fan.mustFollow(made.Link, false); len(c.Listed) != 1 || !c.Listed[0].Read {
			t.Errorf("fan %d: %+v", i, c)
		}
		_, held, err := fan.db.Channel(t.Context(), made.Root)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("fan %d: first content after %v, all of it after %v; pointer seq %d, certificate seq %d", i, first.Round(time.Millisecond),
			time.Since(begun).Round(time.Millisecond), held.Pointer.Seq, held.Certificate.Seq)
		if held.Pointer.Seq == 0 || held.Certificate.Seq == 0 {
			t.Error("it could not keep the channel alive: it has no items")
		}
	}
}
