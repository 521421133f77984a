//go:build cgo

package mpv

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// present looks for libmpv, which the program is linked with by name only: calling
// it where it is missing would end the program. The folder of the program and
// Windows' own are looked in, and no other, where anybody could have put one.
func present() error {
	const name = "libmpv-2.dll"
	_, err := windows.LoadLibraryEx(name, 0, windows.LOAD_LIBRARY_SEARCH_APPLICATION_DIR|windows.LOAD_LIBRARY_SEARCH_SYSTEM32)
	if err != nil {
		return fmt.Errorf("%s is missing beside matinee.exe: %w", name, err)
	}
	return nil
}
