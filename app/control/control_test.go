package control

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder is a Service that remembers what it was asked and answers what it is
// told.
type recorder struct {
	Channels // nil: what a test does not expect panics
	Studio
	Licences
	Buying
	Advertising

	mu    sync.Mutex
	asked []string
	err   error
	hold  chan struct{} // Recheck waits for it, or for the end
	ended chan error
}

func (r *recorder) note(format string, args ...any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, fmt.Sprintf(format, args...))
	return r.err
}

const film = library.BundleID("0123456789012345678901234567890123456789")

func shown() Bundle {
	return Bundle{
		ID: film, Title: "Film <1>", State: library.Stopped, Problem: "Full.", Code: library.CodeDiskFull, Progress: 0.5,
		Added: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Items: []Item{{Path: "a/b.mkv", Kind: library.Video}},
	}
}

func (r *recorder) Add(_ context.Context, q AddRequest) (library.BundleID, error) {
	return film, r.note("add %+v", q)
}

func (r *recorder) List(context.Context) ([]Bundle, error) {
	return []Bundle{shown()}, r.note("list")
}

func (r *recorder) Get(_ context.Context, id string) (Bundle, error) {
	return shown(), r.note("get %s", id)
}

func (r *recorder) SetPaused(_ context.Context, id library.BundleID, on bool) error {
	return r.note("pause %s %v", id, on)
}

func (r *recorder) Recheck(ctx context.Context, id library.BundleID) error {
	err := r.note("recheck %s", id)
	if r.hold != nil {
		select {
		case <-r.hold:
		case <-ctx.Done():
			err = ctx.Err()
		}
		r.ended <- err
	}
	return err
}

func (r *recorder) Remove(_ context.Context, id library.BundleID, files bool) error {
	return r.note("remove %s %v", id, files)
}

func (r *recorder) Import(ctx context.Context, folder string, progress func(done, total int)) (Imported, error) {
	progress(3, 0)
	for r.hold != nil && ctx.Err() == nil { // nobody but the one who asked can end it
		progress(4, 9)
	}
	if r.hold != nil {
		r.ended <- ctx.Err()
	}
	return Imported{Bundles: 1, Items: 2, Known: 3, Skipped: []Skipped{{Path: "/x", Why: "empty"}}}, r.note("import %s", folder)
}

func (r *recorder) Settings(context.Context) (map[string]string, error) {
	return map[string]string{"a.b": "c"}, r.note("settings")
}

func (r *recorder) SetSetting(_ context.Context, key, value string) error {
	return r.note("set %s=%s", key, value)
}

func (r *recorder) Open(_ context.Context, q OpenRequest) (Opened, error) {
	return Opened{ID: q.ID, Item: q.Item, URL: "http://x/é", Resume: time.Minute}, r.note("open %+v", q)
}

func (r *recorder) SavePosition(_ context.Context, p library.Position) error {
	return r.note("position %+v", p)
}

func (r *recorder) Raise(_ context.Context, q RaiseRequest) error {
	return r.note("raise %+v %+v", q.Sources, *q.Play)
}

// stage serves a recorder until the test ends.
func stage(t *testing.T, r *recorder) (*Server, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := Serve(t.Context(), l, r)
	t.Cleanup(func() { _ = s.Close() }) // tests that care have closed it
	return s, path
}

func dial(t *testing.T, path string) *Client {
	t.Helper()
	c, err := Dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// commands calls every command of a service and returns what came back.
func commands(ctx context.Context, s Service) (answers []any, errs []error) {
	p := library.Position{Bundle: film, Item: 2, At: time.Second, Duration: time.Minute, Updated: time.Unix(9, 0).UTC()}
	id, err1 := s.Add(ctx, AddRequest{Source: "magnet:?x=1&y=\n2", Peers: []string{"h:1"}, LocalOK: true, Torrent: []byte{0, 255}})
	list, err2 := s.List(ctx)
	got, err3 := s.Get(ctx, "Film")
	all, err4 := s.Settings(ctx)
	opened, err5 := s.Open(ctx, OpenRequest{ID: film, Item: -1})
	found := 0
	imported, err6 := s.Import(ctx, "/media", func(done, total int) { found = done - total })
	return []any{id, list, got, all, opened, imported, found}, []error{
		err1, err2, err3, err4, err5, err6, s.SetPaused(ctx, film, true), s.Recheck(ctx, film), s.Remove(ctx, film, true),
		s.SetSetting(ctx, "k", "v"), s.SavePosition(ctx, p),
		s.Raise(ctx, RaiseRequest{Sources: []string{"a"}, Play: &PlayRequest{ID: film, Item: 1, At: time.Hour, Percent: 2}}),
	}
}

func TestEveryCommandArrivesAndReturns(t *testing.T) {
	near, far := &recorder{}, &recorder{}
	_, path := stage(t, far)
	want, _ := commands(t.Context(), near)
	got, errs := commands(t.Context(), dial(t, path))
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("answers\n%+v, want\n%+v", got, want)
	}
	if !reflect.DeepEqual(far.asked, near.asked) {
		t.Errorf("asked\n%q, want\n%q", far.asked, near.asked)
	}
	n := reflect.TypeFor[Service]().NumMethod() - reflect.TypeFor[Channels]().NumMethod() - reflect.TypeFor[Studio]().NumMethod() -
		reflect.TypeFor[Licences]().NumMethod() - reflect.TypeFor[Buying]().NumMethod() - reflect.TypeFor[Advertising]().NumMethod()
	if n != len(near.asked) {
		t.Errorf("%d commands are tried, there are %d", len(near.asked), n)
	}
}

