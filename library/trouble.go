package library

// Trouble is a report of a problem that a person looks at, saves, and gives to whoever
// helps them. Nothing is sent.
type Trouble struct {
	Name string // of the file
	Text string // all that is in it
	File []byte
}
