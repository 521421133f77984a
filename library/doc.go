// Package library holds Matinee's words: bundles, items, transfers, settings,
// events and the errors a person may meet, with the rules that bind them.
//
// It imports the standard library only. It must not know how bundles are stored
// (library/db), how they travel (sync/swarm) or how they are shown (app/ui):
// those packages know each other through the types declared here.
package library
