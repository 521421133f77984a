// Package channels is what a fan has of channels: those that are followed and what is
// new in them, how another is followed, what they recommend, a channel's page, and the
// page of a bundle that is not in the library yet.
//
// It knows the program only through Backend and the window only through Desk.
package channels
