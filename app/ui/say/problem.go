// Package say puts what the program means into the words of the person's
// language, where more than one screen says it.
//
// It must not know the screens, nor how anything is drawn.
package say

import (
	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// Problem says what happened and what to do.
func Problem(err error) string {
	x := library.Explain(err)
	text := lang.L(x.What)
	if x.Detail != "" {
		text += " (" + x.Detail + ")"
	}
	text += "."
	if x.Do != "" {
		text += " " + lang.L(x.Do) + "."
	}
	return text
}
