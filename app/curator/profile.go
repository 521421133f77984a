package curator

import (
	"context"
	"slices"

	"matinee/library"
	"matinee/library/db"
)

// Profiles returns the profiles, the main one first.
func (c *Curator) Profiles(context.Context) ([]library.Profile, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.profiles), nil
}

// CurrentProfile is the profile in use.
func (c *Curator) CurrentProfile() library.Profile {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inUse()
}

// inUse is CurrentProfile; Curator.mu must be held.
func (c *Curator) inUse() library.Profile {
	p, _ := c.profile(c.current)
	return p
}

// profile is a profile by its id; Curator.mu must be held.
func (c *Curator) profile(id library.ProfileID) (library.Profile, bool) {
	for _, p := range c.profiles {
		if p.ID == id {
			return p, true
		}
	}
	return library.Profile{ID: library.MainProfile}, false
}

// Sees reports whether the profile in use may see a bundle.
func (c *Curator) Sees(id library.BundleID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sees(id)
}

// sees is Sees; Curator.mu must be held.
func (c *Curator) sees(id library.BundleID) bool {
	p := c.inUse()
	return p.Limit == 0 || p.Sees(c.describes(id).Rating)
}

// sight is what the profile in use may see, for the database.
func (c *Curator) sight() db.Sight { return db.Sight{Limit: c.CurrentProfile().Limit} }

// Unlimited is nil unless the profile in use has a limit: then it may not change
// what others have, and gets library.CodeLimited.
func (c *Curator) Unlimited() error {
	if c.CurrentProfile().Limit > 0 {
		return &library.Error{Code: library.CodeLimited}
	}
	return nil
}

// UseProfile changes to another profile. One with a PIN takes it, and so does the
// way from a limited profile to one that sees more: where that has no PIN of its
// own, the main profile's. A PIN that is wrong or missing gives
// library.CodeWrongPIN, one that comes too soon after wrong ones
// library.CodePINWait.
func (c *Curator) UseProfile(ctx context.Context, id library.ProfileID, pin string) error {
	c.doors.Lock()
	defer c.doors.Unlock()
	c.mu.Lock()
	from := c.inUse()
	to, known := c.profile(id)
	main, _ := c.profile(library.MainProfile)
	c.mu.Unlock()
	switch {
	case !known:
		return library.Errorf(library.CodeBadProfile, "there is none of that number")
	case to.ID == from.ID:
		return nil
	case to.Locked:
		if err := c.unlock(ctx, to.ID, pin); err != nil {
			return err
		}
	case seesMore(to, from) && main.Locked:
		if err := c.unlock(ctx, main.ID, pin); err != nil {
			return err
		}
	}
	return c.enter(ctx, id)
}

// seesMore reports whether one profile sees what another does not.
func seesMore(a, than library.Profile) bool {
	return than.Limit > 0 && (a.Limit == 0 || a.Limit > than.Limit)
}

// enter makes a profile the one in use.
func (c *Curator) enter(ctx context.Context, id library.ProfileID) error {
	marks, err := c.loadMarks(ctx, id)
	if err != nil {
		return err
	}
	if err := c.db.SetCurrentProfile(ctx, id); err != nil {
		return err
	}
	c.mu.Lock()
	c.current, c.marks = id, marks
	c.mu.Unlock()
	c.bus.send(library.NewProfileChanged())
	return nil
}

// SaveProfile stores a profile; an ID of 0 makes one. pin nil keeps its PIN, ""
// takes it away. A limited profile may change its own name and colour only
// (library.CodeLimited), and while a profile has a limit the main one has a PIN
// (library.CodePINFirst).
func (c *Curator) SaveProfile(ctx context.Context, p library.Profile, pin *string) (library.ProfileID, error) {
	c.doors.Lock()
	defer c.doors.Unlock()
	if err := c.mayBe(p, pin); err != nil {
		return 0, err
	}
	var hash []byte
	if pin != nil && *pin != "" {
		var err error
		if hash, err = hashPIN(*pin, c.cost); err != nil {
			return 0, err
		}
	}
	id, err := c.db.SaveProfile(ctx, p)
	if err != nil {
		return 0, err
	}
	if pin != nil {
		if err := c.db.SavePIN(ctx, id, db.PIN{Hash: hash}); err != nil {
			return id, err
		}
	}
	return id, c.readProfiles(ctx)
}

// mayBe refuses a profile that cannot be, or that the one in use may not make.
func (c *Curator) mayBe(p library.Profile, pin *string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, known := c.profile(p.ID)
	by := c.inUse()
	name := library.CleanLine(p.Name, library.MaxProfileName)
	switch {
	case p.ID != 0 && !known, p.Limit < 0, p.Limit > library.MaxLimit, p.Colour < 0, p.Colour > library.MaxColour:
		return &library.Error{Code: library.CodeBadProfile}
	case p.ID == library.MainProfile && p.Limit != 0:
		return library.Errorf(library.CodeBadProfile, "the main one has no limit")
	case p.ID != library.MainProfile && name == "":
		return library.Errorf(library.CodeBadProfile, "it has no name")
	case by.Limit > 0 && (p.ID != by.ID || p.Limit != old.Limit || pin != nil):
		return &library.Error{Code: library.CodeLimited}
	}
	if pin != nil && *pin != "" {
		if err := checkPIN(*pin); err != nil {
			return err
		}
	}
	main, _ := c.profile(library.MainProfile)
	locked := main.Locked
	if p.ID == library.MainProfile && pin != nil {
		locked = *pin != ""
	}
	limited := p.Limit > 0 || slices.ContainsFunc(c.profiles, func(q library.Profile) bool { return q.Limit > 0 && q.ID != p.ID })
	if limited && !locked {
		return &library.Error{Code: library.CodePINFirst}
	}
	return nil
}

// RemoveProfile forgets a profile with what it has seen. The main one, and the one
// in use, stay.
func (c *Curator) RemoveProfile(ctx context.Context, id library.ProfileID) error {
	c.doors.Lock()
	defer c.doors.Unlock()
	if err := c.Unlimited(); err != nil {
		return err
	}
	if c.CurrentProfile().ID == id {
		return library.Errorf(library.CodeBadProfile, "change to another one first")
	}
	if err := c.db.RemoveProfile(ctx, id); err != nil {
		return err
	}
	return c.readProfiles(ctx)
}

func (c *Curator) readProfiles(ctx context.Context) error {
	all, err := c.db.Profiles(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.profiles = all
	c.mu.Unlock()
	c.bus.send(library.NewProfileChanged())
	return nil
}
