// Package adverts is what a viewer's program does so that films are watched with ads: it
// keeps the reels of stores and their films, asks for ads licences with tokens, chooses what a
// break shows, and tells of each spot that was watched, alone and later.
//
// Nothing that it sends says who watches: a licence is asked for with tokens that the store
// cannot see, and a receipt holds nothing but one of them. It must not know of players,
// screens or the vault.
package adverts
