// Package control is the program's own command set: the Service that owns a
// data directory, the views it returns, and the protocol by which another
// process of the same person reaches it (versioned JSON lines over a local
// socket). It must not know how the commands are carried out or typed.
package control
