package library

// Complaint is a message about a bundle to those who answer for it, which a person
// sends or does not.
type Complaint struct {
	Link string // opens it in a mail program (RFC 6068)
	Text string // all of it, to be pasted anywhere
}
