// Package vault keeps what opens sealed editions on this machine: the device's
// own key, the licences that were brought, and the keys that were published. It
// answers one question, with which identity an item is opened, and never asks
// anybody else: what was bought plays without a network for ever.
//
// It must not know how documents arrive, nor what is done with an opened item.
// Secrets leave it only as library.Identity, which does not print.
package vault
