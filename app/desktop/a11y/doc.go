// Package a11y lets screen readers on Linux, Orca above all, hear the window: it serves
// AT-SPI 2 on the accessibility bus, which the toolkit does not. It asks the session bus
// whether anybody listens, and does nothing until somebody does.
//
// It must not know what a window is made of: it is told trees, and hands back what is to
// be pressed. What it answers comes from the tree told last, so a reader never waits for
// the window, nor the window for a reader.
package a11y
