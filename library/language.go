package library

import (
	"errors"
	"strings"
)

// Language is a well-formed BCP 47 tag: "en", "pt-BR", "zh-Hant".
type Language string

// Valid reports that the tag is not well-formed (RFC 5646 §2.1). Whether its
// subtags are registered is not judged: the registry grows.
func (l Language) Valid() error {
	malformed := errors.New("is not a language tag (BCP 47)")
	if len(l) < 2 || len(l) > 35 {
		return malformed
	}
	parts := strings.Split(strings.ToLower(string(l)), "-")
	for _, part := range parts {
		if len(part) < 1 || len(part) > 8 || !madeOf(part, letters+numerals) {
			return malformed
		}
	}
	if parts[0] == "x" {
		return private(parts, malformed)
	}
	if len(parts[0]) < 2 || !madeOf(parts[0], letters) || len(parts[len(parts)-1]) == 1 {
		return malformed
	}
	return tail(parts[1:], malformed)
}

const (
	letters  = "abcdefghijklmnopqrstuvwxyz"
	numerals = "0123456789"
)

func private(parts []string, malformed error) error {
	if len(parts) < 2 {
		return malformed
	}
	return nil
}

// tail checks what follows the language: extended languages, a script, a region,
// variants, then extensions behind one-character singletons.
func tail(parts []string, malformed error) error {
	const (
		extended = iota
		script
		region
		variant
	)
	stage := extended
	for i, part := range parts {
		digit := madeOf(part[:1], numerals)
		switch word := madeOf(part, letters); {
		case part == "x":
			return private(parts[i:], malformed)
		case len(part) == 1:
			return extension(parts[i:], malformed)
		case len(part) == 3 && word && stage == extended:
		case len(part) == 4 && word && stage < script:
			stage = script
		case (len(part) == 2 && word || len(part) == 3 && madeOf(part, numerals)) && stage < region:
			stage = region
		case len(part) >= 5 || len(part) == 4 && digit:
			stage = variant
		default:
			return malformed
		}
	}
	return nil
}

// extension checks singletons, each followed by at least one longer subtag.
func extension(parts []string, malformed error) error {
	seen := ""
	for i, part := range parts {
		if len(part) > 1 {
			continue
		}
		if part == "x" {
			return private(parts[i:], malformed)
		}
		if strings.Contains(seen, part) || i+1 == len(parts) || len(parts[i+1]) == 1 {
			return malformed
		}
		seen += part
	}
	return nil
}
