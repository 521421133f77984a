// Package format reads and writes Matinee's signed documents: what a creator, a
// store and a buyer hand to each other and to everybody. Each travels alone, over
// any channel, so each proves by itself who signed it, and is bounded before it
// is parsed. FORMATS.md in .github is the specification; the files under testdata
// are its test vectors.
//
// A document is the payload of an envelope (DSSE v1) over its exact bytes, signed
// with Ed25519 (RFC 8032). Read… functions verify everything that a document
// proves by itself; methods check it against what the reader holds (a pinned
// root, an earlier version, the time). Errors are of library's kinds for people,
// and wrap one of this package's faults for programs.
//
// The package must not know where documents come from or go to, nor where they
// are kept; it never asks what time it is, and holds no key.
package format
