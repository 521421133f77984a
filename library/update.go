package library

import "time"

// Update is a release of the program that is newer than the one that runs.
type Update struct {
	Version   string    // as in "1.2.0"
	Page      WebURL    // what a person reads of it, and gets it from
	Published time.Time // as its signer says
}
