// Package films makes the torrent by which programs take the films of a reel from each other.
// A store needs no engine for it: it gives out the .torrent, and is a webseed (BEP 19) by the
// route that it has for films anyway.
package films
