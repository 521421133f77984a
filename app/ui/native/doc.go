// Package native reaches what the toolkit draws with and does not offer: its
// OpenGL context, the window's place above others, the sleep of its main thread and
// the heap of what draws for it. It is the only importer of go-gl, and takes the very packages that the
// toolkit links, since they hold the pointers to OpenGL's functions.
//
// Everything here is to be called on the main thread, except Wake. It must not
// know what is drawn, or why.
package native
