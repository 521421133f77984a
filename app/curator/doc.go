// Package curator knows what is on the shelves: it shows bundles as the profile
// in use may see them, finds them, remembers what was watched, has media looked
// into, and takes media of this machine's own into the library.
//
// It joins what the engine, the database and the media tell. It must not know how
// bytes travel, who plays them or what a screen looks like.
package curator
