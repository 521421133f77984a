package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// job is one run of a program on a stranger's file, with what it may use.
type job struct {
	program string
	args    []string
	time    time.Duration
	output  int    // bytes; more of it ends the program
	memory  uint64 // bytes it may allocate, where the system can hold it to that

	into  io.Writer // reads the output while it comes, instead of keeping it; nil to keep
	words io.Writer // is told, too, what the program says besides its output; nil for nobody
}

// maxComplaint bounds what is kept of a program's own words about a failure.
const maxComplaint = 4 << 10

// errTooMuch ends a program that writes more than it may.
var errTooMuch = errors.New("the program wrote too much")

// run does a job and returns what the program wrote. It runs below the priority of
// everything that somebody is looking at.
func (j job) run(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, j.time)
	defer cancel()
	name := filepath.Base(j.program)
	cmd := exec.CommandContext(ctx, j.program, j.args...)
	cmd.Env = []string{"LANG=C", "LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1"}
	cmd.WaitDelay = time.Second // its pipes do not outlive it
	conceal(cmd)
	out, complaint := &bounded{most: j.output, end: cancel}, &bounded{most: maxComplaint}
	cmd.Stdout, cmd.Stderr = out, complaint
	if j.into != nil {
		cmd.Stdout = j.into
	}
	if j.words != nil {
		cmd.Stderr = io.MultiWriter(complaint, j.words)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	restrain(cmd.Process.Pid, j.memory)
	err := cmd.Wait()
	switch {
	case out.over:
		return nil, fmt.Errorf("%s: %w", name, errTooMuch)
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s: %w", name, ctx.Err())
	case err != nil:
		return nil, fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(complaint.kept.String()))
	}
	return out.kept.Bytes(), nil
}

// bounded keeps no more than most bytes. What is over it is dropped; end, if there is
// one, ends the writer.
type bounded struct {
	kept bytes.Buffer // not embedded: its ReadFrom would pass the bound by
	most int
	end  func()
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) <= b.most {
		return b.kept.Write(p)
	}
	if b.over = true; b.end != nil {
		b.end()
	}
	b.kept.Write(p[:b.most-b.kept.Len()])
	return len(p), nil
}
