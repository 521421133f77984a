// Package outside hands what the program has to other programs of the person's: a film to
// another player, a file to the file manager, an address to what opens such.
//
// It must not know what is handed over, nor wait for the other program to end.
package outside

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Film is what another player is to play.
type Film struct {
	Path string // of a file that is whole; "" for one that is read from URL
	URL  string
	Type string // its media type
}

func (f Film) place() string {
	if f.Path != "" {
		return f.Path
	}
	return f.URL
}

// errNoUsual tells that the system has no player of its own for what is read from an
// address, or none that is known how to be found.
var errNoUsual = errors.New("the system names no player that reads from an address")

// Play starts a player on a film: command, or the system's own where that is "". The film
// stands where the command says %s, else at its end. An error means that nothing plays.
func Play(ctx context.Context, command string, f Film) error {
	words, err := split(command)
	if err != nil {
		return fmt.Errorf("read the command of a player: %w", err)
	}
	if len(words) == 0 {
		words, err = usual(ctx, f)
	} else {
		words = with(words, f.place())
	}
	if err != nil {
		return fmt.Errorf("find a player: %w", err)
	}
	if err := start(ctx, words); err != nil {
		return fmt.Errorf("start %s: %w", words[0], err)
	}
	return nil
}

// Open has a folder or an address opened by what the desktop opens such with. An error
// means that nothing does.
func Open(ctx context.Context, what string) error {
	words := opener(what)
	if err := start(ctx, words); err != nil {
		return fmt.Errorf("open by %s: %w", words[0], err)
	}
	return nil
}

// with puts a film into a command.
func with(words []string, place string) []string {
	put := false
	for i, word := range words {
		if i > 0 && strings.Contains(word, "%s") {
			words[i], put = strings.ReplaceAll(word, "%s", place), true
		}
	}
	if !put {
		words = append(words, place)
	}
	return words
}

// maxCommand bounds a command, in bytes.
const maxCommand = 4096

// split takes a command apart at its spaces. Quotes of both kinds hold words together;
// nothing else is special, so that paths of Windows are what they are. A program whose path
// has spaces is one word.
func split(command string) ([]string, error) {
	command = strings.TrimSpace(command)
	if len(command) > maxCommand {
		return nil, fmt.Errorf("%d bytes are too many", len(command))
	}
	if info, err := os.Stat(command); err == nil && !info.IsDir() {
		return []string{command}, nil
	}
	var words []string
	var word strings.Builder
	inside, quote := false, rune(0)
	for _, r := range command {
		switch {
		case r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			inside, quote = true, r
		case r == ' ' || r == '\t':
			if inside {
				words = append(words, word.String())
				word.Reset()
			}
			inside = false
		default:
			inside = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, errors.New("a quotation mark is open")
	}
	if inside {
		words = append(words, word.String())
	}
	return words, nil
}
