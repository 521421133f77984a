package store

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

// The test binary is a store when these are set: its folder, and its database.
const (
	childVariable    = "MATINEE_TEST_STORE"
	databaseOfAChild = "MATINEE_TEST_STORE_DATABASE"
)

// child serves a store until its input ends.
func child(dir string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	base := "http://" + l.Addr().String()
	limits, err := Behind(Limits{}, []string{"127.0.0.1"})
	if err != nil {
		panic(err)
	}
	s, err := Open(context.Background(), Config{
		Dir: dir, Database: os.Getenv(databaseOfAChild), Name: "Corner", Providers: []Provider{Sandbox{base}}, Limits: limits,
		Now: func() time.Time { return start },
	})
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	fmt.Println(base)
	if err := s.Serve(ctx, l, slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))); err != nil {
		panic(err)
	}
}

// farm are processes of one store, of which one is killed now and then.
type farm struct {
	t     testing.TB
	dir   string
	where string

	mu     sync.Mutex
	procs  []*exec.Cmd
	urls   []string
	logged []*bytes.Buffer
	args   []string
}

func (f *farm) begin(i int) {
	f.t.Helper()
	program, err := os.Executable()
	if err != nil {
		f.t.Fatal(err)
	}
	c := exec.Command(program)
	c.Env = append(os.Environ(), childVariable+"="+f.dir, databaseOfAChild+"="+f.where)
	log := &bytes.Buffer{}
	c.Stderr = log
	out, err := c.StdoutPipe()
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := c.StdinPipe(); err != nil { // it ends with this process
		f.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		f.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = c.Wait()
		f.t.Fatalf("a store did not open: %v, %s", err, log)
	}
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", c.Process.Pid))
	if err == nil {
		f.args = append(f.args, string(args))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.procs[i], f.urls[i] = c, strings.TrimSpace(line)
	f.logged = append(f.logged, log)
}

func (f *farm) kill(i int) {
	f.mu.Lock()
	c := f.procs[i]
	f.mu.Unlock()
	_ = c.Process.Kill()
	_ = c.Wait()
}

func (f *farm) url(i int) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.urls[i%len(f.urls)]
}

// TestStoresThatAreKilled: two processes of one store on one database, under the load of
// impatient buyers who ask both and pay at both, each killed again and again. Everybody
// gets what was paid, once; the books hold; and nothing of a buyer or a secret stands in
// the logs or the arguments of the processes.
func TestStoresThatAreKilled(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		s := openShop(t, where)
		c := s.sells("studio")
		_, codes, err := s.Vouchers(t.Context(), Batch{Bundle: c.bundle, Edition: "standard", Count: 2})
		if err != nil {
			t.Fatal(err)
		}
		f := &farm{t: t, dir: s.cfg.Dir, where: s.cfg.Database, procs: make([]*exec.Cmd, 2), urls: make([]string, 2)}
		for i := range f.procs {
			f.begin(i)
		}
		t.Cleanup(func() {
			for i := range f.procs {
				f.kill(i)
			}
		})
		client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
		t.Cleanup(client.CloseIdleConnections)
		const buyers, each = 4, 3
		asks := make([]Ask, buyers*each)
		for i := range asks {
			if asks[i] = newBuyer(t).asks(c); i < len(codes) {
				asks[i].Provider, asks[i].Voucher = Voucher, codes[i]
			}
		}
		got := make([]Order, len(asks))
		done := make(chan struct{})
		var shopping sync.WaitGroup
		for b := range buyers {
			shopping.Go(func() {
				for i := b; i < len(asks); i += buyers {
					got[i] = f.buys(client, asks[i], i)
				}
			})
		}
		go func() {
			shopping.Wait()
			close(done)
		}()
		for i, kills := 0, 0; ; i++ {
			select {
			case <-done:
			case <-time.After(300 * time.Millisecond):
				if kills < 4 {
					kills++
					f.kill(i % 2)
					f.begin(i % 2)
				}
				continue
			}
			break
		}
		var receipts [][]byte
		secrets := []string{"203.0.113."}
		for i, o := range got {
			if o.State != Settled || o.Licence == "" {
				t.Fatalf("order %d: %+v", i, o)
			}
			receipts = append(receipts, []byte(o.Receipt))
			secrets = append(secrets, asks[i].Secret.Reveal(), string(asks[i].Device), string(asks[i].ID), o.Licence)
		}
		export := must[Export](t)(s.Export(t.Context(), public(c.root)))
		if _, problems, err := export.Verify(receipts...); err != nil || len(problems) > 0 || len(export.Entries) != len(asks) {
			t.Errorf("%d entries of %d orders: %v, %v", len(export.Entries), len(asks), problems, err)
		}
		files, err := filepath.Glob(filepath.Join(f.dir, "*.key"))
		if err != nil || len(files) != 2 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			text := must[[]byte](t)(os.ReadFile(file))
			secrets = append(secrets, strings.TrimSpace(string(text)))
		}
		f.keepsTo(append(secrets, codes...))
	})
}

// keepsTo ends the processes and fails the test where one told a secret.
func (f *farm) keepsTo(secrets []string) {
	f.t.Helper()
	for i := range f.procs {
		f.kill(i)
	}
	said := strings.Join(f.args, "\n")
	for _, log := range f.logged {
		said += log.String()
	}
	if !strings.Contains(said, `"msg":"answered"`) {
		f.t.Error("nothing is logged")
	}
	for _, secret := range secrets {
		if strings.Contains(said, secret) {
			f.t.Errorf("%.60q stands in a log or among arguments", secret)
		}
	}
}

// buys asks one process and the other until the license is there, whatever becomes of the
// answers.
func (f *farm) buys(client *http.Client, ask Ask, i int) Order {
	for try := 0; ; try++ {
		if f.t.Context().Err() != nil {
			return Order{}
		}
		ctx, cancel := context.WithTimeout(f.t.Context(), 30*time.Second)
		c := Client{URL: library.WebURL(f.url(i + try)), HTTP: client}
		o, err := c.Place(ctx, ask)
		if err == nil && o.State == Waiting {
			var both sync.WaitGroup
			for other := range 2 { // it is told at both, at the same time
				both.Go(func() {
					req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url(other)+"/sandbox/"+string(ask.ID), nil)
					if err != nil {
						return
					}
					req.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
					if answer, err := client.Do(req); err == nil {
						_ = answer.Body.Close()
					}
				})
			}
			both.Wait()
			o, err = c.Order(ctx, ask.ID, ask.Secret)
		}
		cancel()
		if err == nil && o.State == Settled {
			return o
		}
		time.Sleep(20 * time.Millisecond)
	}
}
