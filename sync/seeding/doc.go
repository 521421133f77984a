// Package seeding decides what may download and seed, with which rates, and what
// goes when room is needed. It is policy only: functions of their arguments.
//
// It must not know the engine that obeys it, the clock, the disk or the network.
// Whoever calls it brings the time and the figures, and keeps each bundle's last
// Verdict to hand it back the next time: that is all the memory there is, and it
// is what keeps decisions from flapping.
package seeding
