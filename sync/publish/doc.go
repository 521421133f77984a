// Package publish makes a bundle of a folder: it suggests what the files are,
// looks for what would spoil the release, seals and hashes every item in one pass
// over the data, and writes manifest, terms and a hybrid torrent (BEP 3 and 52)
// that every BitTorrent program takes. It also makes what follows a publication:
// new terms, consignments, licences of the creator's own.
//
// It speaks to no network and keeps no keys: it is handed who signs and with which
// identities editions are sealed. It must not know how a bundle is seeded, where
// a channel is published or who watches.
package publish
