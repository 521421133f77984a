// Package release learns, by a small signed file on the web, whether there is a newer
// release of the program, and reminds of it. The file is signed by minisign, and nothing
// of it is read before that was checked; it holds a version, a time and the address of a
// page. What asks says nothing of this machine or of the version it has.
//
// It must not know how a person is told, and it never fetches or replaces the program: that
// is the system's, or the person's.
package release
