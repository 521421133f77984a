package library

import "time"

// Totals is what a bundle's traffic grew by since it was last stored.
type Totals struct {
	ID         BundleID
	Downloaded int64         // payload bytes
	Uploaded   int64         // payload bytes
	SeedTime   time.Duration // time spent complete and active
}
