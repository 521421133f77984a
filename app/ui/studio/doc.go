// Package studio is the creator's side of the window: what one publishes, the way
// from a folder to a bundle, what can be changed afterwards, and deals with stores.
//
// It must not know how anything is sealed, signed or sent: that is its backend's.
package studio
