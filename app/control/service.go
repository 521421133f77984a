package control

import (
	"context"
	"time"

	"matinee/library"
)

// Service is what can be asked of the owner of a library.
type Service interface {
	// Add takes a source into the library and lets it run.
	Add(ctx context.Context, req AddRequest) (library.BundleID, error)
	// List returns every bundle in the order it was added.
	List(ctx context.Context) ([]Bundle, error)
	// Get returns one bundle, by its id or an unambiguous beginning of it.
	Get(ctx context.Context, id string) (Bundle, error)
	// SetPaused pauses a bundle or lets it run again.
	SetPaused(ctx context.Context, id library.BundleID, paused bool) error
	// Recheck hashes what a bundle has on disk.
	Recheck(ctx context.Context, id library.BundleID) error
	// Remove takes a bundle out of the library, with its files if asked.
	Remove(ctx context.Context, id library.BundleID, withFiles bool) error
	// Import takes the media below a folder into the library, where they stay; see
	// curator.Curator.Import for what progress is told.
	Import(ctx context.Context, folder string, progress func(done, total int)) (Imported, error)
	// Settings returns the value of every setting by its key.
	Settings(ctx context.Context) (map[string]string, error)
	// SetSetting changes one setting; it takes effect at once where it can.
	SetSetting(ctx context.Context, key, value string) error
	// Open makes an item ready to be played and tells from where.
	Open(ctx context.Context, req OpenRequest) (Opened, error)
	// SavePosition remembers where a person stopped in an item.
	SavePosition(ctx context.Context, p library.Position) error
	// Raise shows the window and hands it what a second start was given.
	Raise(ctx context.Context, req RaiseRequest) error

	Channels
	Studio
	Licences
	Buying
	Advertising
}

// AddRequest says what to add and how.
type AddRequest struct {
	Source  string   `json:"source"`            // .torrent path, magnet, infohash or URL
	Folder  string   `json:"folder,omitempty"`  // where the items lie or go; "" for the default
	Peers   []string `json:"peers,omitempty"`   // host:port to connect to straight away
	LocalOK bool     `json:"local,omitempty"`   // allow trackers and webseeds in private networks
	Paused  bool     `json:"paused,omitempty"`  // do not start
	Torrent []byte   `json:"torrent,omitempty"` // the .torrent itself, instead of Source
}

// RaiseRequest is what a second start of the window hands to the first.
type RaiseRequest struct {
	Sources []string     `json:"sources,omitempty"` // to add
	Play    *PlayRequest `json:"play,omitempty"`
	Hidden  bool         `json:"hidden,omitempty"` // the window stays where it is
}

// PlayRequest says what the window plays. At counts from the start, Percent of
// the length; neither means where the person stopped. With Find, the bundle is
// named by that, see Find, and ID is filled in.
type PlayRequest struct {
	Find    *AddRequest      `json:"find,omitempty"`
	ID      library.BundleID `json:"id"`
	Item    int              `json:"item"` // below 0 for the main one
	At      time.Duration    `json:"at,omitempty"`
	Percent float64          `json:"percent,omitempty"`
}

// OpenRequest says what to play. An Item below 0 means the main one.
type OpenRequest struct {
	ID   library.BundleID `json:"id"`
	Item int              `json:"item"`
}

// Opened is an item ready to be played.
type Opened struct {
	ID        library.BundleID `json:"id"`
	Item      int              `json:"item"`
	Title     string           `json:"title"`
	Bundle    string           `json:"bundle"`
	URL       string           `json:"url"` // a path when the item is complete, else on the loopback server
	Length    int64            `json:"length"`
	Audio     bool             `json:"audio"`
	Subtitles []string         `json:"subtitles,omitempty"` // paths or URLs beside it
	Resume    time.Duration    `json:"resume"`
}

// Imported is what an import brought, as commands show it.
type Imported struct {
	Bundles int       `json:"bundles"`
	Items   int       `json:"items"`
	Known   int       `json:"known"`
	Skipped []Skipped `json:"skipped"`
}

// Skipped is a file that an import left out.
type Skipped struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// ViewImported writes what an import brought.
func ViewImported(in library.Imported) Imported {
	v := Imported{Bundles: in.Bundles, Items: in.Items, Known: in.Known, Skipped: make([]Skipped, len(in.Skipped))}
	for i, s := range in.Skipped {
		v.Skipped[i] = Skipped{Path: s.Path, Why: s.Err.Error()}
	}
	return v
}

// StateLocal is shown as the state of this machine's own media, which have no
// transfer.
const StateLocal library.State = "local"

// Bundle is a bundle and its transfer as commands show them.
type Bundle struct {
	ID         library.BundleID `json:"id"`
	Title      string           `json:"title"`
	State      library.State    `json:"state"`
	Problem    string           `json:"problem,omitempty"`
	Code       library.Code     `json:"problem_code,omitempty"`
	Detail     string           `json:"problem_detail,omitempty"`
	Folder     string           `json:"folder,omitempty"`
	Length     int64            `json:"length"`
	Wanted     int64            `json:"wanted"`
	Done       int64            `json:"done"`
	Progress   float64          `json:"progress"`
	OnDisk     bool             `json:"on_disk"` // every wanted item is whole in its place; told by Get only
	DownRate   int64            `json:"down_rate"`
	UpRate     int64            `json:"up_rate"`
	Downloaded int64            `json:"downloaded"`
	Uploaded   int64            `json:"uploaded"`
	Ratio      float64          `json:"ratio"`
	ETA        float64          `json:"eta_seconds"` // below 0 while unknown
	Peers      int              `json:"peers"`
	Seeds      int              `json:"seeds"`
	Added      time.Time        `json:"added"`
	Finished   *time.Time       `json:"finished,omitempty"`
	Items      []Item           `json:"items"`
}

// Item is one file of a Bundle.
type Item struct {
	Index    int              `json:"index"`
	Path     string           `json:"path"`
	Kind     library.Kind     `json:"kind"`
	Length   int64            `json:"length"`
	Done     int64            `json:"done"`
	Priority library.Priority `json:"priority"`
}

// Complete reports whether every wanted byte is verified on disk.
func (b Bundle) Complete() bool { return b.Wanted > 0 && b.Done >= b.Wanted }

// View joins a bundle and its transfer.
func View(b library.Bundle, t library.Transfer) Bundle {
	v := Bundle{
		ID: b.ID, Title: b.Title, State: t.State, Folder: b.Folder,
		Length: t.Length, Wanted: t.Wanted, Done: t.Done, Progress: t.Progress(),
		DownRate: t.DownRate, UpRate: t.UpRate, Downloaded: t.Downloaded, Uploaded: t.Uploaded,
		Ratio: b.Ratio(), ETA: t.ETA.Seconds(), Peers: t.Peers, Seeds: t.Seeds, Added: b.Added,
		Items: make([]Item, len(b.Items)),
	}
	if b.Local {
		v.State, v.Length, v.Wanted, v.Done, v.Progress = StateLocal, b.Length, b.Length, b.Length, 1
	}
	if t.Problem != nil {
		x := library.Explain(t.Problem)
		v.Problem, v.Code, v.Detail = x.String(), library.CodeOf(t.Problem), x.Detail
	}
	if !b.Finished.IsZero() {
		v.Finished = &b.Finished
	}
	for i, item := range b.Items {
		v.Items[i] = Item{Index: item.Index, Path: item.Path, Kind: item.Kind(), Length: item.Length, Priority: item.Priority}
		if i < len(t.Items) {
			v.Items[i].Done = t.Items[i].Done
		}
	}
	return v
}
