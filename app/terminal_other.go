//go:build !windows

package app

import "io"

// terminal is where a command answers: where it was typed.
func terminal(stdout, stderr io.Writer, _ func()) (out, errors io.Writer) { return stdout, stderr }