func TestEveryFailureKeepsItsKind(t *testing.T) {
	r := &recorder{err: fmt.Errorf("deep: %w", library.AtStore(library.Errorf(library.CodeDiskFull, "in the cellar")))}
	_, path := stage(t, r)
	_, errs := commands(t.Context(), dial(t, path))
	for i, err := range errs {
		var known *library.Error
		if !errors.As(err, &known) || !known.Store || known.Code != library.CodeDiskFull || !strings.Contains(err.Error(), "in the cellar") {
			t.Errorf("command %d: %v", i, err)
		}
	}
}

// talk sends raw lines and returns the first answer, "" when hung up on.
func talk(t *testing.T, path, text string) (answer string, conn net.Conn) {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	answer, err = bufio.NewReader(conn).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return answer, conn
}

func TestStrangeMessages(t *testing.T) {
	_, path := stage(t, &recorder{})
	for _, c := range []struct {
		name, text, want string
		hangsUp          bool
	}{
		{"another version", `{"v":99,"do":"list"}`, `"code":"in_use"`, false},
		{"no version", `{"do":"list"}`, `"code":"in_use"`, false},
		{"unknown command", `{"v":1,"do":"fly"}`, `unknown command`, false},
		{"no arguments", `{"v":1,"do":"get"}`, `arguments of get`, false},
		{"wrong arguments", `{"v":1,"do":"get","args":[1]}`, `arguments of get`, false},
		{"garbage", "\x00\xff\x01 hello", "not a message", true},
		{"empty", "", "not a message", true},
		{"array", "[]", "not a message", true},
		{"deep", strings.Repeat("[", 100_000), "not a message", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer, conn := talk(t, path, c.text+"\n")
			if !strings.Contains(answer, c.want) {
				t.Errorf("answer %q", answer)
			}
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			if !c.hangsUp {
				_, err := io.WriteString(conn, `{"v":1,"do":"settings"}`+"\n")
				next, rerr := bufio.NewReader(conn).ReadString('\n')
				if err != nil || rerr != nil || !strings.Contains(next, "a.b") {
					t.Errorf("the next command: %q, %v, %v", next, err, rerr)
				}
			} else if n, err := conn.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
				t.Errorf("it is not hung up: %v", err)
			}
		})
	}
}

// endless is a line without an end.
type endless struct{ given int }

func (e *endless) Read(p []byte) (int, error) {
	e.given += len(p)
	clear(p)
	return len(p), nil
}

func TestLineIsBounded(t *testing.T) {
	src := &endless{}
	var into request
	const most = 1 << 20
	err := readLine(bufio.NewReader(src), most, &into)
	if !errors.Is(err, errNonsense) || src.given > 2*most {
		t.Errorf("after %d bytes: %v", src.given, err)
	}
}

func TestOwnerOfAnotherVersion(t *testing.T) {
	near, far := net.Pipe()
	c := &Client{conn: near, r: bufio.NewReader(near)}
	go func() {
		_, _ = bufio.NewReader(far).ReadString('\n')
		_, _ = io.WriteString(far, `{"v":2,"result":[]}`+"\n")
		_ = far.Close()
	}()
	if _, err := c.List(t.Context()); library.CodeOf(err) != library.CodeInUse {
		t.Errorf("error %v", err)
	}
	_ = c.Close()
}
