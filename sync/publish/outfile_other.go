//go:build !linux

package publish

import "os"

// Elsewhere the system decides when the disk begins.

func beginWindow(*os.File, int64, int64) error { return nil }

func endWindow(*os.File, int64, int64) error { return nil }
