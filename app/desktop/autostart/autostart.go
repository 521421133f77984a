// Package autostart has the system start the program when a person logs in: by a file as
// the Desktop Application Autostart Specification has it, or in Windows' registry.
//
// What lies there is the truth, and belongs to the person: they may take it away, or
// switch it off in the settings of their desktop, and Matinee says so.
package autostart

import "os"

// Entry is how the program is started at login.
type Entry struct {
	ID      string // names the program's desktop file
	Title   string
	Program string   // the file to start; "": this one
	Args    []string // that it is given
	Dir     string   // where the file lies, on systems that have one; "": where the desktop looks
}

// program is the file to start. An AppImage is started by its own file: what runs lies in
// a folder that goes with it.
func (e Entry) program() (string, error) {
	if e.Program != "" {
		return e.Program, nil
	}
	if image := os.Getenv("APPIMAGE"); image != "" {
		return image, nil
	}
	return os.Executable()
}
