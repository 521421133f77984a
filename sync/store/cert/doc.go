// Package cert finds the certificates by which a store is reached over HTTPS: files of its
// owner, read again when they change, or ones that an ACME authority issues (RFC 8555).
//
// It must not know what is served.
package cert
