package control

import (
	"context"
	"time"

	"matinee/library"
)

// Channels is what can be asked of the owner about channels. A channel is named by its
// name, link or root key, or a beginning of that.
type Channels interface {
	// Follow follows a channel and returns when anybody who has it was found.
	Follow(ctx context.Context, req FollowRequest) (Channel, error)
	// Unfollow forgets a channel; bundles stay.
	Unfollow(ctx context.Context, name string) error
	// Refresh looks for a channel now, for all if none is named.
	Refresh(ctx context.Context, name string) ([]Channel, error)
	// Following returns the followed channels by name, without what they list.
	Following(ctx context.Context) ([]Channel, error)
	// Listed returns a followed channel with what it lists.
	Listed(ctx context.Context, name string) (Channel, error)
	// SetRules sets what is told of a channel, and what is downloaded.
	SetRules(ctx context.Context, req RulesRequest) (Channel, error)
	// ReportBundle makes a message to whoever answers for a bundle that a followed channel
	// lists. It is not sent: that is for a person to do.
	ReportBundle(ctx context.Context, req ReportRequest) (Report, error)

	// NewChannel makes a channel of one's own.
	NewChannel(ctx context.Context, req NewChannelRequest) (NewChannel, error)
	// OwnChannels returns the channels whose keys are here.
	OwnChannels(ctx context.Context) ([]OwnChannel, error)
	// AwaitAnnounced waits until it was tried to tell the DHT of a channel of one's own
	// as it was published last.
	AwaitAnnounced(ctx context.Context, name string) (OwnChannel, error)
	// PublishChannel publishes a channel of one's own anew, with changes.
	PublishChannel(ctx context.Context, req PublishChannelRequest) (OwnChannel, error)
	// ExportChannel writes the mirror of what was published last.
	ExportChannel(ctx context.Context, name, to string) (OwnChannel, error)
	// RootKey is the root key of a channel of one's own as it is printed, by the passphrase
	// of the file that is kept here.
	RootKey(ctx context.Context, name, passphrase string) (string, error)
	// RecoverChannel brings a channel back whose key was lost, by its root key.
	RecoverChannel(ctx context.Context, req RecoverRequest) (OwnChannel, error)
	// RotateChannel replaces a channel key, or moves a channel.
	RotateChannel(ctx context.Context, req RotateRequest) (OwnChannel, error)
}

// ReportRequest says which bundle is reported: by its title, or at least four digits of
// its infohash or number.
type ReportRequest struct {
	Name string `json:"name"`
	Why  string `json:"why,omitempty"`
}

// Report is a message about a bundle, to its channel and the stores that sell it.
type Report struct {
	To      []string `json:"to"` // addresses for complaints (RFC 2142)
	Subject string   `json:"subject"`
	Body    string   `json:"body"`
	Link    string   `json:"link"` // opens it in a mail program (RFC 6068)
}

// FollowRequest says which channel to follow.
type FollowRequest struct {
	Link    string `json:"link"`
	LocalOK bool   `json:"local,omitempty"` // mirrors in private networks are allowed
	Whole   bool   `json:"whole,omitempty"` // wait until all that it lists was read
}

// RulesRequest says what is told of a channel's new bundles, and what is downloaded.
type RulesRequest struct {
	Name     string            `json:"name"`
	Notify   bool              `json:"notify"`
	Download bool              `json:"download"`
	MaxSize  int64             `json:"max_size,omitempty"`
	Edition  library.EditionID `json:"edition,omitempty"`
	Language library.Language  `json:"language,omitempty"`
	Night    bool              `json:"night,omitempty"`
}

// Auto are the rules of what is downloaded.
func (r RulesRequest) Auto() library.AutoDownload {
	return library.AutoDownload{On: r.Download, MaxSize: r.MaxSize, Edition: r.Edition, Language: r.Language, Night: r.Night}
}

