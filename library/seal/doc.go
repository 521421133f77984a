// Package seal encrypts items with age (age-encryption.org/v1) and opens them
// again, from any point, while they are still arriving. A sealed item is an
// ordinary age file: any program of that format opens it with the key that a
// licence carries.
//
// One X25519 identity stands for one edition, and an item's file has a stanza
// for each edition that lists it. So the identity of a narrow edition opens what
// is in it and nothing that only a wider one has.
//
// The package must not know what licences or manifests look like, nor where
// ciphertext comes from: it reads and writes streams. It never hands out a byte
// that was not authenticated.
package seal
