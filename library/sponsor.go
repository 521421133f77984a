package library

import "time"

// MaxSponsorName bounds how a sponsor is called, in bytes; the tag of Spot.Sponsor says it, too.
const MaxSponsorName = 120

// Sponsor is somebody whose advertisements a store shows, as a channel meets them.
type Sponsor struct {
	Name      string     `json:"name"`
	Campaigns int        `json:"campaigns,omitempty"` // none: they have nothing there now
	Spots     int        `json:"spots,omitempty"`
	Languages []Language `json:"languages,omitempty"` // none: some are for every one
	MinAge    int64      `json:"minAge,omitempty"`    // the highest of the spots'
	Until     time.Time  `json:"until,omitzero"`      // the last flight's end
	// Refused: nothing of theirs plays with the channel's bundles.
	Refused bool `json:"refused,omitempty"`
}

// SponsorsAt are the sponsors that one store has for a channel, and the channel's word on
// them. Without a word, every one of them may play.
type SponsorsAt struct {
	Store    string    `json:"store"`
	Key      Key       `json:"key"`
	Named    bool      `json:"named,omitempty"` // only those who were allowed by name
	Said     time.Time `json:"said,omitzero"`   // when the word was given
	Sponsors []Sponsor `json:"sponsors"`
	Away     *Problem  `json:"away,omitempty"` // why the store was not asked
}
