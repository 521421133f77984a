package say

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"matinee/library"
)

func TestProblem(t *testing.T) {
	for want, err := range map[string]error{
		"Nobody who has this channel is reachable right now. Matinee goes on looking; check the link if it is new.": library.Wrap(library.CodeNobodyHasIt,
			fmt.Errorf("fetch the metainfo: %w", context.DeadlineExceeded)),
		"The media folder cannot be written (/media). Make it writable or choose another one in the settings.": library.Wrap(library.CodeReadOnly,
			fmt.Errorf("write: %w", &fs.PathError{Op: "open", Path: "/media", Err: fs.ErrPermission})),
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
