// Package disk keeps the items of bundles as ordinary files and remembers which
// of their pieces are safe on disk. It is the storage behind the BitTorrent
// client: the client writes blocks, hashes pieces and serves them through it.
//
// What it promises:
//
//   - An item lies at Folder/<path>, with ".part" behind its name until every
//     byte is verified and synced. Padding files (BEP 47) never exist on disk.
//   - A verified piece counts at once for the client, but it is recorded only
//     after its data was synced. After a kill or a power cut every recorded
//     piece is there, and data that was not recorded is hashed, not fetched.
//   - A start reads no data: it asks the file system for each file's size and
//     time and hashes only what these say was changed.
//   - Idle bundles hold no descriptor and no goroutine.
//
// Terms: a piece is done when it is verified, unknown when there is data that
// nobody verified, and missing otherwise. A file is settled when it bears its
// final name and all its pieces are done.
//
// The package knows nothing of the client, of SQLite or of settings: records
// leave through Config.Save, space is asked for through Config.Reserve, and
// what a person must hear leaves through the other callbacks. It trusts no path
// and no length that it did not check itself.
package disk
