// Package owner is what one process has that owns a data directory: the lock,
// the library, the engine, the stream server and the policy loop, started and
// ended in order. It carries out the program's commands, and must not know
// whether a window, a script or another process asks for them.
//
// Other processes of the same user reach the owner through a Unix socket in the
// data directory, on Windows too, which has had them since 2018: the directory's
// permissions protect it, and one protocol and one set of tests serve all systems.
package owner
