package owner

import (
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

func season(t *testing.T) rehearsal.Bundle {
	return rehearsal.Make(t, "Season", piece,
		rehearsal.File{Path: "E1.mkv", Data: rehearsal.Random(1, 4*piece)},
		rehearsal.File{Path: "E1.fr.srt", Data: rehearsal.Random(2, 900)},
		rehearsal.File{Path: "E2.mkv", Data: rehearsal.Random(3, 4*piece)},
		rehearsal.File{Path: "readme.txt", Data: rehearsal.Random(4, 100)})
}

func TestOpenWhatIsNotHereStreamsIt(t *testing.T) {
	b := season(t)
	h := open(t, t.TempDir())
	id := h.add(b, rehearsal.Seed(t, b, 0).Addr)
	if err := h.SetPaused(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	if err := h.Engine().SetPriority(t.Context(), id, 0, library.Skip); err != nil {
		t.Fatal(err)
	}
	opened, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: -1})
	if err != nil {
		t.Fatal(err)
	}
	if opened.Item != 0 || opened.Title != "E1" || opened.Bundle != "Season" || len(opened.Subtitles) != 1 || opened.Audio {
		t.Errorf("opened %+v", opened)
	}
	res, err := http.Get(opened.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	got, err := io.ReadAll(res.Body)
	if err != nil || string(got) != string(b.Files[0].Data) {
		t.Errorf("%d bytes over the server, %v", len(got), err)
	}
	whole := h.awaitSeeding(id) // playing resumed it, and wants the item
	opened, err = h.Open(t.Context(), control.OpenRequest{ID: id, Item: 2})
	if err != nil || opened.URL != filepath.Join(whole.Folder, "E2.mkv") {
		t.Errorf("a whole item at %q, %v", opened.URL, err)
	}
	out, err := h.Outside(t.Context(), id, 2)
	if err != nil || out.Path != opened.URL || out.URL != "" || out.Type != "video/x-matroska" {
		t.Errorf("for another player it is %+v, %v", out, err)
	}
	if kept, err := h.Bundle(id); err != nil || kept.Played.IsZero() {
		t.Errorf("played %v, %v", kept.Played, err)
	}
}

// TestWhatIsPlayedDoesNotWaitForItsTurn: a bundle in the queue runs as soon as it is played,
// also when the policy looks before anything of it is read.
func TestWhatIsPlayedDoesNotWaitForItsTurn(t *testing.T) {
	h := open(t, t.TempDir())
	h.set("active.downloads", "1")
	h.add(one(t, "first.mkv", 4*piece)) // nobody has it
	id := h.add(season(t))
	state := func() library.State {
		return ok[control.Bundle](t)(h.Get(t.Context(), string(id))).State
	}
	h.await(id, "waits for its turn", func(b control.Bundle) bool { return b.State == library.Queued })
	if _, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: -1}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		h.govern(t.Context())
		if got := state(); got == library.Queued {
			t.Fatal("it is held back again")
		}
	}
	h.pass(opening) // nobody reads it after all
	h.govern(t.Context())
	h.await(id, "waits again", func(b control.Bundle) bool { return b.State == library.Queued })
}

func TestOpenRefuses(t *testing.T) {
	h := open(t, t.TempDir())
	id := h.add(season(t))
	silent := h.add(one(t, "notes.txt", piece))
	magnet, err := h.Add(t.Context(), control.AddRequest{Source: "magnet:?xt=urn:btih:0123456789012345678901234567890123456789"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		req  control.OpenRequest
		want library.Code
	}{
		{control.OpenRequest{ID: id, Item: 9}, library.CodeItemNotFound},
		{control.OpenRequest{ID: silent, Item: -1}, library.CodeNothingToPlay},
		{control.OpenRequest{ID: magnet, Item: -1}, library.CodeNoPeers},
		{control.OpenRequest{ID: "none"}, library.CodeNotFound},
	} {
		_, err := h.Open(t.Context(), c.req)
		code(t, err, c.want)
	}
}

func TestPositions(t *testing.T) {
	h := open(t, t.TempDir())
	id := h.add(season(t))
	at := func(item int, at time.Duration) time.Duration {
		t.Helper()
		p := library.Position{Bundle: id, Item: item, At: at, Duration: 10 * time.Minute, Updated: time.Now()}
		if err := h.SavePosition(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		opened, err := h.Open(t.Context(), control.OpenRequest{ID: id, Item: item})
		if err != nil {
			t.Fatal(err)
		}
		return opened.Resume
	}
	watched := func() bool { b, _ := h.Bundle(id); return b.Watched }
	if got := at(0, 4*time.Minute); got != 4*time.Minute || watched() {
		t.Errorf("resumes at %v, watched %v", got, watched())
	}
	if got := at(0, 9*time.Minute+55*time.Second); got != 0 || watched() {
		t.Errorf("near the end it resumes at %v, watched %v", got, watched())
	}
	if got := at(2, 9*time.Minute+31*time.Second); got != 0 || !watched() {
		t.Errorf("past 95 %% it resumes at %v, watched %v", got, watched())
	}
	if err := h.Learned(t.Context(), id, 2, 8*time.Minute); err != nil {
		t.Fatal(err)
	}
	h.end()
	h = open(t, h.dir)
	b, err := h.Bundle(id)
	if item, _ := b.Item(2); err != nil || item.Duration != 8*time.Minute || !b.Watched {
		t.Errorf("after a restart %v, watched %v, %v", item.Duration, b.Watched, err)
	}
	code(t, h.SavePosition(t.Context(), library.Position{Bundle: "none"}), library.CodeNotFound)
}
