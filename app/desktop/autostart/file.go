//go:build !windows && !darwin

package autostart

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxFile bounds a file that is read, in bytes: somebody else may have written it.
const maxFile = 64 << 10

func (e Entry) path() (string, error) {
	dir := e.Dir
	if dir == "" {
		config, err := os.UserConfigDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(config, "autostart")
	}
	return filepath.Join(dir, e.ID+".desktop"), nil
}

// On reports whether the program is started at login: there is a file, and neither it nor
// the desktop's settings hide it.
func (e Entry) On() (bool, error) {
	path, err := e.path()
	if err != nil {
		return false, fmt.Errorf("look for the start at login: %w", err)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the start at login: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return false, fmt.Errorf("read %s: %w", path, err)
	}
	return starts(string(text)), nil
}

// starts reports whether a desktop file starts something.
func starts(text string) bool {
	inside, starts := false, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inside = line == "[Desktop Entry]"
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case !inside:
		case key == "Hidden" && value == "true", key == "X-GNOME-Autostart-enabled" && value == "false":
			return false
		case key == "Exec" && value != "":
			starts = true
		}
	}
	return starts
}

// Set has the program started at login, or no longer.
func (e Entry) Set(on bool) error {
	path, err := e.path()
	if err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	if !on {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("change the start at login: %w", err)
		}
		return nil
	}
	program, err := e.program()
	if err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	if err := writeWhole(path, e.text(program)); err != nil {
		return fmt.Errorf("change the start at login: %w", err)
	}
	return nil
}

// writeWhole replaces a file as a whole, and on the disk before it has its name, so that
// no login finds half of it, nor an empty one after a power cut.
func writeWhole(path, text string) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

// text is the file's.
func (e Entry) text(program string) string {
	words := []string{quoted(program)}
	for _, arg := range e.Args {
		words = append(words, quoted(arg))
	}
	return "[Desktop Entry]\nType=Application\nName=" + e.Title + "\nIcon=" + e.ID + "\nTerminal=false\nExec=" +
		strings.Join(words, " ") + "\nX-GNOME-Autostart-enabled=true\n"
}

// quoted is a word of an Exec line: what its document reserves is escaped, once for the
// quotes and once for the string; % begins a field.
func quoted(word string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/._-+,:@=", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range word {
		switch r {
		case '"', '`', '$':
			out.WriteString(`\\` + string(r))
		case '\\':
			out.WriteString(`\\\\`)
		case '%':
			out.WriteString("%%")
		case '\n':
			out.WriteString(`\n`)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}
