// Package mpris shows the player to the desktop by the Media Player Remote Interfacing
// Specification (MPRIS 2.2): media keys, panels, lock screens and playerctl work it, and
// see what plays.
//
// It must not know what a player is made of: that is told as Playing, and worked by
// functions. Where an item is streamed from is never told: the address is a secret.
package mpris
