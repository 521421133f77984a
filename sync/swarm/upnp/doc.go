// Package upnp asks the router of the local network to forward a port, as UPnP's
// Internet Gateway Device (versions 1 and 2) does it: a search by multicast, a
// description in XML, orders over SOAP.
//
// Anything in the network can answer a search. What it says is bounded in size
// and time, and it is only ever spoken to at the address it answered from. The
// package must not know what the port is for.
package upnp
