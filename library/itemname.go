package library

// ItemName is what people call an item. What neither its tags nor the name of its
// file tell is zero.
type ItemName struct {
	Title  string
	Number int // track or episode
	// Season and Episode are where it stands in a series; 0 when it is in none, or
	// when its title says so already.
	Season, Episode int
}

// ItemNames are the names of a bundle's items, by their index.
type ItemNames map[int]ItemName

// Of is the name of an item; one that is not there goes by its file.
func (n ItemNames) Of(i Item) ItemName {
	if name, ok := n[i.Index]; ok {
		return name
	}
	return ItemName{Title: i.Title()}
}
