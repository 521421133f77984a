package owner

import (
	"context"
	"errors"
	"maps"
	"os"
	"strings"

	"matinee/app/control"
	"matinee/library"
	"matinee/sync/swarm"
)

// Add implements control.Service. What a limited profile adds would have no rating
// and so be hidden from it: it gets library.CodeLimited.
func (o *Owner) Add(ctx context.Context, req control.AddRequest) (library.BundleID, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return "", err
	}
	return o.add(ctx, req)
}

func (o *Owner) add(ctx context.Context, req control.AddRequest) (id library.BundleID, err error) {
	opts := swarm.AddOptions{Folder: req.Folder, Peers: req.Peers, LocalOK: req.LocalOK, Paused: req.Paused}
	if len(req.Torrent) > 0 {
		id, err = o.engine.AddTorrent(ctx, req.Torrent, opts)
	} else {
		id, err = o.engine.Add(ctx, req.Source, opts)
	}
	if err != nil {
		return "", err
	}
	o.govern(ctx)
	return id, nil
}

// List implements control.Service.
func (o *Owner) List(context.Context) ([]control.Bundle, error) {
	transfers := map[library.BundleID]library.Transfer{}
	for _, t := range o.engine.Transfers() {
		transfers[t.ID] = t
	}
	bundles := o.shelf.Bundles()
	list := make([]control.Bundle, len(bundles))
	for i, b := range bundles {
		list[i] = control.View(b, transfers[b.ID])
	}
	return list, nil
}

// Get implements control.Service. At least four digits of an id, or the whole
// title, name a bundle.
func (o *Owner) Get(_ context.Context, id string) (control.Bundle, error) {
	b, err := o.resolve(strings.TrimSpace(id))
	if err != nil {
		return control.Bundle{}, err
	}
	if b.Local {
		return control.View(b, library.Transfer{}), nil
	}
	t, err := o.engine.Transfer(b.ID)
	if err != nil {
		return control.Bundle{}, err
	}
	v := control.View(b, t)
	v.OnDisk = t.Complete() && o.onDisk(b)
	return v, nil
}

// onDisk reports whether every wanted item is verified and bears its own name.
func (o *Owner) onDisk(b library.Bundle) bool {
	for _, item := range b.Items {
		if item.Priority == library.Skip {
			continue
		}
		if _, whole, err := o.engine.ItemPath(b.ID, item.Index); err != nil || !whole {
			return false
		}
	}
	return true
}

// minPrefix is how much of an id names a bundle.
const minPrefix = 4

func (o *Owner) resolve(name string) (library.Bundle, error) {
	if b, err := o.shelf.Bundle(library.BundleID(strings.ToLower(name))); err == nil {
		return b, nil
	}
	var found []library.Bundle
	for _, b := range o.shelf.Bundles() {
		prefix := len(name) >= minPrefix && strings.HasPrefix(string(b.ID), strings.ToLower(name))
		if prefix || b.Title == name {
			found = append(found, b)
		}
	}
	switch len(found) {
	case 0:
		return library.Bundle{}, library.Errorf(library.CodeNotFound, "%.60s", name)
	case 1:
		return found[0], nil
	}
	return library.Bundle{}, library.Errorf(library.CodeNotFound, "%.60s means %d bundles", name, len(found))
}

// SetPaused implements control.Service.
func (o *Owner) SetPaused(ctx context.Context, id library.BundleID, paused bool) error {
	if err := o.shared(id); err != nil {
		return err
	}
	if err := o.setPaused(ctx, id, paused); err != nil {
		return err
	}
	if !paused {
		o.govern(ctx)
	}
	return nil
}

// setPaused is SetPaused before the policy looks.
func (o *Owner) setPaused(ctx context.Context, id library.BundleID, paused bool) error {
	err := o.engine.Change(ctx, id, func(b *library.Bundle) { b.Paused = paused })
	if err != nil {
		return err
	}
	if paused {
		return o.engine.Hold(id, library.Paused)
	}
	return o.engine.Hold(id, library.Queued) // forgets a problem
}

// SetAllPaused pauses every bundle or lets every one run again.
func (o *Owner) SetAllPaused(ctx context.Context, paused bool) error {
	var errs []error
	for _, b := range o.engine.Bundles() {
		if b.Paused == paused {
			continue
		}
		if err := o.setPaused(ctx, b.ID, paused); err != nil && library.CodeOf(err) != library.CodeNotFound {
			errs = append(errs, err)
		}
	}
	o.govern(ctx)
	return errors.Join(errs...)
}

