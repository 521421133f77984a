package cli

import (
	"io"
	"strings"

	"github.com/alecthomas/kong"
	mangokong "github.com/alecthomas/mango-kong"
	"github.com/muesli/roff"
)

// manCmd writes what packages install for man(1). It is made of the grammar, so
// it cannot tell of a flag that is not there.
type manCmd struct{}

// Run prints the manual page.
func (manCmd) Run(r *run, k *kong.Kong) error {
	_, err := io.WriteString(r.io.Out, manual(k))
	return err
}

// files is what a person may look for, and is not in the grammar.
const files = `The library, keys, licenses and settings lie in $XDG_DATA_HOME/matinee, or ~/.local/share/matinee.
Media lie in ~/Videos/Matinee unless the setting media.folder says otherwise. With --data DIR all of it lies in DIR.`

const status = `0 done, 1 failed with one sentence on standard error, 2 wrong usage.`

// manual is the page in roff, the language of man(7).
func manual(k *kong.Kong) string {
	page := mangokong.NewManPage(1, k.Model).
		WithSection("Files", files).
		WithSection("Exit status", status)
	return strings.TrimSpace(page.Build(roff.NewDocument())) + "\n"
}
