package library

import "time"

// AnnouncementState is how far the world was told of a channel of one's own.
type AnnouncementState string

// The states of announcements.
const (
	AnnouncementWaiting AnnouncementState = "waiting" // it is being told, or soon will be
	AnnouncementReached AnnouncementState = "reached" // nodes of the DHT have it
	AnnouncementNobody  AnnouncementState = "nobody"  // nobody could be reached
	AnnouncementRival   AnnouncementState = "rival"   // what another program published is out there instead
)

// Announcement is how the DHT was last told of a channel of one's own. A catalogue that
// stands is seeded, and on its mirrors, whatever became of this.
type Announcement struct {
	State AnnouncementState `json:"state"`
	Nodes int               `json:"nodes,omitempty"` // that have it
	At    time.Time         `json:"at,omitzero"`     // when it was tried last
	Next  time.Time         `json:"next,omitzero"`   // when it is told again
}
