// Package ads are the rules of watching with advertisements: which breaks are due in a
// playback, which spots of a reel play in them, when one counts, how many tokens a device
// gets, and what a campaign may cost. A program follows the first half of them, a store the
// second; the second holds whatever a program does.
//
// It is pure: no clock, no database, no network, no chance but a seed that is handed in. It
// must not know of stores, players or screens.
package ads
