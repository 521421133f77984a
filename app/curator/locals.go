package curator

import "matinee/library"

// locals are the bundles of this machine's own media, by Added. Its methods are
// called with Curator.mu held, and nobody else keeps the list.
type locals struct {
	list []library.Bundle
	at   map[library.BundleID]int // where in the list
}

func newLocals(list []library.Bundle) locals {
	l := locals{list: list}
	l.number()
	return l
}

// number notes anew where each bundle is.
func (l *locals) number() {
	l.at = make(map[library.BundleID]int, len(l.list))
	for i := range l.list {
		l.at[l.list[i].ID] = i
	}
}

func (l *locals) get(id library.BundleID) (library.Bundle, bool) {
	at, ok := l.at[id]
	if !ok {
		return library.Bundle{}, false
	}
	return l.list[at], true
}

// put puts a bundle in the place of its former state, or behind the others.
func (l *locals) put(b library.Bundle) {
	if at, ok := l.at[b.ID]; ok {
		l.list[at] = b
		return
	}
	l.at[b.ID] = len(l.list)
	l.list = append(l.list, b)
}

func (l *locals) remove(id library.BundleID) {
	at, ok := l.at[id]
	if !ok {
		return
	}
	l.list = append(l.list[:at], l.list[at+1:]...)
	l.number()
}
