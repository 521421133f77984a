// Package twin takes SHA-256 of two streams beside each other. One stream alone waits for
// each step of the processor's SHA instructions to end; in that time there is room for the
// other one's, so that two together take hardly longer than one.
//
// It must not know what the streams are.
package twin
