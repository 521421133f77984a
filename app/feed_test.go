package app

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// podcast is what a reader by others makes of a feed.
type podcast struct {
	Title, Description, Language, GUID, Medium, ItunesImage string
	Categories                                              []string
	Items                                                   []episode
}

type episode struct {
	Title, GUID, PubDate string
	Duration             int
	Enclosure            struct {
		URL, Type string
		Length    int
	}
	AlternativeEnclosures []struct{ Type string }
	PodcastPeople         []struct{ Name, Role, Group string }
	License               struct{ Identifier, URL string }
	Value                 struct {
		Type, Method string
		Recipients   []struct {
			Name, Type, Address string
			Split               int64
			Fee                 bool
		}
	}
}

// readPodcast has a reader by others read a feed, and returns it with the complaints.
func readPodcast(t *testing.T, feed string) (p podcast, complaints string) {
	t.Helper()
	modules, err := filepath.Abs(filepath.Join("..", "build", "podcast", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(modules); err != nil {
		t.Skipf("no reader of podcasts in %s: make deps fetches it", modules)
	}
	read := filepath.Join(t.TempDir(), "read.json")
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join("..", ".ci", "podcast", "read.js"), feed, read)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	raw, err := os.ReadFile(read)
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return p, string(out)
}

// TestReadersOfPodcastsTakeTheFeed: a reader by others, with its checks of the podcasts'
// namespace, finds in the feed of a channel that was published what the channel says.
func TestReadersOfPodcastsTakeTheFeed(t *testing.T) {
	dir, tree := t.TempDir(), t.TempDir()
	must(t, dir, "channel", "new", "Ann & sons", "--mirror", "https://ann.example/films", "--description", "Films <about> tides.")
	for _, offered := range [][]string{
		{"--price", "4.95EUR", "--split", "Ann=2", "--split", "Bo=1"},
		{"--free", "--license", "CC-BY-4.0", "--title", "High Tide"},
	} {
		must(t, dir, append([]string{"publish", reel(t), "--no-check", "--rights", "© 2026 Ann", "--creator", "Ann"}, offered...)...)
	}
	must(t, dir, "channel", "export", tree)
	feed := filepath.Join(tree, "feed.xml")
	p, complaints := readPodcast(t, feed)
	if complaints != "" {
		t.Error(complaints)
	}
	if len(p.Items) != 2 {
		t.Fatalf("of two bundles it takes %d: %+v", len(p.Items), p)
	}
	if p.Title != "Ann & sons" || p.Description != "Films <about> tides." || p.Language == "" || len(p.GUID) != 36 || p.Medium != "video" || len(p.Categories) == 0 || p.ItunesImage == "" {
		t.Errorf("the channel: %+v", p)
	}
	for _, i := range p.Items {
		if i.GUID == "" || i.PubDate == "" || i.Duration != 2 || i.Enclosure.Type != "application/x-bittorrent" || i.Enclosure.Length == 0 ||
			len(i.PodcastPeople) != 1 || !strings.HasPrefix(i.Enclosure.URL, "https://ann.example/films/o/") {
			t.Errorf("an item: %+v", i)
		}
	}
	free, sold := p.Items[0], p.Items[1]
	if sold.Title != "Low Tide" {
		free, sold = sold, free
	}
	if free.Title != "High Tide" || free.License.Identifier != "CC-BY-4.0" || free.License.URL == "" || len(free.AlternativeEnclosures) != 1 || free.Value.Type != "" {
		t.Errorf("what is free: %+v", free)
	}
	shares := sold.Value.Recipients
	if len(shares) != 3 || shares[0].Name != "Ann" || shares[0].Split != 2 || shares[0].Fee || shares[1].Split != 1 || shares[2].Split != 10 || !shares[2].Fee {
		t.Errorf("who gets what: %+v", sold.Value)
	}
	if path, err := exec.LookPath("xmllint"); err != nil {
		t.Log("xmllint is not here: make deps brings it")
	} else if out, err := exec.CommandContext(t.Context(), path, "--noout", feed).CombinedOutput(); err != nil {
		t.Errorf("xmllint: %s", out)
	}
}

// TestTheReaderOfPodcastsComplains: what it is asked above it would have told.
func TestTheReaderOfPodcastsComplains(t *testing.T) {
	for text, want := range map[string]string{
		`<rss version="2.0"><channel><title>x</title><item><title>y</title></item></channel></rss>`: "no enclosure",
		`<rss version="2.0"><channel><title>x</channel></rss>`:                                      "not well-formed",
		`<feeds/>`: "refused",
	} {
		feed := filepath.Join(t.TempDir(), "feed.xml")
		if err := os.WriteFile(feed, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if p, complaints := readPodcast(t, feed); !strings.Contains(complaints, want) || len(p.Items) > 0 {
			t.Errorf("%s: %q, %+v", text, complaints, p)
		}
	}
}
