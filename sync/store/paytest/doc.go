// Package paytest is what every provider of payments has to hold: each runs the same tests
// against a world it collects in, real or a fake of the real one.
package paytest
