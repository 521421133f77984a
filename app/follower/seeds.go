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
}

type seed struct {
	catalogue library.BundleID
	files     channel.Files
	own       bool
}

func newSeeds() *seeds { return &seeds{all: map[library.Key]seed{}} }

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
		old.files.Close()
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
	s.all, s.order = map[library.Key]seed{}, nil
}
