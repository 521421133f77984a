//go:build !windows

package disk

import (
	"errors"
	"syscall"
)

// isFull reports whether err means that there is no room left.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// isCrossDevice reports whether a rename failed since the places are on
// different file systems.
func isCrossDevice(err error) bool { return errors.Is(err, syscall.EXDEV) }
