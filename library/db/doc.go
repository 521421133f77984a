// Package db keeps the library in one SQLite file: bundles with their items,
// positions, settings and piece records.
//
// It has two pools of connections, one that writes and one that can only read,
// and answers in the words and the errors of package library. It must not know
// what a torrent or a player is, and it touches no file but the database and those
// beside it that begin with its name.
//
// The file is in WAL mode with synchronous=normal: after a power cut the last
// transactions may be gone, never a part of one.
package db
