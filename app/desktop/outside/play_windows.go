package outside

import (
	"context"
	"os/exec"
)

// opener opens a file, a folder or an address as the system does. rundll32 reads what
// stands behind its second word by itself.
func opener(what string) []string {
	return []string{"rundll32.exe", "url.dll,FileProtocolHandler", what}
}

// usual is the system's own player of a file. For an address it would be a browser.
func usual(_ context.Context, f Film) ([]string, error) {
	if f.Path == "" {
		return nil, errNoUsual
	}
	return opener(f.Path), nil
}

// start starts a program that nobody waits for, and that plays on when this one ends.
func start(ctx context.Context, words []string) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), words[0], words[1:]...) //nolint:gosec // the person's own command
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
