package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"matinee/library"
)

// Version is the version of the protocol. An owner answers only its own: both
// ends are the same program, and a person who updated it restarts it.
const Version = 1

// maxLine bounds one message in bytes: a .torrent in base64 is the largest.
const maxLine = 96 << 20

// request is one line to the owner.
type request struct {
	Version int             `json:"v"`
	Do      string          `json:"do"`
	Args    json.RawMessage `json:"args,omitempty"`
}

// response is the owner's line to a request. Before the last one there may be some
// that tell of the progress only.
type response struct {
	Version  int             `json:"v"`
	Progress *progress       `json:"progress,omitempty"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    *failure        `json:"error,omitempty"`
}

// progress is how much of a command is done; a total of 0 is not known yet.
type progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// failure is an error on the wire.
type failure struct {
	Code   library.Code `json:"code"`
	Detail string       `json:"detail,omitempty"`
	Store  bool         `json:"store,omitempty"` // a store says it
}

func toFailure(err error) *failure {
	if errors.Is(err, context.Canceled) {
		return &failure{Code: library.CodeCanceled}
	}
	var known *library.Error
	return &failure{Code: library.CodeOf(err), Detail: library.Explain(err).Detail, Store: errors.As(err, &known) && known.Store}
}

// otherVersion tells the one who asks that the owner is of another version.
func otherVersion(owner, asks int) error {
	return library.Errorf(library.CodeInUse, "another version of it: its protocol is %d, this one's %d", owner, asks)
}

func (f *failure) err() error { return &library.Error{Code: f.Code, Detail: f.Detail, Store: f.Store} }

// errNonsense is returned for what is no message: too long a line, or no JSON.
// What follows it cannot be trusted to begin at a message.
var errNonsense = errors.New("this is not a message of Matinee")

func readLine(r *bufio.Reader, most int, into any) error {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > most {
			return fmt.Errorf("%w: more than %s in a line", errNonsense, library.Bytes(int64(most)))
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return err
		}
		break
	}
	if err := json.Unmarshal(line, into); err != nil {
		return fmt.Errorf("%w: %w", errNonsense, err)
	}
	return nil
}

func writeLine(w io.Writer, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	_, err = w.Write(append(raw, '\n'))
	return err
}

// The arguments of the commands that have more than a request type.
type (
	idArgs struct {
		ID string `json:"id"`
	}
	pauseArgs struct {
		ID     library.BundleID `json:"id"`
		Paused bool             `json:"paused"`
	}
	removeArgs struct {
		ID    library.BundleID `json:"id"`
		Files bool             `json:"files"`
	}
	importArgs struct {
		Folder string `json:"folder"`
	}
	settingArgs struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
)
