// Package follower follows channels: it looks for them now and then, keeps what they
// list, tells of what is new and downloads it by each channel's rules, and keeps
// channels alive in the DHT. It also has the creator's own channels: it makes,
// publishes and seeds them.
//
// It must not know whether a window, a script or another process asks.
package follower
