// Package studio is the creator's side of the program: productions from their
// draft to their withdrawal, the keys of their editions, licences and deals. It
// joins what makes bundles, the channel that lists them and the engine that seeds
// them.
//
// Everything of a production lies in a folder of its own, as the documents that
// were signed, not in the library's database: that can be lost and built anew, an
// edition's key cannot. Keys are written to files of mode 0600 and to no log.
//
// It must not know how a channel reaches its followers, nor who draws it.
package studio
