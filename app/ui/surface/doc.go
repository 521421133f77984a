// Package surface shows the player's picture in a window. Frames that the
// processor drew are put into a texture of the window's; where a graphics
// processor draws the window, OpenGL draws them there itself. It chooses by
// itself, and when OpenGL does not work it goes back without anybody noticing.
//
// It must not know who plays, what lies over the picture, or how the player draws.
package surface
