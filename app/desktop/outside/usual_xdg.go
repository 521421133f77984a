//go:build !windows && !darwin

package outside

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Bounds of what is asked of the desktop: how long, and bytes of a desktop file.
const (
	askWait = 5 * time.Second
	maxFile = 256 << 10
)

// opener opens a file, a folder or an address as the desktop does.
func opener(what string) []string { return []string{"xdg-open", what} }

// usual is the desktop's own player. A file goes to whoever opens such files; for an
// address the player is looked up by the type of film, as the desktop would open any
// address of the web with a browser.
func usual(ctx context.Context, f Film) ([]string, error) {
	if f.Path != "" {
		return opener(f.Path), nil
	}
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	out, err := exec.CommandContext(ctx, "xdg-mime", "query", "default", f.Type).Output() //nolint:gosec // a type of our own table
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoUsual, err)
	}
	name := strings.TrimSpace(string(out))
	if name == "" || name != filepath.Base(name) || !strings.HasSuffix(name, ".desktop") {
		return nil, errNoUsual
	}
	for _, dir := range applications() {
		line, err := execLine(filepath.Join(dir, name))
		if err == nil {
			return execWords(line, f.URL)
		}
	}
	return nil, errNoUsual
}

// applications are the folders of desktop files, the person's first (XDG Base Directory
// Specification).
func applications() []string {
	home := os.Getenv("XDG_DATA_HOME")
	if home == "" {
		if dir, err := os.UserHomeDir(); err == nil {
			home = filepath.Join(dir, ".local", "share")
		}
	}
	system := os.Getenv("XDG_DATA_DIRS")
	if system == "" {
		system = "/usr/local/share:/usr/share"
	}
	var dirs []string
	for _, dir := range append([]string{home}, filepath.SplitList(system)...) {
		if filepath.IsAbs(dir) {
			dirs = append(dirs, filepath.Join(dir, "applications"))
		}
	}
	return dirs
}

// execLine is how a desktop file starts its program.
func execLine(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines, inside := bufio.NewScanner(io.LimitReader(f, maxFile)), false
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			inside = line == "[Desktop Entry]"
		}
		key, value, _ := strings.Cut(line, "=")
		if inside && strings.TrimSpace(key) == "Exec" {
			return strings.TrimSpace(value), nil
		}
	}
	return "", errors.Join(errNoUsual, lines.Err())
}

// execWords are the words of an Exec line with an address in it (Desktop Entry
// Specification). A program that takes files alone reads from no address.
func execWords(line, url string) ([]string, error) {
	words, err := split(strings.NewReplacer(`\\`, `\`, `\s`, " ").Replace(line))
	if err != nil {
		return nil, err
	}
	var out []string
	put := false
	for _, word := range words {
		switch word {
		case "%u", "%U":
			out, put = append(out, url), true
		case "%f", "%F", "%i", "%c", "%k":
		default:
			out = append(out, strings.ReplaceAll(word, "%%", "%"))
		}
	}
	if !put || len(out) < 2 {
		return nil, fmt.Errorf("%w: %s takes files alone", errNoUsual, line)
	}
	return out, nil
}
