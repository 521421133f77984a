package app

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"

	"matinee/app/cli"
	"matinee/app/logbook"
	"matinee/app/redact"
)

// redactor takes secrets and the person's home out of what may be given away.
func redactor() *redact.Redactor {
	home, _ := os.UserHomeDir() // without one there is none to hide
	return redact.New(home)
}

// logger writes to the file that was asked for, else to the log in the data
// folder, which begins when this process owns it. No secret gets into either.
func (p *program) logger(o cli.Options) (*slog.Logger, error) {
	if p.log != nil {
		return p.log, nil
	}
	var out io.Writer
	switch o.Log {
	case "":
		p.book = logbook.New()
		out, p.logFile = p.book, p.book
	case "-":
		out = p.stderr
	default:
		f, err := os.OpenFile(o.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, fmt.Errorf("write the log: %w", err)
		}
		out, p.logFile = f, f
	}
	p.log = slog.New(redactor().Handler(slog.NewTextHandler(out, nil)))
	return p.log, nil
}

// begin begins the log of a data folder that this process owns now. Without one,
// as on a disk that cannot be written, everything else works.
func (p *program) begin(dir string) {
	if p.book == nil {
		return
	}
	_ = p.book.Begin(logbook.Dir(dir)) // as said
	p.log.Info("begun", "version", Version, "system", runtime.GOOS+"/"+runtime.GOARCH, "window", withWindow)
}
