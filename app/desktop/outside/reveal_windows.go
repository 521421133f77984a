package outside

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/godbus/dbus/v5"
)

// Reveal selects a file in Explorer, which reads its command line in a way of its own: the
// quotation marks stand inside of the word, and no path has any. It tells of success by a
// number that others have for failure, so only a start that fails is one.
func Reveal(ctx context.Context, _ *dbus.Conn, path string) error {
	if strings.ContainsRune(path, '"') {
		return errors.New("show a file: its path has a quotation mark")
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "explorer.exe") // nobody waits for it
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `explorer.exe /select,"` + filepath.FromSlash(path) + `"`}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("show %s: %w", path, err)
	}
	return cmd.Process.Release()
}
