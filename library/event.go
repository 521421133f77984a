package library

// Event is a change of state that somebody may want to hear of. Numbers that
// change all the time are not events: they are polled as snapshots.
type Event interface {
	// About names the bundle concerned; "" when the whole engine is meant.
	About() BundleID
}

type about struct{ ID BundleID }

func (a about) About() BundleID { return a.ID }

// The events of the engine.
type (
	// Added: a bundle entered the library.
	Added struct{ about }
	// GotInfo: its metainfo is known, its items are in the library.
	GotInfo struct{ about }
	// Removed: it left the library.
	Removed struct{ about }
	// StateChanged: its transfer went from one state to another.
	StateChanged struct {
		about
		From, To State
	}
	// ItemDone: every byte of an item is verified and on disk.
	ItemDone struct {
		about
		Item int
	}
	// Completed: every wanted byte is verified and on disk.
	Completed struct{ about }
	// Failed: something stopped or hinders the transfer; Err says what.
	Failed struct {
		about
		Err error
	}
	// Stalled: the watchdog saw live peers and no progress, and acted.
	Stalled struct{ about }
	// Evicted: its files were removed to make room.
	Evicted struct {
		about
		Freed int64
	}
	// Described: facts, pictures or marks of a bundle changed.
	Described struct{ about }
	// ProfileChanged: another profile is in use, or one was changed.
	ProfileChanged struct{ about }
	// ChannelChanged: more or something else is known of a followed channel, or it is
	// no longer followed.
	ChannelChanged struct {
		about
		Channel Key
	}
	// BundleListed: a followed channel lists a new bundle, of which its follower wants
	// to hear.
	BundleListed struct {
		about
		Channel Key
		Bundle  Token // as the channel names it
		Name    string
	}
	// Unlocked: a published key has come, and the bundle can be watched here by it.
	Unlocked struct {
		about
		Kind  ReleaseKind
		Title string
	}
	// Outdated: there is a newer release of the program.
	Outdated struct {
		about
		By Update
	}
	// Notice: something the person should know that concerns the engine.
	Notice struct {
		about
		Err error
	}
)

// The constructors keep the embedded id out of every caller's way.

// NewAdded tells that a bundle entered the library.
func NewAdded(id BundleID) Added { return Added{about{id}} }

// NewGotInfo tells that a bundle's items are known.
func NewGotInfo(id BundleID) GotInfo { return GotInfo{about{id}} }

// NewRemoved tells that a bundle left the library.
func NewRemoved(id BundleID) Removed { return Removed{about{id}} }

// NewStateChanged tells of a transfer's new state.
func NewStateChanged(id BundleID, from, to State) StateChanged {
	return StateChanged{about{id}, from, to}
}

// NewItemDone tells that an item is whole.
func NewItemDone(id BundleID, item int) ItemDone { return ItemDone{about{id}, item} }

// NewCompleted tells that a bundle is whole.
func NewCompleted(id BundleID) Completed { return Completed{about{id}} }

// NewFailed tells what stopped a transfer.
func NewFailed(id BundleID, err error) Failed { return Failed{about{id}, err} }

// NewStalled tells that the watchdog acted.
func NewStalled(id BundleID) Stalled { return Stalled{about{id}} }

// NewEvicted tells that a bundle's files made room for others.
func NewEvicted(id BundleID, freed int64) Evicted { return Evicted{about{id}, freed} }

// NewDescribed tells that more is known of a bundle.
func NewDescribed(id BundleID) Described { return Described{about{id}} }

// NewProfileChanged tells that what is shown is to be read anew.
func NewProfileChanged() ProfileChanged { return ProfileChanged{} }

// NewChannelChanged tells that a followed channel is to be read anew.
func NewChannelChanged(root Key) ChannelChanged { return ChannelChanged{Channel: root} }

// NewBundleListed tells of a new bundle in a channel.
func NewBundleListed(root Key, bundle Token, name string) BundleListed {
	return BundleListed{Channel: root, Bundle: bundle, Name: name}
}

// NewUnlocked tells that a published key lets a bundle be watched.
func NewUnlocked(id BundleID, kind ReleaseKind, title string) Unlocked {
	return Unlocked{about{id}, kind, title}
}

// NewOutdated tells that there is a newer release of the program.
func NewOutdated(by Update) Outdated { return Outdated{By: by} }

// NewNotice tells something about the engine as a whole.
func NewNotice(err error) Notice { return Notice{about{}, err} }
