package channel

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// TestRootOnPaper: a root key survives being printed and typed; a slip is noticed.
func TestRootOnPaper(t *testing.T) {
	key := signing("root")
	text := RootText(key)
	for _, typed := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, " ", "\n  "), "MATINEE-ROOT-1 " + strings.ReplaceAll(text[15:], " ", "")} {
		got, err := ParseRoot(typed)
		if err != nil || !got.Equal(key) {
			t.Errorf("%v", err)
		}
	}
	wrong := []byte(text)
	wrong[20] ^= 1
	for _, bad := range []string{"", "MATINEE-ROOT-1", text[:40], string(wrong), text + " AAAA", "x" + text, strings.Repeat(text, 1000)} {
		_, err := ParseRoot(bad)
		code(t, err, library.CodeBadRoot)
		if err != nil && len(bad) > 40 && strings.Contains(err.Error(), bad[16:30]) {
			t.Error("the error tells the secret")
		}
	}
}

// TestLockedRoot: under a passphrase, and never without.
func TestLockedRoot(t *testing.T) {
	key := signing("root")
	_, err := LockRoot(key, "short")
	code(t, err, library.CodeBadRoot)
	const quick = 8
	locked, err := lockRoot(key, "correct horse", quick)
	must(t, err)
	if bytes.Contains(locked, []byte(rootMark)) {
		t.Error("it is not sealed")
	}
	got, err := UnlockRoot(locked, "correct horse")
	if err != nil || !got.Equal(key) {
		t.Errorf("%v", err)
	}
	for _, bad := range [][]byte{nil, []byte("x"), locked[:len(locked)/2], bytes.Repeat(locked, 50)} {
		_, err := UnlockRoot(bad, "correct horse")
		code(t, err, library.CodeBadRoot)
	}
	_, err = UnlockRoot(locked, "wrong horse")
	code(t, err, library.CodeBadRoot)
}

// TestOwnOnDisk: the state is its owner's only, and what is damaged is refused
// without telling it.
func TestOwnOnDisk(t *testing.T) {
	o := studio(t)
	list(t, o, film(t, o, 1))
	path := filepath.Join(o.Dir(), ownFile)
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
	again, err := OpenOwn(o.Dir())
	must(t, err)
	if again.Channel().Doc.Seq != 2 || !again.Key().Equal(o.Key()) {
		t.Error("another state was read")
	}
	raw, err := os.ReadFile(path)
	must(t, err)
	for _, bad := range [][]byte{nil, raw[:100], bytes.Replace(raw, []byte(ownFormat), []byte("own-channel/9"), 1)} {
		must(t, os.WriteFile(path, bad, 0o600))
		_, err := OpenOwn(o.Dir())
		code(t, err, library.CodeBadDocument)
	}
	_, err = OpenOwn(t.TempDir())
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
}

// TestPublishing: versions replace each other, the catalogue is the same for the same
// channel, what goes is tidied away, and what is not the channel's own is refused.
func TestPublishing(t *testing.T) {
	o := studio(t)
	b := film(t, o, 1)
	first := list(t, o, b)
	again, err := o.Catalogue()
	must(t, err)
	if again.Infohash != first.Infohash || !bytes.Equal(again.Torrent, first.Torrent) {
		t.Error("the same channel gives two catalogues")
	}
	newer := film(t, o, 1)
	newer.Poster = []byte("another poster")
	if second := list(t, o, newer); second.Infohash == first.Infohash {
		t.Error("another channel gives the same catalogue")
	}
	_, err = o.Publish(o.Channel().Doc.Issued.Add(2*earlierFor), func(*format.Channel) error { return nil })
	must(t, err)
	c := o.Channel().Doc
	if len(c.Bundles) != 1 || c.Seq != 4 || o.Has(library.Digest("")) {
		t.Errorf("%+v", c)
	}
	if names, _ := os.ReadDir(filepath.Join(o.Dir(), objectDir)); len(names) != 4 {
		t.Errorf("it keeps %d objects", len(names))
	}
	_, err = o.Publish(day(2), Withdraw(b.Manifest.Doc.ID, day(2), "by mistake"))
	must(t, err)
	if c := o.Channel().Doc; len(c.Bundles) != 0 || len(c.Withdrawn) != 1 {
		t.Errorf("%+v", c)
	}
	_, err = o.Publish(day(2), Withdraw(b.Manifest.Doc.ID, day(2), ""))
	code(t, err, library.CodeNotFound)
	stranger, err := Create(t.TempDir(), signing("stranger"), Profile{Name: "Stranger"}, day(0))
	must(t, err)
	_, err = o.Put(film(t, stranger, 9))
	code(t, err, library.CodeMismatch)
	b.Infohash = library.BundleID(strings.Repeat("a", 40))
	_, err = o.Put(b)
	code(t, err, library.CodeMismatch)
	b.Torrent = make([]byte, MaxTorrent+1)
	_, err = o.Put(b)
	code(t, err, library.CodeBadDocument)
}

