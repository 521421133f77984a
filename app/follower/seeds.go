package follower

import (
	"slices"
	"sync"
	"time"

	"matinee/library"
	"matinee/sync/channel"
)

// maxSeeds is how many catalogues of followed channels are seeded at the same time,
// those that changed last. Who follows a thousand channels need not announce a
// thousand torrents.
const maxSeeds = 40

// joinWait bounds how long the metainfo of a catalogue is waited for.
const joinWait = 20 * time.Second

// seeds are the catalogues that are shared.
type seeds struct {
	mu    sync.Mutex
	all   map[library.Key]seed
	order []library.Key // the one that changed last comes last

	replaced map[library.Key][]seed // of one's own channels, before the newest
}

type seed struct {
	catalogue library.BundleID
	files     channel.Files
	own       bool
}

func newSeeds() *seeds {
	return &seeds{all: map[library.Key]seed{}, replaced: map[library.Key][]seed{}}
}

// keep shares a catalogue in place of the channel's earlier one.
func (s *seeds) keep(root library.Key, catalogue library.BundleID, files channel.Files) {
	s.put(root, seed{catalogue, files, false})
}

// keepOwn is keep for a channel of one's own, which is always shared.
func (s *seeds) keepOwn(root library.Key, catalogue library.BundleID, files channel.Files) {
	s.put(root, seed{catalogue, files, true})
}

func (s *seeds) put(root library.Key, fresh seed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.all[root]; ok && old.files != fresh.files {
		if old.own && fresh.own && old.catalogue != fresh.catalogue {
			s.replaced[root] = append(s.replaced[root], old) // settle ends it
		} else {
			old.files.Close()
		}
	}
	s.all[root] = fresh
	s.order = append(slices.DeleteFunc(s.order, func(k library.Key) bool { return k == root }), root)
	for len(s.order) > maxSeeds {
		at := slices.IndexFunc(s.order, func(k library.Key) bool { return !s.all[k].own })
		if at < 0 {
			return
		}
		s.all[s.order[at]].files.Close()
		delete(s.all, s.order[at])
		s.order = slices.Delete(s.order, at, at+1)
	}
}

// has reports whether that catalogue is shared, and still in its swarm.
func (s *seeds) has(root library.Key, catalogue library.BundleID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	have, ok := s.all[root]
	return ok && have.catalogue == catalogue && !gone(have.files)
}

// settle ends the sharing of what a channel of one's own had before, but for those
// catalogues, and tells which of them are not shared.
func (s *seeds) settle(root library.Key, keep []library.BundleID) (missing []library.BundleID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kept []seed
	have := map[library.BundleID]bool{}
	for _, old := range s.replaced[root] {
		if slices.Contains(keep, old.catalogue) && !have[old.catalogue] && !gone(old.files) {
			kept, have[old.catalogue] = append(kept, old), true
		} else {
			old.files.Close()
		}
	}
	s.replaced[root] = kept
	for _, id := range keep {
		if !have[id] {
			missing = append(missing, id)
		}
	}
	return missing
}

// keepReplaced shares a catalogue that is no longer the newest.
func (s *seeds) keepReplaced(root library.Key, catalogue library.BundleID, files channel.Files) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replaced[root] = append(s.replaced[root], seed{catalogue, files, true})
}

// lost reports whether a catalogue of one's own has left its swarm: the settings of
// the network were changed.
func (s *seeds) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, have := range s.all {
		if have.own && gone(have.files) {
			return true
		}
	}
	return false
}

func gone(f channel.Files) bool {
	select {
	case <-f.Gone():
		return true
	default:
		return false
	}
}

// of is the catalogue of a channel that is shared; nil for none.
func (s *seeds) of(root library.Key) channel.Files {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[root].files
}

// leave stops sharing a channel that is no longer followed; one's own goes on.
func (s *seeds) leave(root library.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	have, ok := s.all[root]
	if ok && have.own {
		return
	}
	if ok {
		have.files.Close()
	}
	delete(s.all, root)
	s.order = slices.DeleteFunc(s.order, func(k library.Key) bool { return k == root })
}

func (s *seeds) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, have := range s.all {
		have.files.Close()
	}
	for _, before := range s.replaced {
		for _, have := range before {
			have.files.Close()
		}
	}
	s.all, s.order, s.replaced = map[library.Key]seed{}, nil, map[library.Key][]seed{}
}
