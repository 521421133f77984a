package library

import "encoding/json"

// More holds the fields of a document that this version of the program does not
// know, as they were read, by name. They are written out again, so that passing
// a document on through an old program loses nothing. Nil for none.
type More map[string]json.RawMessage
