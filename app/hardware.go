//go:build cgo

package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"matinee/app/owner"
	"matinee/library"
	"matinee/player"
)

// hardwareMark is a file that is there while the graphics card may be decoding. A
// driver's fault ends the whole program: who finds the file at the start knows.
type hardwareMark struct {
	path string
	log  *slog.Logger
	set  atomic.Bool
}

func newHardwareMark(dir string, log *slog.Logger) *hardwareMark {
	return &hardwareMark{path: filepath.Join(dir, "hardware-decoding"), log: log}
}

// found takes away the file that an earlier process left, and reports whether
// there was one.
func (m *hardwareMark) found() bool {
	err := os.Remove(m.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		m.log.Warn("take away the mark of hardware decoding", "err", err)
	}
	return err == nil
}

func (m *hardwareMark) put() {
	if m.set.Swap(true) {
		return
	}
	if err := os.WriteFile(m.path, nil, 0o600); err != nil {
		m.log.Warn("mark hardware decoding", "err", err)
	}
}

func (m *hardwareMark) clear() {
	if m.set.Swap(false) {
		m.found()
	}
}

// follow takes the file away where it turns out that nothing is decoded in
// hardware, or nothing any more.
func (m *hardwareMark) follow(s player.Status) {
	if s.Hardware != "" {
		m.put()
		return
	}
	software := s.FirstFrame && len(s.Tracks) > 0
	if software || s.State == player.Idle || s.State == player.Failed {
		m.clear()
	}
}

// hardware prepares decoding in hardware, unless it ended the program last time:
// then it is off from now on, and a person is told.
func hardware(ctx context.Context, own *owner.Owner, dir string, s *library.Settings, log *slog.Logger) *hardwareMark {
	mark := newHardwareMark(dir, log)
	if !mark.found() || !s.HardwareDec {
		return mark
	}
	s.HardwareDec = false
	if err := own.SetSetting(ctx, "player.hwdec", "off"); err != nil {
		log.Warn("switch hardware decoding off", "err", err)
	}
	own.Tell(&library.Error{Code: library.CodeHardwareOff})
	return mark
}

// marked is a backend that leaves the mark before the graphics card may decode.
type marked struct {
	player.Backend
	mark *hardwareMark

	mu     sync.Mutex
	on     bool // decoding in hardware is wanted
	loaded bool
}

// Do implements player.Backend.
func (b *marked) Do(c player.Command) error {
	b.mu.Lock()
	switch c := c.(type) {
	case player.Load:
		b.loaded = true
	case player.Stop:
		b.loaded = false
	case player.Prefer:
		b.on = c.Hardware
	default:
		b.mu.Unlock()
		return b.Backend.Do(c)
	}
	if b.on && b.loaded {
		b.mark.put()
	}
	b.mu.Unlock()
	return b.Backend.Do(c)
}
