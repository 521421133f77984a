// Package stream serves items over HTTP on the loopback interface, so that a
// player reads a file that is still arriving as if it were all there.
//
// A read that lacks data waits; it never ends early and never fails because
// something has not arrived yet. Headers are sent before the first byte is
// available: a player that seeks closes its old connection as soon as the new
// one has answered, and until it does, the old one has already let go of the
// engine (see source).
//
// The package must not know where the bytes come from. It meets the engine, or
// whatever opens sealed items, through Opener. It serves programs of this
// machine that were given a URL, never web pages: a foreign Host, any Origin and
// a wrong token are refused, and no CORS header is ever sent.
package stream
