package kit

import "fyne.io/fyne/v2/lang"

// Plural is a count that has the toolkit choose the plural form that the program's
// language wants for n. By itself it goes by the rules of the system's language, in which
// 0 may be another form: it is a singular in French and a plural in English.
func Plural(n int) int {
	if n == 1 || n == 0 && lang.X("plural.zero", "other") == "one" {
		return 1
	}
	return 2
}
