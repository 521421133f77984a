// Package herald sees to it that published keys reach whoever waits for them: the key of
// a premiere, and that of an edition that opens. When a time has come it looks for them in
// the DHT, under the editions' release keys; it passes on what the terms allow; and it
// publishes the key of an edition that a licence holds here, late, when nobody else did.
//
// The clock of this machine decides when something is looked for, and never what is used
// or published: that takes a time that is proven.
//
// It must not know how keys are kept, nor how a channel is found.
package herald
