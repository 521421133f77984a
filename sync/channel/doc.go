// Package channel is what keeps a creator and those who follow in touch without a
// server of anybody's: keys and certificates, the catalogue that is published, and
// how a follower finds the newest one in the DHT and on mirrors, both at once, and
// keeps it alive there. FORMATS.md in .github has the formats.
//
// It declares the DHT, the web and the swarm that it needs as small interfaces, and
// must not know who implements them, where facts of followed channels are kept, nor
// who looks at them.
package channel
