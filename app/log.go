package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"

	"matinee/app/cli"
	"matinee/app/crash"
	"matinee/app/logbook"
	"matinee/app/owner"
	"matinee/app/redact"
	"matinee/library"
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

// begin begins the log of a data folder that this process owns now, and the watch
// for a fault that ends it. Without them, as on a disk that cannot be written,
// everything else works.
func (p *program) begin(own *owner.Owner, dir string) {
	if p.book != nil {
		_ = p.book.Begin(logbook.Dir(dir)) // as said
	}
	p.log.Info("begun", "version", Version, "system", runtime.GOOS+"/"+runtime.GOARCH, "window", withWindow)
	watch, err := crash.Begin(crash.Dir(dir), Version)
	if err != nil {
		p.log.Warn("faults are not kept", "err", err)
		return
	}
	if p.watch = watch; watch.Found() {
		p.log.Warn("the run before ended by a fault")
		if !p.windowed { // which asks what to do about it
			own.Tell(&library.Error{Code: library.CodeCrashed})
		}
	}
}

func (p *program) close() error {
	var errs []error
	if p.watch != nil {
		errs = append(errs, p.watch.End())
	}
	if p.logFile != nil {
		errs = append(errs, p.logFile.Close())
	}
	return errors.Join(errs...)
}
