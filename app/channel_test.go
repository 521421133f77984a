package app

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image/png"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// toldSecret runs a command that must succeed with something on its standard input.
func toldSecret(t testing.TB, dir, secret string, args ...string) string {
	t.Helper()
	p := begin(t, dir, args...)
	p.Stdin = strings.NewReader(secret + "\n")
	if p.launch(); p.end() != 0 {
		t.Fatalf("%q: %s", args, p.err.String())
	}
	if strings.Contains(p.err.String(), secret) {
		t.Error("the secret is told")
	}
	return p.out.String()
}

// TestChannelCommands goes through a channel's life by commands alone: made, followed,
// shown as a QR code, published again, its key replaced from the paper, and left.
func TestChannelCommands(t *testing.T) {
	tree := t.TempDir()
	server := httptest.NewServer(http.FileServer(http.Dir(tree)))
	defer server.Close()
	creator, fan := t.TempDir(), t.TempDir()
	made := parsed[control.NewChannel](t, creator, "channel", "new", "Studio", "--mirror", server.URL, "--description", "Films.", "--to", tree)
	complains(t, ran(t, fan, "follow", "magnet:?xt=nonsense"), 1, "This is not a link to a channel")
	complains(t, ran(t, fan, "follow", made.Link), 1, "An address inside a private network was refused")
	followed := parsed[control.Channel](t, fan, "follow", made.Link, "--local")
	if followed.Name != "Studio" || followed.Description != "Films." || followed.Root != made.Root {
		t.Fatalf("%+v", followed)
	}
	picture := filepath.Join(t.TempDir(), "link.png")
	if shown := must(t, creator, "channel", "link", "--qr", "--png", picture); !strings.HasPrefix(shown, made.Link+"\n█") {
		t.Errorf("the link is shown as %.300s", shown)
	}
	raw, err := os.ReadFile(picture)
	if err == nil {
		_, err = png.Decode(bytes.NewReader(raw))
	}
	if err != nil {
		t.Error(err)
	}
	other := parsed[control.NewChannel](t, t.TempDir(), "channel", "new", "Friends")
	must(t, creator, "channel", "publish", "--recommend", "Friends="+other.Link, "--description", "Films and more.", "--to", tree)
	if all := parsed[[]control.Channel](t, fan, "refresh"); all[0].Description != "Films and more." || all[0].Warning != "" {
		t.Errorf("%+v", all)
	}
	complains(t, ran(t, creator, "channel", "rotate"), 2, "matinee: give --root -")
	complains(t, ran(t, creator, "channel", "rotate", "--root", made.RootKey), 2, "matinee: a secret is read")
	toldSecret(t, creator, made.RootKey, "channel", "rotate", "--root", "-", "--stolen", "2026-01-31", "--to", tree)
	must(t, fan, "rules", "Studio", "--download", "--max-size", "5 GB", "--night")
	all := parsed[[]control.Channel](t, fan, "refresh", "Studio")
	if len(all) != 1 || all[0].Warning != "" || all[0].Seq <= followed.Seq || !strings.Contains(all[0].Link, string(made.Root)) || strings.Contains(all[0].Link, linkKey(t, made.Link)) {
		t.Errorf("after the key was replaced: %+v", all)
	}
	if r := all[0].Rules; !r.Download || r.MaxSize != 5_000_000_000 || !r.Night {
		t.Errorf("its rules: %+v", r)
	}
	out := t.TempDir()
	must(t, creator, "channel", "export", out)
	if _, err := os.Stat(filepath.Join(out, "feed.xml")); err != nil {
		t.Error(err)
	}
	must(t, fan, "unfollow", "Studio")
	if left := must(t, fan, "channels"); !strings.HasPrefix(left, "No channel is followed") {
		t.Errorf("left: %s", left)
	}
}

// linkKey is the channel key in a link.
func linkKey(t *testing.T, text string) string {
	t.Helper()
	link, err := format.ParseLink(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(link.Key)
}

// manyBundles is the mirror of a channel with so many bundles, and its link.
func manyBundles(t testing.TB, count int, mirror, tree string) string {
	t.Helper()
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	root, err := channel.NewKey()
	fail(err)
	now := time.Now().Add(-time.Hour)
	own, err := channel.Create(t.TempDir(), root, channel.Profile{Name: "Many", Mirrors: []library.WebURL{library.WebURL(mirror)}}, now)
	fail(err)
	author := own.Author(now)
	_, err = own.Publish(now, func(c *format.Channel) error {
		for i := range count {
			id := library.Token(fmt.Sprintf("%032x", i+1))
			m, err := format.Sign(format.Manifest{
				Author: author, ID: id, Version: 1, Name: fmt.Sprintf("Film %d", i), Creators: []format.Creator{{Name: "Somebody"}},
				Published: author.Issued, License: "CC-BY-4.0", Rights: "Ours.", Editions: []format.Edition{{ID: "standard", Name: "Standard"}},
				Items: []format.Item{{Path: "film.mkv", Role: library.RoleMain, Plain: library.Sum{Length: 1, SHA256: library.DigestOf(sha256.Sum256(nil))}}},
			}, own.Key())
			if err != nil {
				return err
			}
			terms, err := format.Sign(format.Terms{
				Author: author, Bundle: id, Version: 1,
				Editions: []format.EditionTerms{{Edition: "standard", Offers: []library.Offer{{Kind: library.OfferFree}}}},
			}, own.Key())
			if err != nil {
				return err
			}
			film := rehearsal.Make(t, "film.mkv", piece, rehearsal.File{Path: "film.mkv", Data: []byte{byte(i)}})
			torrent, err := os.ReadFile(film.Torrent)
			if err != nil {
				return err
			}
			put, err := own.Put(channel.Bundle{Manifest: m, Terms: terms, Torrent: torrent, Infohash: library.BundleID(film.ID)})
			if err == nil {
				err = put(c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	fail(err)
	fail(own.WriteTree(t.Context(), tree))
	return own.Link().String()
}

// TestKilledWhileFollowing kills the program at random moments while it follows a large
// channel from a slow mirror. What it had is not fetched again, and in the end it has
// all of it.
func TestKilledWhileFollowing(t *testing.T) {
	const bundles = 60
	tree := t.TempDir()
	var served atomic.Int64
	files := http.FileServer(http.Dir(tree))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/o/") {
			served.Add(1)
			time.Sleep(20 * time.Millisecond) // the line is slow
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	link, dir := manyBundles(t, bundles, server.URL, tree), t.TempDir()
	for range kills() {
		p := begin(t, dir, "follow", link, "--local").launch()
		select {
		case <-time.After(200*time.Millisecond + rand.N(600*time.Millisecond)):
		case <-p.done:
		}
		_ = p.Process.Kill() // it may have ended by itself
		p.end()
	}
	got := parsed[control.Channel](t, dir, "follow", link, "--local")
	read := 0
	for _, l := range got.Listed {
		if l.Read {
			read++
		}
	}
	if len(got.Listed) != bundles || read != bundles || got.Warning != "" {
		t.Errorf("%d of %d are listed, %d were read: %s", len(got.Listed), bundles, read, got.Warning)
	}
	// Each kill costs what was under way.
	if n, most := served.Load(), int64(2*bundles+kills()*8); n < 2*bundles || n > most {
		t.Errorf("%d objects were fetched, at most %d are needed", n, most)
	}
	if p := ran(t, dir, "list"); p.err.Len() > 0 {
		t.Errorf("told after the kills: %s", p.err.String())
	}
}
