package studio

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

// Draft returns the draft that is kept in a folder, with suggestions for files that
// are new in it, or suggests one. Nothing is written before SaveDraft.
func (s *Studio) Draft(ctx context.Context, source string) (*library.Draft, error) {
	d, err := publish.LoadDraft(source)
	if errors.Is(err, fs.ErrNotExist) {
		return publish.Suggest(ctx, source, s.cfg.Prober)
	}
	if err != nil {
		return nil, err
	}
	return d, publish.Renew(ctx, source, d, s.cfg.Prober)
}

// SaveDraft keeps a draft in the folder of its work, and lists it.
func (s *Studio) SaveDraft(_ context.Context, source string, d *library.Draft) error {
	if err := d.CheckFormat(); err != nil {
		return err
	}
	if err := publish.SaveDraft(source, d); err != nil {
		return err
	}
	if err := s.noteDraft(source); err != nil { // the draft itself is kept
		s.log.Warn("a draft is not listed", "error", err)
	}
	return nil
}

// CheckUp looks over a draft and its files; see publish.CheckUp.
func (s *Studio) CheckUp(ctx context.Context, source, channel string, progress func(done, total int)) ([]library.Remark, error) {
	d, err := publish.LoadDraft(source)
	if err != nil {
		return nil, noDraft(err)
	}
	signer, err := s.cfg.Channels.Signer(ctx, channel)
	if err != nil {
		return nil, err
	}
	deal, err := s.dealFor(d)
	if err != nil {
		return nil, err
	}
	return publish.CheckUp(ctx, publish.Check{Draft: d, Folder: source, Signer: signer, Deal: deal, Prober: s.cfg.Prober, Now: s.now}, progress)
}

func noDraft(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return library.Errorf(library.CodeNotReady, "there is no draft")
	}
	return err
}

// dealFor is the deal that a draft names, signed by everybody.
func (s *Studio) dealFor(d *library.Draft) (format.Envelope, error) {
	if d.Deal == "" {
		return format.Envelope{}, nil
	}
	deal, err := s.Deal(d.Deal)
	return deal.Envelope, err
}

// Publish makes the bundle of a folder's draft, seeds it and has its channel list
// it. When it was cut off it goes on. What its channel lists already is not made
// again: new terms are a revision, another content is another bundle.
func (s *Studio) Publish(ctx context.Context, source, channel string, progress func(publish.Progress)) (library.Production, error) {
	d, err := publish.LoadDraft(source)
	if err != nil {
		return library.Production{}, noDraft(err)
	}
	if err := d.ID.Valid(); err != nil {
		return library.Production{}, library.Errorf(library.CodeBadDocument, "its identifier %v", err)
	}
	signer, err := s.cfg.Channels.Signer(ctx, channel)
	if err != nil {
		return library.Production{}, err
	}
	defer s.turn(d.ID)()
	f := s.home(d.ID)
	st, err := s.begin(f, d, source, signer.Author(s.now()).Channel)
	if err == nil && st.Bundle == "" {
		st, err = s.make(ctx, f, st, d, signer, progress)
	}
	if err == nil {
		err = s.show(ctx, f, &st)
	}
	if err != nil {
		return library.Production{}, err
	}
	return s.view(f, st), nil
}

// begin remembers a production, or finds it as it was.
func (s *Studio) begin(f folder, d *library.Draft, source string, channel library.Key) (state, error) {
	st, err := f.load()
	switch {
	case library.CodeOf(err) == library.CodeNotFound:
		st = state{ID: d.ID, Source: source, Channel: channel}
	case err != nil:
		return st, err
	case st.Channel != channel:
		return st, library.Errorf(library.CodeMismatch, "it is another channel's")
	case !st.Withdrawn.IsZero():
		return st, library.Errorf(library.CodeFileExists, "%s was withdrawn", st.Title)
	case !st.Published.IsZero():
		return st, library.Errorf(library.CodeFileExists, "%s is published; its terms can be changed", st.Title)
	case st.Bundle != "":
		return st, nil // only its channel must still list it
	}
	st.Title, st.Source, st.Deal = d.Title, source, d.Deal
	if st.Folder == "" {
		if st.Folder, err = s.newFolder(d.Title); err != nil {
			return st, err
		}
	}
	return st, errors.Join(f.save(st), f.writeJSON(draftFile, d))
}

// newFolder names the bundle's folder after its title; one that is there is not
// taken.
func (s *Studio) newFolder(title string) (string, error) {
	name := string(library.SafePath(title))
	if name == "" || filepath.Base(name) != name {
		name = "bundle"
	}
	if len(name) > maxFolder {
		name = string(library.SafePath(library.CleanLine(name, maxFolder/4)))
	}
	for n := 1; ; n++ {
		dir := filepath.Join(s.cfg.Media(), name)
		if n > 1 {
			dir = filepath.Join(s.cfg.Media(), fmt.Sprintf("%s (%d)", name, n))
		}
		_, err := os.Lstat(dir)
		if errors.Is(err, fs.ErrNotExist) {
			return dir, nil
		}
		if err != nil {
			return "", &library.Error{Code: library.CodeReadOnly, Detail: dir, Err: err}
		}
	}
}

// maxFolder bounds a folder's name in bytes, so that paths below it stay short.
const maxFolder = 120

// make builds the bundle.
func (s *Studio) make(ctx context.Context, f folder, st state, d *library.Draft, signer publish.Signer, progress func(publish.Progress)) (state, error) {
	deal, err := s.dealFor(d)
	if err != nil {
		return st, err
	}
	keys, err := f.keys(d)
	if err != nil {
		return st, err
	}
	r := s.start(st.ID)
	defer s.stop(st.ID)
	built, err := publish.Build(ctx, publish.Job{
		Draft: d, Folder: st.Source, Target: st.Folder, Work: f.path(workFolder), Keys: keys, Signer: signer, Deal: deal,
		Prober: s.cfg.Prober, Now: s.now, Room: s.cfg.Room, Gate: &r.gate,
	}, func(p publish.Progress) {
		s.mu.Lock()
		r.at = p
		s.mu.Unlock()
		if progress != nil {
			progress(p)
		}
	})
	if err != nil {
		return st, err
	}
	if err := f.keep(built); err != nil {
		return st, err
	}
	st.Bundle = built.Infohash
	if err := f.save(st); err != nil {
		return st, err
	}
	return st, os.RemoveAll(f.path(workFolder))
}

// show seeds a bundle that was made and has its channel list it.
func (s *Studio) show(ctx context.Context, f folder, st *state) error {
	built, err := f.built()
	if err != nil {
		return err
	}
	if _, err := s.cfg.Engine.Seed(ctx, built.Torrent, built.Folder, built.Made); err != nil {
		return fmt.Errorf("seed %s: %w", st.Title, err)
	}
	if err := s.cfg.Channels.Publish(ctx, st.Channel, Change{Bundles: []publish.Built{built}}); err != nil {
		return err
	}
	st.Published = s.now()
	if err := f.save(*st); err != nil {
		return err
	}
	s.wake()
	return nil
}

func (s *Studio) start(id library.Token) *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &run{}
	s.running[id] = r
	return r
}

func (s *Studio) stop(id library.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, id)
}

// SetPaused has a production that is being made wait, or go on.
func (s *Studio) SetPaused(id library.Token, paused bool) error {
	s.mu.Lock()
	r := s.running[id]
	s.mu.Unlock()
	switch {
	case r == nil:
		return library.Errorf(library.CodeNotFound, "nothing of that number is made right now")
	case paused:
		r.gate.Pause()
	default:
		r.gate.Resume()
	}
	return nil
}
