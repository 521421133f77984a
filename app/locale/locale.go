// Package locale keeps the window toolkit from complaining, on every command,
// about the locale C that servers and scripts run in: while it is initialised it
// reads the environment and prints an error for a name that is no language. This
// package imports so little that it is initialised before the toolkit, and names
// English instead. It must not import anything but syscall.
package locale

import "syscall"

func init() { name() } //nolint:gochecknoinits // being initialised early is its purpose

func name() {
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch value, _ := syscall.Getenv(key); value {
		case "":
			continue
		case "C", "POSIX", "C.UTF-8", "C.utf8":
			_ = syscall.Setenv(key, "en_US.UTF-8") // failing leaves a line of noise
		}
		return
	}
	_ = syscall.Setenv("LANG", "en_US.UTF-8")
}
