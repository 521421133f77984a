// Package say puts what the program means into the words of the person's
// language, where more than one screen says it.
//
// It must not know the screens, nor how anything is drawn.
package say

import (
	"errors"
	"io/fs"

	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// Problem says what happened and what to do.
func Problem(err error) string {
	x := library.Explain(err)
	text := lang.L(x.What)
	if detail := particular(err); detail != "" {
		text += " (" + detail + ")"
	}
	text += "."
	if x.Do != "" {
		text += " " + lang.L(x.Do) + "."
	}
	return text
}

// particular is what an error is about: what was written for people, or the file that its
// cause names. The words of a cause are a program's, and stay in the log; only an error of
// no kind has nothing else.
func particular(err error) string {
	var known *library.Error
	if !errors.As(err, &known) {
		return err.Error()
	}
	var file *fs.PathError
	if known.Detail == "" && errors.As(known.Err, &file) {
		return file.Path
	}
	return known.Detail
}
