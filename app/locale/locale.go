// Package locale keeps the window toolkit from complaining, on every command,
// about the locale C that servers and scripts run in, or one that is no language's name: while it is initialised it
// reads the environment and prints an error for a name that is no language. This
// package imports so little that it is initialised before the toolkit, and names
// English instead. It must not import anything but syscall.
package locale

import "syscall"

func init() { name() } //nolint:gochecknoinits // being initialised early is its purpose

func name() {
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value, _ := syscall.Getenv(key)
		if value == "" {
			continue
		}
		if !named(value) {
			_ = syscall.Setenv(key, "en_US.UTF-8") // failing leaves a line of noise
		}
		return
	}
	_ = syscall.Setenv("LANG", "en_US.UTF-8")
}

// named reports whether a locale has the form of a language's name, such as fr, fr_FR.UTF-8
// or sr_RS@latin: C and POSIX have not, nor has one that was mistyped.
func named(locale string) bool {
	for i := range len(locale) {
		if locale[i] == '.' || locale[i] == '@' {
			locale = locale[:i]
			break
		}
	}
	part, begin := 0, 0
	for i := 0; i <= len(locale); i++ {
		if i < len(locale) && locale[i] != '_' && locale[i] != '-' {
			if !letter(locale[i]) && (part == 0 || locale[i] < '0' || locale[i] > '9') {
				return false
			}
			continue
		}
		size := i - begin
		if part == 0 && (size < 2 || size > 3) || part == 1 && (size < 2 || size > 4) || size > 8 {
			return false
		}
		part, begin = part+1, i+1
	}
	return true
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
