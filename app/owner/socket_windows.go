package owner

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"

	"matinee/app/control"
	"matinee/library"
)

// SocketPath is the named pipe on which the owner of a data directory listens.
// Windows takes letters of either case for the same directory.
func SocketPath(dir string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(dir)))
	return `\\.\pipe\matinee-` + hex.EncodeToString(sum[:16])
}

// Reach connects to the process that owns a data directory; CodeNotRunning
// means that nobody listens there.
func Reach(ctx context.Context, dir string) (*control.Client, error) {
	conn, err := winio.DialPipeContext(ctx, SocketPath(dir))
	if err != nil {
		return nil, &library.Error{Code: library.CodeNotRunning, Err: err}
	}
	if err := ours(conn); err != nil {
		return nil, &library.Error{Code: library.CodeNotRunning, Err: errors.Join(err, conn.Close())}
	}
	return control.Over(conn), nil
}

// ours refuses a pipe that somebody else serves: while no owner runs, anybody may take
// its name, which is no secret, and hear what is asked.
func ours(conn net.Conn) error {
	pipe, ok := conn.(interface{ Fd() uintptr })
	if !ok {
		return errors.New("the pipe has no handle")
	}
	var pid uint32
	if err := windows.GetNamedPipeServerProcessId(windows.Handle(pipe.Fd()), &pid); err != nil {
		return fmt.Errorf("ask who serves the pipe: %w", err)
	}
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return fmt.Errorf("ask who serves the pipe: %w", err)
	}
	defer func() { _ = windows.CloseHandle(process) }() // it was only looked at
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return fmt.Errorf("ask who serves the pipe: %w", err)
	}
	defer func() { _ = token.Close() }()
	server, err := token.GetTokenUser()
	if err != nil {
		return fmt.Errorf("ask who serves the pipe: %w", err)
	}
	self, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return fmt.Errorf("ask who this is: %w", err)
	}
	if !server.User.Sid.Equals(self.User.Sid) {
		return errors.New("another person's program serves the pipe")
	}
	return nil
}

// listen opens the owner's pipe, for this user only. The name of a pipe goes with
// the process that made it, and nobody else can make a second one of that name.
func listen(_ context.Context, dir string) (net.Listener, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, fmt.Errorf("open the pipe: %w", err)
	}
	l, err := winio.ListenPipe(SocketPath(dir), &winio.PipeConfig{
		SecurityDescriptor: "D:P(A;;GA;;;" + user.User.Sid.String() + ")",
	})
	if err != nil {
		return nil, fmt.Errorf("open the pipe: %w", err)
	}
	return occupied(l, SocketPath(dir)), nil
}

// occupied takes the first place of a pipe under wine. It only holds the name, and
// nobody ever answers there: Windows lets no client take it, but wine does, and the
// first one would wait for ever.
func occupied(l net.Listener, path string) net.Listener {
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() != nil {
		return l
	}
	wait := time.Second
	place, err := winio.DialPipe(path, &wait)
	if err != nil {
		return l
	}
	return &occupiedListener{l, place}
}

// occupiedListener gives the place back in the end.
type occupiedListener struct {
	net.Listener
	place net.Conn
}

// Close implements net.Listener.
func (l *occupiedListener) Close() error { return errors.Join(l.place.Close(), l.Listener.Close()) }
