// Package art brings the pictures of bundles to the screens: it asks the program
// for their files, decodes them off the main thread at the size they are shown
// in, keeps what was seen last within a bound, and has something to show at once
// for every bundle, also for one without a picture or with a broken one.
//
// It knows the program only through Source, and must not know how anything is
// drawn; it imports no Fyne.
package art
