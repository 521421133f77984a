package studio

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"matinee/library"
	"matinee/sync/publish"
)

// draftsFile lists the folders that a draft was kept in.
const draftsFile = "drafts.json"

// mostDrafts bounds the list; the ones that were begun first go.
const mostDrafts = 500

// shelf remembers where drafts lie. The drafts themselves are in the folders of their
// works, so the list alone can be lost without harm.
type shelf struct {
	mu    sync.Mutex
	known map[string]glance // by folder
}

// glance is what a draft said when its file was as it was then.
type glance struct {
	at   time.Time
	size int64
	id   library.Token
	view library.KeptDraft
}

// Drafts returns the drafts that nothing was made of yet, those that changed last first.
// One whose folder is not there is among them: a disk may come back.
func (s *Studio) Drafts(context.Context) ([]library.KeptDraft, error) {
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	folders, err := s.draftFolders()
	if err != nil {
		return nil, err
	}
	made, err := s.states()
	var list []library.KeptDraft
	for _, f := range folders {
		g, ok := s.shelf.look(f)
		if ok && !slices.ContainsFunc(made, func(st state) bool { return st.ID == g.id }) {
			list = append(list, g.view)
		}
	}
	slices.SortStableFunc(list, func(a, b library.KeptDraft) int {
		return cmp.Or(b.Changed.Compare(a.Changed), cmp.Compare(a.Folder, b.Folder))
	})
	return list, err
}

// ForgetDraft takes a draft out of the list. Its file stays where it is.
func (s *Studio) ForgetDraft(_ context.Context, source string) error {
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	folders, err := s.draftFolders()
	at := slices.Index(folders, source)
	if err != nil || at < 0 {
		return err
	}
	return s.listDrafts(slices.Delete(folders, at, at+1))
}

// noteDraft puts a folder into the list.
func (s *Studio) noteDraft(source string) error {
	source, err := filepath.Abs(source)
	if err != nil {
		return err
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	folders, err := s.draftFolders()
	if err != nil || slices.Contains(folders, source) {
		return err
	}
	folders = append(folders, source)
	return s.listDrafts(folders[max(len(folders)-mostDrafts, 0):])
}

func (s *Studio) listDrafts(folders []string) error {
	return folder{s.cfg.Dir}.writeJSON(draftsFile, folders)
}

// draftFolders are the folders of the list. A list that cannot be read any more is begun
// anew: it must not stand in the way of a draft.
func (s *Studio) draftFolders() (folders []string, err error) {
	raw, err := folder{s.cfg.Dir}.read(draftsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && json.Unmarshal(raw, &folders) != nil {
		s.log.Warn("the list of drafts is damaged and begins anew")
		folders = nil
	}
	return folders, err
}

// look is what the draft of a folder says; false when there is none any more. A file that
// did not change is not read again: the list is looked at every few seconds.
func (f *shelf) look(source string) (glance, bool) {
	name := filepath.Base(source)
	info, err := os.Stat(filepath.Join(source, publish.DraftName))
	if err != nil {
		_, gone := os.Stat(source)
		return glance{view: library.KeptDraft{Folder: source, Title: name, Away: true}}, gone != nil
	}
	had, ok := f.known[source]
	if ok && had.at.Equal(info.ModTime()) && had.size == info.Size() {
		return had, true
	}
	g := glance{at: info.ModTime(), size: info.Size(), view: library.KeptDraft{Folder: source, Title: name, Changed: info.ModTime()}}
	if d, err := publish.LoadDraft(source); err == nil { // who opens another one is told what is wrong with it
		g.id, g.view.Title, g.view.Items = d.ID, cmp.Or(library.CleanLine(d.Title, maxFolder), name), len(d.Items)
	}
	if f.known == nil {
		f.known = map[string]glance{}
	}
	f.known[source] = g
	return g, true
}
