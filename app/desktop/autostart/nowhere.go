//go:build darwin

package autostart

// On reports that it is not.
func (e Entry) On() (bool, error) { return false, nil }

// Set can only switch it off.
func (e Entry) Set(on bool) error {
	if on {
		return errNowhere
	}
	return nil
}
