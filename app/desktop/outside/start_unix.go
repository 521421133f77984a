//go:build !windows

package outside

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
)

// launch starts a program that nobody waits for, looks a second later whether it ended at
// once, and ends with what that one ended with.
const launch = `"$@" </dev/null >/dev/null 2>&1 & p=$!; sleep 1; kill -0 $p 2>/dev/null || wait $p`

// start starts a program in a session of its own: it plays on when this one ends. It is a
// child of a shell that ends at once, so that it is the system who gathers it.
func start(ctx context.Context, words []string) error {
	program, err := exec.LookPath(words[0])
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", launch, "sh", program}, words[1:]...)...) //nolint:gosec // the person's own command
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return fmt.Errorf("it ended at once: %w", err)
	}
	return err
}