// Channel is a followed channel as commands show it.
type Channel struct {
	Root        library.Key  `json:"root"`
	Link        string       `json:"link"`
	Name        string       `json:"name"`
	Description string       `json:"description,omitempty"`
	Domain      string       `json:"domain,omitempty"`
	Verified    bool         `json:"verified"` // the domain's site names it
	MovedTo     string       `json:"moved_to,omitempty"`
	Seq         int64        `json:"seq"`
	Issued      time.Time    `json:"issued"`
	Expires     time.Time    `json:"expires"`
	Looked      time.Time    `json:"looked"`
	Bundles     int          `json:"bundles"`
	Warning     string       `json:"warning,omitempty"`
	Code        library.Code `json:"warning_code,omitempty"`
	Rules       RulesRequest `json:"rules"`
	Listed      []Listed     `json:"listed,omitempty"`
}

// Listed is a bundle that a channel lists.
type Listed struct {
	Bundle    library.Token    `json:"bundle"`
	Name      string           `json:"name"`
	Creators  string           `json:"creators,omitempty"`
	Infohash  library.BundleID `json:"infohash"`
	Length    int64            `json:"length,omitempty"`
	Published time.Time        `json:"published"`
	Read      bool             `json:"read"`   // what it is was fetched
	Wanted    bool             `json:"wanted"` // it is to be downloaded by the rules
}

// ViewChannel joins a channel and what it lists.
func ViewChannel(c library.Channel, listed []library.Listing) Channel {
	v := Channel{
		Root: c.Root, Link: c.Link, Name: c.Name, Description: c.Description, Domain: string(c.Domain), Verified: !c.Verified.IsZero(),
		MovedTo: c.MovedTo, Seq: c.Seq, Issued: c.Issued, Expires: c.Expires, Looked: c.Looked, Bundles: c.Bundles,
		Rules: RulesRequest{
			Name: c.Name, Notify: c.Notify, Download: c.Auto.On, MaxSize: c.Auto.MaxSize, Edition: c.Auto.Edition,
			Language: c.Auto.Language, Night: c.Auto.Night,
		},
	}
	if c.Warning != nil {
		v.Warning, v.Code = library.Explain(c.Warning).String(), library.CodeOf(c.Warning)
	}
	for _, l := range listed {
		v.Listed = append(v.Listed, Listed{
			Bundle: l.Bundle, Name: l.Name, Creators: l.Creators, Infohash: l.Infohash, Length: l.Length,
			Published: l.Published, Read: l.Read == l.Manifest, Wanted: l.State == library.ListingWanted,
		})
	}
	return v
}

// ChannelProfile is what a creator says of a channel; empty fields stay as they are.
type ChannelProfile struct {
	Name        string   `json:"name,omitempty"`
	Description string   `json:"description,omitempty"`
	Languages   []string `json:"languages,omitempty"`
	Domain      string   `json:"domain,omitempty"`
	Mirrors     []string `json:"mirrors,omitempty"`
}

// NewChannelRequest says what a new channel is to be. With a passphrase its root key
// is kept under it.
type NewChannelRequest struct {
	ChannelProfile
	Passphrase string `json:"passphrase,omitempty"`
	To         string `json:"to,omitempty"` // folder of a mirror to write
}

// OwnChannel is a channel whose key is here.
type OwnChannel struct {
	Root    library.Key `json:"root"`
	Link    string      `json:"link"`
	Name    string      `json:"name"`
	Seq     int64       `json:"seq"`
	Bundles int         `json:"bundles"`
	Folder  string      `json:"folder"`

	Announced library.Announcement `json:"announced"`
	Profile   ChannelProfile       `json:"profile"`
	Stores    []Certified          `json:"stores,omitempty"`
	RootHere  bool                 `json:"root_here"` // its root key lies here, under a passphrase
}

// Certified is a store that may sell what a channel publishes.
type Certified struct {
	StoreKeys
	Name  string         `json:"name,omitempty"`
	URL   library.WebURL `json:"url,omitempty"`
	From  time.Time      `json:"from"`
	Until time.Time      `json:"until"`
}

// RecoverRequest says which channel was lost, and brings its root key.
type RecoverRequest struct {
	Link       string `json:"link"`
	RootKey    string `json:"root_key"`             // as it was printed
	Passphrase string `json:"passphrase,omitempty"` // its root key is kept here under it
	LocalOK    bool   `json:"local,omitempty"`      // mirrors in private networks are allowed
}

