// Package smtc shows the player to Windows by its System Media Transport Controls: media
// keys, the keys of headsets, the panel beside the volume and the lock screen work it, and
// see what plays.
//
// It must not know what a player is made of: that is told as mpris.Playing, in the words of
// the other desktops' specification. Where an item is streamed from is never told.
package smtc