// TestClockSetBack: a publication never seems older than the one before.
func TestClockSetBack(t *testing.T) {
	o := studio(t)
	_, err := o.Publish(day(-100), func(*format.Channel) error { return nil })
	must(t, err)
	if o.Channel().Doc.Issued.Before(day(0)) {
		t.Errorf("issued %v", o.Channel().Doc.Issued)
	}
}

// TestAChannelGrowsToTheLimit: what no longer fits is refused in words, and what was
// published before stays.
func TestAChannelGrowsToTheLimit(t *testing.T) {
	o := studio(t)
	put, err := o.Put(film(t, o, 1))
	must(t, err)
	_, err = o.Publish(day(1), func(c *format.Channel) error {
		for i := range 1500 {
			must(t, put(c))
			c.Bundles[0].Bundle = library.Token(fmt.Sprintf("%032x", 1000+i))
			c.Bundles[0].Infohash = library.BundleID(fmt.Sprintf("%040x", i))
		}
		return nil
	})
	must(t, err)
	before := o.Channel()
	_, err = o.Publish(day(2), func(c *format.Channel) error {
		for i := range 499 {
			must(t, put(c))
			c.Bundles[0].Bundle = library.Token(fmt.Sprintf("%032x", 5000+i))
			c.Bundles[0].Infohash = library.BundleID(fmt.Sprintf("%040x", 5000+i))
			c.Bundles[0].Name = strings.Repeat("long ", 30) + "name"
		}
		return nil
	})
	code(t, err, library.CodeFull)
	if o.Channel().Digest() != before.Digest() {
		t.Error("the state changed")
	}
	again, err := OpenOwn(o.Dir())
	must(t, err)
	if again.Channel().Digest() != before.Digest() {
		t.Error("the state on disk changed")
	}
	_, err = o.Publish(day(3), func(c *format.Channel) error { c.Description = "It goes on."; return nil })
	must(t, err)
}

// TestFeed is what validators of RSS and of podcasts ask for: well-formed, with every
// element that RSS 2.0, iTunes and Podcasting 2.0 require.
func TestFeed(t *testing.T) {
	tree := t.TempDir()
	at := mirror(t, tree)
	o := studio(t, at)
	list(t, o, film(t, o, 1))
	list(t, o, film(t, o, 2))
	must(t, o.WriteTree(t.Context(), tree))
	raw, err := os.ReadFile(filepath.Join(tree, feedFile))
	must(t, err)
	for _, lack := range checkFeed(raw) {
		t.Error(lack)
	}
	for _, want := range []string{
		`fee="true"`, `split="10"`, "A film &lt;of&gt; &amp; many.", "d@pay.example", "<itunes:duration>3600</itunes:duration>",
		`<podcast:person role="director" group="creative direction">Somebody<`, "<podcast:license>CC-BY-4.0<",
	} {
		if !bytes.Contains(raw, []byte(want)) {
			t.Errorf("it lacks %s", want)
		}
	}
	if path, err := exec.LookPath("xmllint"); err == nil {
		if out, err := exec.CommandContext(t.Context(), path, "--noout", filepath.Join(tree, feedFile)).CombinedOutput(); err != nil {
			t.Errorf("xmllint: %s", out)
		}
	}
	if lacks := checkFeed([]byte(`<rss version="2.0"><channel><title>x</title><item/></channel></rss>`)); len(lacks) < 8 {
		t.Errorf("the check finds only %v", lacks)
	}
}

