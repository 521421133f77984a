// Package pay is what a store and those who collect its payments have to say to each
// other: what is to be collected, what became of it, what goes back and to whom it goes
// on. It must not know of editions, licences or books, nor of any one provider.
//
// A provider forgets nothing and is asked often: every call names what it is about, and
// under one name happens once, however often it is repeated.
package pay
