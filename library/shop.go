package library

// Shop is a store that sells for a channel, as a person sees it.
type Shop struct {
	Key  Key
	URL  WebURL
	Name string // what it calls itself; "" while nobody asked it
	Test bool   // no money stands behind it
}
