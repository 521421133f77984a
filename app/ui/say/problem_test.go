package say

import (
	"errors"
	"testing"

	"matinee/library"
)

func TestProblem(t *testing.T) {
	for want, err := range map[string]error{
		"The disk is full. Free some space; the download goes on by itself.":           &library.Error{Code: library.CodeDiskFull},
		"The disk is full (/media). Free some space; the download goes on by itself.":  library.Errorf(library.CodeDiskFull, "/media"),
		"Something went wrong (boom). Try again; if it stays, report it with the log.": errors.New("boom"),
		"Canceled.": &library.Error{Code: library.CodeCanceled},
	} {
		if got := Problem(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
