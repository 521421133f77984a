package library

// CodeSheet are codes that are printed and cut, a slip for each.
type CodeSheet struct {
	Title string // what they are good for
	How   string // it is used
	Note  string // of who gives them away
	Codes []string
}
