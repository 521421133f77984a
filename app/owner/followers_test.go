package owner

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/media"
)

// able gives an owner what looks into media.
func able(c *Config) { c.Maker = media.New(media.Config{Tools: media.FindTools()}) }

// reel is a folder with a film that ffmpeg made.
func reel(t testing.TB, title string, seconds string) (folder string, film []byte) {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	folder = filepath.Join(t.TempDir(), title)
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, title+".mp4")
	out, err := exec.CommandContext(t.Context(), ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-t", seconds, "-i", "testsrc2=size=320x180:rate=25",
		"-f", "lavfi", "-t", seconds, "-i", "sine=frequency=330", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac",
		"-movflags", "+faststart", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	if film, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return folder, film
}

// brought waits until the rules of a channel have brought the whole of a bundle.
func (h *house) brought(id library.BundleID) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	for {
		if _, err := h.Refresh(ctx, ""); err != nil {
			h.t.Fatal(err)
		}
		if _, err := h.Get(ctx, string(id)); err == nil {
			break
		}
		if ctx.Err() != nil {
			h.t.Fatal("the rules bring nothing")
		}
	}
	h.awaitSeeding(id)
}

// shut fails when the film of a bundle can be watched, or cannot for another reason.
func (h *house) shut(id library.BundleID, when string, why library.Code) {
	h.t.Helper()
	if _, err := h.Open(h.t.Context(), control.OpenRequest{ID: id, Item: -1}); library.CodeOf(err) != why {
		h.t.Errorf("%s: %v, want %s", when, err, why)
	}
}

// shows reads the whole film, as the player would.
func (h *house) shows(id library.BundleID, film []byte) {
	h.t.Helper()
	opened, err := h.Open(h.t.Context(), control.OpenRequest{ID: id, Item: -1})
	if err != nil {
		h.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, opened.URL, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if got, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(got, film) {
		h.t.Errorf("another film of %d bytes is shown: %v", len(got), err)
	}
}

// ahead has an owner live by a clock that is fast.
func ahead(by time.Duration) func(*Config) {
	return func(c *Config) {
		now := c.Now
		c.Now = func() time.Time { return now().Add(by) }
	}
}

// refresh looks for all channels now.
func (h *house) refresh() {
	h.t.Helper()
	if _, err := h.Refresh(h.t.Context(), ""); err != nil {
		h.t.Error(err)
	}
}

// TestFromStudioToThreeFollowers is the way of two bundles, without any server: a
// creator's program publishes them in a DHT; three followers, who keep programs and
// data of their own, preload them while they are sealed. The premiere comes and a
// licence opens the first for one of them, and not before, whatever that one's clock
// says. The window of the second ends, and it opens to who never had a licence, while
// the offers of the first go on.
func TestFromStudioToThreeFollowers(t *testing.T) {
	count := 4
	if os.Getenv("MATINEE_LONG") != "" {
		count = 20
	}
	dht := nodes(t, count)
	dir := t.TempDir()
	creator := open(t, dir, inDHT(dht...), able)
	made := creator.channelNew("Studio")
	var fans []*house
	for i := range 3 {
		fan := open(t, t.TempDir(), inDHT(dht[i], dht[count-1]))
		fan.mustFollow(made.Link, false)
		if _, err := fan.SetRules(t.Context(), control.RulesRequest{Name: "Studio", Notify: true, Download: true}); err != nil {
			t.Fatal(err)
		}
		fans = append(fans, fan)
	}

	soon := time.Now().UTC().Add(2 * time.Hour).Truncate(time.Minute)
	at := soon.Format("2006-01-02T15:04")
	folder, film := reel(t, "Low Tide", "3")
	first, _ := creator.publishes(folder, library.DraftWindow{From: at, Long: library.Interval(45 * 24 * time.Hour)})
	folder, short := reel(t, "High Water", "2")
	second, _ := creator.publishes(folder, library.DraftWindow{
		From: at, Long: library.Interval(2 * time.Minute), Override: library.OwnLength, After: library.AfterOpen,
	})
	for _, fan := range fans {
		fan.brought(first.Bundle)
		fan.brought(second.Bundle)
	}
	fans[0].licensed(creator, "Low Tide")
	fans[0].shut(first.Bundle, "before its premiere", library.CodeTooEarly)
	fans[0].pass(4 * time.Hour) // a clock that is set ahead
	fans[0].refresh()
	fans[0].shut(first.Bundle, "by a clock that is ahead", library.CodeTooEarly)
	fans[0].pass(-4 * time.Hour)

	// The premiere comes.
	creator.end()
	creator = open(t, dir, inDHT(dht...), able, ahead(2*time.Hour+time.Minute))
	for i, fan := range fans {
		fan.pass(2*time.Hour + time.Minute)
		fan.until("the premiere's key", func() bool {
			fan.refresh()
			_, err := fan.Open(t.Context(), control.OpenRequest{ID: first.Bundle, Item: -1})
			return i > 0 || err == nil
		})
	}
	fans[0].shows(first.Bundle, film)
	fans[1].shut(first.Bundle, "without a licence", library.CodeSealed)
	fans[1].licensed(creator, "Low Tide")
	fans[1].shows(first.Bundle, film)

	// The second one's window is over.
	creator.end()
	creator = open(t, dir, inDHT(dht...), able, ahead(3*time.Hour))
	for _, fan := range fans {
		fan.pass(time.Hour - time.Minute)
		fan.until("the key for everybody", func() bool {
			fan.refresh()
			_, err := fan.Open(t.Context(), control.OpenRequest{ID: second.Bundle, Item: -1})
			return err == nil
		})
		fan.shows(second.Bundle, short)
	}
	fans[2].shut(first.Bundle, "while its window runs", library.CodeSealed)
	creator.ageOpens(second, "High Water.mp4", short)
}

// until looks again and again, for a channel tells nobody when it changed.
func (h *house) until(what string, holds func() bool) {
	h.t.Helper()
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			h.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// ageOpens opens a sealed file of a production with age's own program.
func (h *house) ageOpens(p library.Production, item string, film []byte) {
	h.t.Helper()
	age, err := exec.LookPath("age")
	if err != nil {
		h.t.Skip("age is not installed")
	}
	key, err := h.Studio().Identity(h.t.Context(), p.ID, "standard")
	if err != nil {
		h.t.Fatal(err)
	}
	identity := filepath.Join(h.t.TempDir(), "key")
	if err := os.WriteFile(identity, []byte(key), 0o600); err != nil {
		h.t.Fatal(err)
	}
	got, err := exec.CommandContext(h.t.Context(), age, "-d", "-i", identity, filepath.Join(p.Folder, item+".age")).Output()
	if err != nil || !bytes.Equal(got, film) {
		h.t.Errorf("age makes %d bytes of it: %v", len(got), err)
	}
}
