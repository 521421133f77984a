package app

import "strings"

// languages reads a list of language codes such as fr,en.
func languages(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