// checkFeed lists what a feed lacks.
func checkFeed(raw []byte) (lacks []string) {
	type item struct {
		Title       string `xml:"title"`
		Description string `xml:"description"`
		GUID        string `xml:"guid"`
		Date        string `xml:"pubDate"`
		Enclosure   struct {
			URL    string `xml:"url,attr"`
			Length int    `xml:"length,attr"`
			Type   string `xml:"type,attr"`
		} `xml:"enclosure"`
		Value struct {
			Type       string `xml:"type,attr"`
			Method     string `xml:"method,attr"`
			Recipients []struct {
				Type    string `xml:"type,attr"`
				Address string `xml:"address,attr"`
				Split   int    `xml:"split,attr"`
			} `xml:"https://podcastindex.org/namespace/1.0 valueRecipient"`
		} `xml:"https://podcastindex.org/namespace/1.0 value"`
	}
	var feed struct {
		Version string `xml:"version,attr"`
		Channel struct {
			Title       string   `xml:"title"`
			Link        []string `xml:"link"`
			Description string   `xml:"description"`
			Language    string   `xml:"language"`
			Explicit    string   `xml:"http://www.itunes.com/dtds/podcast-1.0.dtd explicit"`
			Author      string   `xml:"http://www.itunes.com/dtds/podcast-1.0.dtd author"`
			Category    struct {
				Text string `xml:"text,attr"`
			} `xml:"http://www.itunes.com/dtds/podcast-1.0.dtd category"`
			Image struct {
				Href string `xml:"href,attr"`
			} `xml:"http://www.itunes.com/dtds/podcast-1.0.dtd image"`
			GUID   string `xml:"https://podcastindex.org/namespace/1.0 guid"`
			Medium string `xml:"https://podcastindex.org/namespace/1.0 medium"`
			Items  []item `xml:"item"`
		} `xml:"channel"`
	}
	need := func(what string, ok bool) {
		if !ok {
			lacks = append(lacks, what)
		}
	}
	need("well-formed XML", xml.Unmarshal(raw, &feed) == nil)
	c := feed.Channel
	need("version 2.0", feed.Version == "2.0")
	need("title", c.Title != "")
	need("link", len(c.Link) > 0 && c.Link[0] != "")
	need("description", c.Description != "")
	need("language", library.Language(c.Language).Valid() == nil)
	need("itunes:explicit", c.Explicit == "true" || c.Explicit == "false")
	need("itunes:author", c.Author != "")
	need("itunes:category", c.Category.Text != "")
	need("itunes:image", c.Image.Href != "")
	need("podcast:guid as a UUID", len(c.GUID) == 36 && strings.Count(c.GUID, "-") == 4)
	need("podcast:medium", c.Medium == "film" || c.Medium == "video" || c.Medium == "podcast")
	need("items", len(c.Items) > 0)
	seen := map[string]bool{}
	for _, i := range c.Items {
		_, dated := time.Parse(time.RFC1123Z, i.Date)
		need("an item's title and description", i.Title != "" && i.Description != "")
		need("an item's guid, once", i.GUID != "" && !seen[i.GUID])
		need("an item's date (RFC 822)", dated == nil)
		need("an item's enclosure", strings.HasPrefix(i.Enclosure.URL, "http") && i.Enclosure.Length > 0 && i.Enclosure.Type != "")
		need("podcast:value with recipients", i.Value.Type == "" || i.Value.Method != "" && len(i.Value.Recipients) > 0)
		for _, r := range i.Value.Recipients {
			need("a recipient's type, address and split", r.Type != "" && r.Address != "" && r.Split > 0)
		}
		seen[i.GUID] = true
	}
	return lacks
}

// TestWellKnown: a domain that names the root confirms the channel; another does not.
func TestWellKnown(t *testing.T) {
	o := studio(t)
	stranger, err := Create(t.TempDir(), signing("stranger"), Profile{Name: "Stranger"}, day(0))
	must(t, err)
	both := append(stranger.WellKnown(), o.WellKnown()...)
	for _, c := range []struct {
		body []byte
		want bool
	}{{o.WellKnown(), true}, {both, true}, {stranger.WellKnown(), false}, {nil, false}, {[]byte("{}\n[]\nx"), false}, {bytes.Repeat([]byte("\n"), 100_000), false}} {
		if names(c.body, o.Root()) != c.want {
			t.Errorf("%.60q: %v", c.body, !c.want)
		}
	}
}
