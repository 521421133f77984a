package cli

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCampaignsByCommands: a campaign is taken, paid once under one name, gets a spot that is
// really looked into, and is stopped.
func TestCampaignsByCommands(t *testing.T) {
	dir, d := filepath.Join(t.TempDir(), "corner"), &desk{}
	store := func(args ...string) outcome {
		return typed(t, d, "", append([]string{"store", "--dir", dir, "campaign"}, args...)...)
	}
	made := store("new", "Cinema Cola", "10.00EUR", "--channel", strings.Repeat("ab", 32))
	id := strings.TrimSpace(made.out)
	if made.code != 0 || len(id) != 32 {
		t.Fatalf("%+v", made)
	}
	if got := store("pay", id, "50.00EUR", "first"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if got := store("pay", id, "50.00EUR", "first"); got.code != 1 {
		t.Errorf("the same payment again: %+v", got)
	}
	if got := store("pay", id, "5.00USD", "second"); got.code != 1 {
		t.Errorf("in another currency: %+v", got)
	}
	spot := filepath.Join(t.TempDir(), "spot.mp4")
	film := strings.Fields("-nostdin -v error -f lavfi -t 3 -i testsrc2=s=320x180:r=25 -f lavfi -t 3 -i sine=frequency=440 -af loudnorm=I=-23 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac")
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", append(film, spot)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg, which make deps installs: %v: %s", err, out)
	}
	if got := store("spot", id, spot, "--skip", "2s", "--language", "en"); got.code != 0 || len(strings.TrimSpace(got.out)) != 32 {
		t.Errorf("%+v", got)
	}
	if got := store("spot", id, spot, "--skip", "9s"); got.code != 1 {
		t.Errorf("skipped after its end: %+v", got)
	}
	if got := store(); got.code != 0 || !strings.Contains(got.out, "0.00 EUR of 50.00 EUR used, 10.00 EUR for a thousand views, 1 spots\n") {
		t.Errorf("%+v", got)
	}
	if got := store("stop", id); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if got := store("list"); !strings.HasSuffix(got.out, "1 spots, stopped\n") {
		t.Errorf("%+v", got)
	}
	if got := store("repay", id, "back"); got.code != 1 || !strings.Contains(got.err, "may be told until") {
		t.Errorf("views may still be told: %+v", got)
	}
	other := strings.TrimSpace(store("new", "Gin", "10.00EUR").out)
	if got := store("pay", other, "20.00EUR", "first"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if got := store("stop", other); got.code != 0 {
		t.Errorf("%+v", got)
	}
	for range 2 { // one that never played, and the same again
		if got := store("repay", other, "back"); got.code != 0 || got.out != "20.00 EUR went back.\n" {
			t.Errorf("%+v", got)
		}
	}
	if got := store("repay", other, "more"); got.code != 1 {
		t.Errorf("%+v", got)
	}
	if got := store("list"); !strings.Contains(got.out, "0 spots, stopped, 20.00 EUR paid back\n") {
		t.Errorf("%+v", got)
	}
	film = strings.Fields(id + " " + strings.Repeat("0", 32))
	if got := store("views", id); got.code != 0 || got.out != "" {
		t.Errorf("%+v", got)
	}
	if got := store("object", film[0], film[1], "yesterday", "robots", "a"); got.code != 2 {
		t.Errorf("a day that is none: %+v", got)
	}
	if got := store("object", film[0], film[1], time.Now().UTC().Format(time.DateOnly), "robots", "a"); got.code != 1 || !strings.Contains(got.err, "that nobody objected to") {
		t.Errorf("views that are not there: %+v", got)
	}
	if got := store("object", film[0], film[1], "2026-01-02", "robots", "a", "--until", "2026-01-03"); got.code != 1 || !strings.Contains(got.err, "until 2026-02-01") {
		t.Errorf("too late: %+v", got)
	}
	if got := store("stop", strings.Repeat("0", 32)); got.code != 1 || !strings.HasPrefix(got.err, "The store does not have this (the campaign 0000") {
		t.Errorf("one that is not there: %+v", got)
	}
	if got := store("domain", strings.Repeat("ab", 32), "studio.example"); got.code != 1 {
		t.Errorf("the domain of a channel that is not known: %+v", got)
	}
}
