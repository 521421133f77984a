//go:build darwin

package autostart

import "errors"

// errNowhere tells that this system is not known, as macOS is not yet.
var errNowhere = errors.New("how programs are started at login is not known on this system")

// On reports that it is not.
func (e Entry) On() (bool, error) { return false, nil }

// Set can only switch it off.
func (e Entry) Set(on bool) error {
	if on {
		return errNowhere
	}
	return nil
}
