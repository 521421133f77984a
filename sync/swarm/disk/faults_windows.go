package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isFull reports whether err means that there is no room left.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// isCrossDevice reports whether a rename failed since the places are on
// different file systems.
func isCrossDevice(err error) bool { return errors.Is(err, windows.ERROR_NOT_SAME_DEVICE) }