// Recheck implements control.Service.
func (o *Owner) Recheck(ctx context.Context, id library.BundleID) error {
	if err := o.shared(id); err != nil {
		return err
	}
	return o.engine.Recheck(ctx, id)
}

// shared is nil for a bundle that the profile in use may see and that the engine
// has; this machine's own media give library.CodeNotOurs.
func (o *Owner) shared(id library.BundleID) error {
	b, err := o.shelf.Bundle(id)
	if err == nil && b.Local {
		err = library.Errorf(library.CodeNotOurs, "%s", b.Title)
	}
	return err
}

// Remove implements control.Service. The files of this machine's own media are
// never deleted: asking for that gives library.CodeNotOurs.
func (o *Owner) Remove(ctx context.Context, id library.BundleID, withFiles bool) error {
	b, err := o.shelf.Bundle(id)
	switch {
	case err != nil:
		return err
	case b.Local && withFiles:
		return library.Errorf(library.CodeNotOurs, "%s", b.Title)
	case b.Local:
		return o.shelf.RemoveLocal(ctx, id)
	}
	err = o.engine.Remove(ctx, id, withFiles)
	o.govern(ctx)
	return err
}

// Import implements control.Service.
func (o *Owner) Import(ctx context.Context, folder string, progress func(done, total int)) (control.Imported, error) {
	done, err := o.shelf.Import(ctx, folder, progress)
	return control.ViewImported(done), err
}

// Settings implements control.Service. The proxy's password is not told.
func (o *Owner) Settings(context.Context) (map[string]string, error) {
	s := o.CurrentSettings()
	all := map[string]string{}
	for _, f := range library.SettingFields() {
		value, err := s.Get(f.Key)
		if err != nil {
			return nil, err
		}
		all[f.Key] = library.HideSecret(f, value)
	}
	return all, nil
}

// CurrentSettings returns the settings in force.
func (o *Owner) CurrentSettings() library.Settings {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.settings
}

// UnusableSettings returns, by key, the stored settings that could not be used:
// each has its default instead until it is set anew.
func (o *Owner) UnusableSettings() map[string]error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.unusable)
}

// MediaFolder is the folder the bundles are kept in.
func (o *Owner) MediaFolder() string { return o.media() }

// SetSetting implements control.Service.
func (o *Owner) SetSetting(ctx context.Context, key, value string) error {
	if key == "ads.limited" { // nobody permits it to themselves
		if err := o.shelf.Unlimited(); err != nil {
			return err
		}
	}
	o.setting.Lock()
	defer o.setting.Unlock()
	s := o.CurrentSettings()
	if err := s.Set(key, value); err != nil {
		return err
	}
	media, err := o.mediaOf(s)
	if err != nil {
		return err
	}
	if key == "media.folder" {
		if err := os.MkdirAll(media, 0o755); err != nil {
			return &library.Error{Code: library.CodeReadOnly, Detail: media, Err: err}
		}
	}
	if key == "start.login" {
		if err := o.startAtLogin(s.StartAtLogin); err != nil {
			return err
		}
	}
	if err := o.db.SetSetting(ctx, key, value); err != nil {
		return err
	}
	o.mu.Lock()
	o.settings, o.mediaDir = s, media
	delete(o.unusable, key)
	o.mu.Unlock()
	err = o.engine.Apply(ctx, o.forEngine(s))
	o.govern(ctx)
	o.tellWatchers()
	return err
}

// Raise implements control.Service.
func (o *Owner) Raise(ctx context.Context, req control.RaiseRequest) error {
	if o.cfg.Raise == nil {
		return library.Errorf(library.CodeNoDisplay, "the Matinee that runs has no window")
	}
	if err := o.Find(ctx, &req); err != nil {
		return err
	}
	return o.cfg.Raise(ctx, req)
}

// Find fills in the bundle that a start wants played.
func (o *Owner) Find(ctx context.Context, req *control.RaiseRequest) error {
	if req.Play == nil || req.Play.Find == nil {
		return nil
	}
	b, err := control.Find(ctx, o, *req.Play.Find)
	if err != nil {
		return err
	}
	play := *req.Play
	play.Find, play.ID = nil, b.ID
	req.Play = &play
	return nil
}
