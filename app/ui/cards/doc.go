// Package cards puts bundles on cards: what is said below and over their
// pictures, how the picture gets there, and what can be done with one from its
// menu. Several screens show cards; they all do it here.
//
// It knows the program only through Backend and Desk, and must not know the
// screens.
package cards
