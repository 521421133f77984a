package app

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"matinee/app/cli"
	"matinee/app/crash"
	"matinee/app/logbook"
	"matinee/app/problem"
	"matinee/library"
)

// maxLog is how much of the log is in a report, in bytes.
const maxLog = 256 << 10

// Problem implements cli.Program. A library that does not open is a problem, too.
func (p *program) Problem(ctx context.Context, o cli.Options) (library.Trouble, error) {
	dir, err := dataDir(o)
	if err != nil {
		return library.Trouble{}, err
	}
	var settings map[string]string
	s, err := p.Connect(ctx, o, true)
	if err == nil {
		settings, err = s.Settings(ctx)
		err = errors.Join(err, s.Close(context.WithoutCancel(ctx)))
	}
	return p.report(ctx, o, dir, settings, err)
}

// report makes a report of the data folder dir.
func (p *program) report(ctx context.Context, o cli.Options, dir string, settings map[string]string, why error) (library.Trouble, error) {
	var doctor strings.Builder
	cli.WriteFindings(&doctor, p.Doctor(ctx, o))
	f := problem.Facts{Version: Version, Window: withWindow, Settings: settings, Why: why, Doctor: doctor.String()}
	var err error
	if f.Log, err = logbook.Tail(logbook.Dir(dir), maxLog); err != nil {
		f.Log = err.Error()
	}
	all, err := crash.List(crash.Dir(dir))
	if err != nil {
		f.Crashes = append(f.Crashes, err.Error())
	}
	for _, c := range all {
		text, err := c.Text()
		if err != nil {
			text = err.Error()
		}
		f.Crashes = append(f.Crashes, "Matinee "+c.Version+", "+c.At.Format(time.RFC3339)+"\n\n"+text)
	}
	r := problem.New(f, time.Now(), redactor().Text)
	var file bytes.Buffer
	if err := r.Write(&file); err != nil {
		return library.Trouble{}, err
	}
	return library.Trouble{Name: r.Name(), Text: r.String(), File: file.Bytes()}, nil
}
