package studio

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"matinee/sync/publish"
)

// listed are the titles of the drafts that are listed.
func (h *house) listed(t testing.TB) (titles []string) {
	t.Helper()
	list, err := h.Drafts(t.Context())
	must(t, err)
	for _, d := range list {
		titles = append(titles, d.Title)
	}
	return titles
}

// TestDraftsAreFoundAgain: a draft that was kept is listed by the next start of the
// program, as it is by then, until something is made of it.
func TestDraftsAreFoundAgain(t *testing.T) {
	h := newHouse(t)
	if got := h.listed(t); len(got) != 0 {
		t.Errorf("at first there is %v", got)
	}
	d := h.draft(t, nil)
	h.again()
	list, err := h.Drafts(t.Context())
	must(t, err)
	if len(list) != 1 || list[0].Folder != h.source || list[0].Title != d.Title || list[0].Items != len(d.Items) || list[0].Changed.IsZero() {
		t.Fatalf("%+v", list)
	}
	d.Title = "A much longer title"
	must(t, h.SaveDraft(t.Context(), h.source, d))
	if got := h.listed(t); len(got) != 1 || got[0] != d.Title {
		t.Errorf("after a change there is %v", got)
	}
	_, err = h.Publish(t.Context(), h.source, "", nil)
	must(t, err)
	if got := h.listed(t); len(got) != 0 {
		t.Errorf("published, and still there is %v", got)
	}
}

// TestDraftsComeAndGo: what is forgotten leaves its file, and comes back when it is gone
// on with; a folder that is away stays in sight, a draft that was deleted does not, and
// one that cannot be read can still be found.
func TestDraftsComeAndGo(t *testing.T) {
	h := newHouse(t)
	d := h.draft(t, nil)
	must(t, h.ForgetDraft(t.Context(), h.source))
	must(t, h.ForgetDraft(t.Context(), "/never/there"))
	file := filepath.Join(h.source, publish.DraftName)
	if _, err := os.Stat(file); err != nil || len(h.listed(t)) != 0 {
		t.Errorf("forgotten: %v, listed %v", err, h.listed(t))
	}
	must(t, h.SaveDraft(t.Context(), h.source, d))
	must(t, os.Rename(h.source, h.source+"-away"))
	list, err := h.Drafts(t.Context())
	must(t, err)
	if len(list) != 1 || !list[0].Away || list[0].Title != "Low Tide" {
		t.Errorf("away: %+v", list)
	}
	must(t, os.Rename(h.source+"-away", h.source))
	must(t, os.WriteFile(file, []byte("{"), 0o600))
	must(t, os.Chtimes(file, time.Time{}, start()))
	if got := h.listed(t); len(got) != 1 || got[0] != "Low Tide" {
		t.Errorf("broken: %v", got)
	}
	must(t, os.Remove(file))
	if got := h.listed(t); len(got) != 0 {
		t.Errorf("deleted: %v", got)
	}
}

// TestADamagedListOfDrafts: it does not keep a draft from being kept.
func TestADamagedListOfDrafts(t *testing.T) {
	h := newHouse(t)
	must(t, os.MkdirAll(h.cfg.Dir, 0o700))
	must(t, os.WriteFile(filepath.Join(h.cfg.Dir, draftsFile), []byte("[1"), 0o600))
	h.draft(t, nil)
	if got := h.listed(t); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if _, err := h.Productions(t.Context()); err != nil {
		t.Error(err)
	}
}
