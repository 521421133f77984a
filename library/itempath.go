package library

import (
	"errors"
	"path"
	"strings"
	"unicode/utf8"
)

// ItemPath is where an item lies in its bundle: relative, with slashes, and the
// same on every system.
type ItemPath string

// Bounds of paths.
const (
	maxPath = 512 // bytes
	maxName = 240 // bytes of one name: file systems allow 255, and .part is added
	maxDeep = 8   // folders
)

// Valid reports what makes the path unsafe, or impossible on some system.
func (p ItemPath) Valid() error {
	s := string(p)
	if s == "" || len(s) > maxPath || !utf8.ValidString(s) {
		return errors.New("is not a path of 1 to 512 bytes")
	}
	if path.Clean(s) != s || strings.HasPrefix(s, "/") || s == "." {
		return errors.New("is not a plain relative path")
	}
	names := strings.Split(s, "/")
	if len(names) > maxDeep {
		return errors.New("lies deeper than 8 folders")
	}
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
	}
	return nil
}

func checkName(name string) error {
	if name == ".." {
		return errors.New("leads out of the bundle")
	}
	if len(name) > maxName || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasPrefix(name, " ") {
		return errors.New("has a name that is too long, or ends in a dot or a space")
	}
	if strings.ContainsAny(name, `\:*?"<>|`) || strings.ContainsFunc(name, Hidden) {
		return errors.New("has a name with characters that not every system allows")
	}
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	if strings.Contains(" CON PRN AUX NUL ", " "+stem+" ") ||
		len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9' {
		return errors.New("has a name that Windows keeps for devices")
	}
	return nil
}

// Hidden reports whether a character changes how text around it is shown without
// being seen itself: control characters, line and paragraph separators, the
// directional overrides, embeddings and isolates of Unicode's bidirectional
// algorithm, and characters that stand for nothing. No title needs them.
func Hidden(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0: // C0, delete, C1
	case r == 0x2028, r == 0x2029:
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
	case r == 0x200b, r >= 0x2060 && r <= 0x2065, r == 0xfeff: // of no width
	case r >= 0xfff9 && r <= 0xfffb: // interlinear marks
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // not characters
	case r >= 0xe0000 && r <= 0xe007f: // tags
	default:
		return false
	}
	return true
}
