// Package settings is the screen where a person says how the program behaves:
// every setting of library.Settings, what takes how much room, and who uses this
// machine.
//
// It knows the settings through the fields library describes them by, and must
// not know what obeys them nor where they are stored.
package settings
