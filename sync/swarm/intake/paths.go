package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkAttack refuses a path that is made to leave its folder. Odd but harmless
// names pass: safePath makes them fit.
func checkAttack(components []string) error {
	if len(components) > maxComponents {
		return bad("a path has more than %d parts", maxComponents)
	}
	for i, c := range components {
		if strings.ContainsRune(c, 0) {
			return bad("a name contains a zero byte")
		}
		if strings.HasPrefix(c, "/") || strings.HasPrefix(c, `\\`) || (i == 0 && isDrive(c)) {
			return bad("the path %s is absolute", quote(c))
		}
		for part := range strings.FieldsFuncSeq(c, isSeparator) {
			if strings.TrimSpace(part) == ".." {
				return bad("the path %s leaves its folder", quote(c))
			}
		}
	}
	return nil
}

func isSeparator(r rune) bool { return r == '/' || r == '\\' }

// isDrive tells names such as C: and C:\Windows.
func isDrive(c string) bool {
	if len(c) < 2 || c[1] != ':' {
		return false
	}
	letter := c[0] | 0x20
	return letter >= 'a' && letter <= 'z' && (len(c) == 2 || c[2] == '\\' || c[2] == '/')
}

// quote shows a stranger's text inside a message, shortened and cleaned.
func quote(s string) string {
	s = cleanTitle(s)
	if runes := []rune(s); len(runes) > 40 {
		s = string(runes[:39]) + "…"
	}
	return `"` + s + `"`
}

// safePath joins components into a relative path that every file system takes.
// checkAttack must have passed them.
func safePath(components []string) string {
	safe := make([]string, 0, len(components))
	for _, c := range components {
		if c == "" || c == "." {
			continue
		}
		safe = append(safe, safeName(c, maxName))
	}
	if len(safe) == 0 {
		return "unnamed"
	}
	joined := strings.Join(safe, "/")
	if len(joined) <= maxPath {
		return joined
	}
	for i, c := range safe {
		safe[i] = shorten(c, maxPath/maxComponents-1)
	}
	return strings.Join(safe, "/")
}

// safeName makes one component fit: no separators, no characters or names that
// Windows reserves, no dot or space at its end, not longer than limit bytes.
func safeName(name string, limit int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\<>:"|?*`, r) {
			return '_'
		}
		return r
	}, visible(name))
	name = strings.TrimRight(strings.TrimLeft(name, " "), ". ")
	if name == "" {
		return "_"
	}
	if isReserved(name) {
		name = "_" + name
	}
	return shorten(name, limit)
}

// isReserved tells the names of devices on Windows, with any extension.
func isReserved(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}, stem) {
		return true
	}
	for _, port := range []string{"COM", "LPT"} {
		if digit, ok := strings.CutPrefix(stem, port); ok {
			return slices.Contains(strings.Split("0123456789¹²³", ""), digit)
		}
	}
	return false
}

// shorten cuts name to limit bytes. It keeps a short extension and adds part of
// a hash of the whole, so that names which differ only at the end stay apart.
func shorten(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	ext := path.Ext(name)
	if len(ext) > 12 {
		ext = ""
	}
	tail := "~" + hex.EncodeToString(sum[:4]) + ext
	keep := name[:max(0, limit-len(tail))]
	for len(keep) > 0 && !utf8.ValidString(keep) {
		keep = keep[:len(keep)-1]
	}
	return strings.TrimRight(keep, ". ") + tail
}
