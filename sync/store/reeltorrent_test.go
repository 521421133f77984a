package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"matinee/library"
	"matinee/library/format"
)

// spotOf adds a spot with a film of so many bytes to a campaign.
func (s *shop) spotOf(c Campaign, film []byte) {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "spot.mp4")
	if err := os.WriteFile(file, film, 0o600); err != nil {
		s.t.Fatal(err)
	}
	must[library.Token](s.t)(s.AddSpot(s.t.Context(), goodSpot(), Spot{Campaign: c.ID, File: file}))
}

// noise are bytes that no other film has.
func noise(seed byte, n int) []byte {
	out := make([]byte, n)
	state := uint64(seed) + 1
	for i := range out {
		state = state*6364136223846793005 + 1442695040888963407
		out[i] = byte(state >> 56)
	}
	return out
}

// name is that of a film in the torrent.
func name(film []byte) string { return string(library.DigestOf(sha256.Sum256(film))) }

// fetched is what libtorrent says of a torrent whose files it fetched from webseeds.
type fetched struct {
	V1      library.BundleID
	HasV2   bool `json:"has_v2"`
	Seeding bool
	Bad     []string
	Files   map[string]int64
}

func libtorrent(t *testing.T, raw []byte, to string) (out fetched) {
	t.Helper()
	const python = "/usr/bin/python3"
	if exec.CommandContext(t.Context(), python, "-c", "import libtorrent").Run() != nil {
		t.Skip("python3-libtorrent is not installed")
	}
	file := filepath.Join(t.TempDir(), "reel.torrent")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), python, "testdata/fetch.py", file, to).Output()
	if err == nil {
		err = json.Unmarshal(said, &out)
	}
	if err != nil {
		t.Fatalf("libtorrent: %v\n%s", err, said)
	}
	return out
}

// TestAReelIsATorrent: a program of another make fetches the films of a reel, of whatever
// length, from the store as a webseed, and finds every hash right; each film is there once.
func TestAReelIsATorrent(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c, _ := s.campaign(1000, nil)
		films := map[string][]byte{}
		for i, size := range []int{1, 16 << 10, 100_000, 256 << 10, 256<<10 + 1, 3 * 256 << 10, 1_000_000} {
			film := noise(byte(i), size)
			s.spotOf(c, film)
			films[name(film)] = film
		}
		s.spotOf(c, noise(6, 1_000_000)) // a second spot of one film
		first := []byte("a film of " + string(c.ID))
		films[name(first)] = first

		reel := must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key())).Doc
		raw := must[[]byte](t)(s.client.ReelTorrent(t.Context(), reel.Infohash))
		to := t.TempDir()
		got := libtorrent(t, raw, to)
		if got.V1 != reel.Infohash || !got.HasV2 || !got.Seeding || len(got.Bad) > 0 || len(got.Files) != len(films) {
			t.Fatalf("libtorrent finds %+v", got)
		}
		for sum, film := range films {
			have, err := os.ReadFile(filepath.Join(to, "spots", sum))
			if err != nil || !bytes.Equal(have, film) {
				t.Errorf("the film of %d bytes: %d others, %v", len(film), len(have), err)
			}
		}
	})
}

// TestTheTorrentOfAReel is the same for the same films, that of the reel before is given out a
// while longer, and no other; a reel without films has none.
func TestTheTorrentOfAReel(t *testing.T) {
	s := openShop(t, "")
	reel := func() format.Reel {
		t.Helper()
		return must[format.Signed[format.Reel]](t)(s.client.Reel(t.Context(), s.Key())).Doc
	}
	asks := func(id library.BundleID) library.Code {
		_, err := s.client.ReelTorrent(t.Context(), id)
		if err == nil {
			return ""
		}
		return library.CodeOf(err)
	}
	if r := reel(); r.Infohash != "" {
		t.Errorf("of no films: %s", r.Infohash)
	}
	c, _ := s.campaign(1000, nil)
	one := reel()
	s.spotOf(c, noise(1, 300_000))
	two := reel()
	s.spotOf(c, noise(1, 300_000)) // the same film in another spot
	again := reel()
	if one.Infohash == two.Infohash || again.Infohash != two.Infohash || again.Seq != two.Seq+1 {
		t.Errorf("%s, %s, %s", one.Infohash, two.Infohash, again.Infohash)
	}
	if asks(two.Infohash) != "" || asks(one.Infohash) != "" {
		t.Errorf("the last two: %q, %q", asks(two.Infohash), asks(one.Infohash))
	}
	for _, other := range []library.BundleID{"0000000000000000000000000000000000000000", library.BundleID(injected)} {
		if asks(other) != library.CodeNotFound {
			t.Errorf("%q: %v", other, asks(other))
		}
	}
	s.spotOf(c, noise(2, 10))
	if reel(); asks(one.Infohash) != library.CodeNotFound {
		t.Error("one that was replaced twice is given out")
	}
	// Of a film whose pieces are unknown there is no torrent, and the films are there all the same.
	if _, err := s.db.db.ExecContext(t.Context(), `UPDATE spots SET pieces = '' WHERE size = 10`); err != nil {
		t.Fatal(err)
	}
	s.spotOf(c, noise(3, 10))
	if r := reel(); r.Infohash != "" || len(r.Spots) != 5 {
		t.Errorf("%+v", r)
	}
	// Any of several stores on the database may come to know them.
	if _, err := s.db.db.ExecContext(t.Context(), `UPDATE spots SET pieces = (SELECT max(pieces) FROM spots WHERE size = 10) WHERE pieces = ''`); err != nil {
		t.Fatal(err)
	}
	if r := reel(); r.Infohash == "" || asks(r.Infohash) != "" {
		t.Errorf("once they are known: %+v", r)
	}
}