// NewChannel is a channel that was made, and its root key, which is told this once.
type NewChannel struct {
	OwnChannel
	RootKey string `json:"root_key"`
}

// Recommended is a channel to recommend.
type Recommended struct {
	Link string `json:"link"`
	Name string `json:"name"`
	Why  string `json:"why,omitempty"`
}

// PublishChannelRequest says what changes with a publication.
type PublishChannelRequest struct {
	Name      string          `json:"name"` // "" for the only one
	Profile   *ChannelProfile `json:"profile,omitempty"`
	Exact     bool            `json:"exact,omitempty"` // what the profile leaves out is taken away
	Drop      []library.Key   `json:"drop,omitempty"`  // stores that may sell no longer
	Withdraw  []string        `json:"withdraw,omitempty"`
	Why       string          `json:"why,omitempty"`
	Recommend []Recommended   `json:"recommend,omitempty"`
	Adopt     bool            `json:"adopt,omitempty"` // go on from what another program published
	To        string          `json:"to,omitempty"`    // folder of a mirror to write
}

// RotateRequest says how a channel key is replaced, or where a channel moves.
type RotateRequest struct {
	Name       string    `json:"name"`
	RootKey    string    `json:"root_key,omitempty"`   // as it was printed; else the one kept here
	Passphrase string    `json:"passphrase,omitempty"` // of the one kept here
	Stolen     time.Time `json:"stolen,omitzero"`      // since when the old key is in wrong hands
	Why        string    `json:"why,omitempty"`
	MoveTo     string    `json:"move_to,omitempty"`
	To         string    `json:"to,omitempty"` // folder of a mirror to write
}

// rootArgs open a root key.
type rootArgs struct {
	Name       string `json:"name"`
	Passphrase string `json:"passphrase"`
}

// channelArgs name a channel, and where something of it goes.
type channelArgs struct {
	Name string `json:"name"`
	To   string `json:"to,omitempty"`
}

// doChannels carries out a command about channels; false if it is none.
func (s *Server) doChannels(ctx context.Context, req request) (result any, known bool, err error) {
	known = true
	switch req.Do {
	case "follow":
		result, err = call(req, func(a FollowRequest) (any, error) { return s.service.Follow(ctx, a) })
	case "unfollow":
		result, err = call(req, func(a channelArgs) (any, error) { return nil, s.service.Unfollow(ctx, a.Name) })
	case "refresh":
		result, err = call(req, func(a channelArgs) (any, error) { return s.service.Refresh(ctx, a.Name) })
	case "following":
		result, err = s.service.Following(ctx)
	case "listed":
		result, err = call(req, func(a channelArgs) (any, error) { return s.service.Listed(ctx, a.Name) })
	case "rules":
		result, err = call(req, func(a RulesRequest) (any, error) { return s.service.SetRules(ctx, a) })
	case "report":
		result, err = call(req, func(a ReportRequest) (any, error) { return s.service.ReportBundle(ctx, a) })
	case "channel-new":
		result, err = call(req, func(a NewChannelRequest) (any, error) { return s.service.NewChannel(ctx, a) })
	case "channels":
		result, err = s.service.OwnChannels(ctx)
	case "channel-publish":
		result, err = call(req, func(a PublishChannelRequest) (any, error) { return s.service.PublishChannel(ctx, a) })
	case "channel-announced":
		result, err = call(req, func(a channelArgs) (any, error) { return s.service.AwaitAnnounced(ctx, a.Name) })
	case "channel-export":
		result, err = call(req, func(a channelArgs) (any, error) { return s.service.ExportChannel(ctx, a.Name, a.To) })
	case "channel-root":
		result, err = call(req, func(a rootArgs) (any, error) { return s.service.RootKey(ctx, a.Name, a.Passphrase) })
	case "channel-recover":
		result, err = call(req, func(a RecoverRequest) (any, error) { return s.service.RecoverChannel(ctx, a) })
	case "channel-rotate":
		result, err = call(req, func(a RotateRequest) (any, error) { return s.service.RotateChannel(ctx, a) })
	default:
		known = false
	}
	return result, known, err
}
