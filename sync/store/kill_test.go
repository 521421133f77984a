package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/store/stripe"
	"matinee/sync/store/stripefake"
)

// The variables by which a test starts a store as a process of its own.
const (
	childDir      = "MATINEE_TEST_STORE_DIR"
	childDatabase = "MATINEE_TEST_STORE_DATABASE"
	childBank     = "MATINEE_TEST_STORE_BANK"
	childBegan    = "MATINEE_TEST_STORE_BEGAN"
)

// hurry is how much faster the clocks of these tests run, so that what a killed process had
// taken up is taken up again soon.
const hurry = 60

// hurried is a clock that began at start when the test did.
func hurried(began time.Time) func() time.Time {
	return func() time.Time { return start.Add(time.Since(began) * hurry) }
}

// TestStoreProcess is no test: it is the store that others start and kill. It serves on the
// listener that it was handed, and is ended by a signal only.
func TestStoreProcess(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("only as the process of another test")
	}
	began := must[int64](t)(strconv.ParseInt(os.Getenv(childBegan), 10, 64))
	s := must[*Store](t)(openChild(t.Context(), dir, os.Getenv(childDatabase), os.Getenv(childBank), hurried(time.Unix(0, began))))
	s.times.work = 100 * time.Millisecond
	l := must[net.Listener](t)(net.FileListener(os.NewFile(3, "listener")))
	t.Fatal(s.Serve(t.Context(), l, slog.New(slog.NewTextHandler(os.Stderr, nil))))
}

func openChild(ctx context.Context, dir, where, bank string, now func() time.Time) (*Store, error) {
	p, err := stripe.New(stripe.Config{Key: cardKey, Webhook: []library.Secret{cardSecret}, URL: bank, Now: now})
	if err != nil {
		return nil, err
	}
	return Open(ctx, Config{Dir: dir, Database: where, Name: "Corner", Base: "http://127.0.0.1", Providers: []Provider{p}, Now: now})
}

// victim is a store as a process, which is started again whenever it was killed.
type victim struct {
	t        *testing.T
	env      []string
	listener *os.File
	watched  sync.WaitGroup

	mu      sync.Mutex
	process *exec.Cmd
	over    bool
	kills   map[string]int
	log     strings.Builder
}

// run starts the process again and again, until end.
func (v *victim) run() {
	for {
		v.mu.Lock()
		if v.over {
			v.mu.Unlock()
			return
		}
		c := exec.Command(os.Args[0], "-test.run=^TestStoreProcess$", "-test.v=false") //nolint:noctx // it is killed
		c.Env, c.ExtraFiles = append(os.Environ(), v.env...), []*os.File{v.listener}
		c.Stderr = &v.log
		err := c.Start()
		v.process = c
		v.mu.Unlock()
		if err != nil {
			v.t.Error(err)
			return
		}
		_ = c.Wait() // it was killed
	}
}

// kill ends the process at once, the first times that something happens.
func (v *victim) kill(why string, times int) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.over || v.process == nil || v.kills[why] >= times {
		return false
	}
	v.kills[why]++
	_ = v.process.Process.Kill()
	return true
}

// end kills it for good.
func (v *victim) end() {
	v.mu.Lock()
	v.over = true
	if v.process != nil {
		_ = v.process.Process.Kill()
	}
	v.mu.Unlock()
	v.watched.Wait()
}

// step names a call without what differs from order to order.
func step(c stripefake.Call) string {
	parts := strings.Split(c.Path, "/")
	for i, p := range parts {
		if strings.Contains(p, "_") {
			parts[i] = "…"
		}
	}
	when := "before "
	if c.After {
		when = "after "
	}
	return when + c.Method + strings.Join(parts, "/")
}

// TestKilledAtEachStep: a store process is killed -9 before and after each kind of call to
// its provider, before and after each kind of message, and at random, while fans buy and
// money goes back. In the end each payment is one sale, each fan has what they paid for,
// nobody was paid twice, and the books are what the provider has, to the cent.
func TestKilledAtEachStep(t *testing.T) {
	databases(t, func(t *testing.T, where string) {
		began := time.Now()
		now := hurried(began)
		dir := t.TempDir()
		if where == "" {
			where = filepath.Join(dir, "store.db")
		}
		l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
		defer l.Close()
		tcp, ok := l.(*net.TCPListener)
		if !ok {
			t.Fatal("no TCP")
		}
		file := must[*os.File](t)(tcp.File())
		defer file.Close()
		v := &victim{t: t, listener: file, kills: map[string]int{}}
		base := "http://" + l.Addr().String()

		// Messages go through here, so that the store can be killed around them.
		forward := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
		gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v.kill("before a message", 1)
			req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, base+"/v1/payments/stripe", r.Body)
			if err == nil {
				req.Header = r.Header.Clone()
				var answer *http.Response
				if answer, err = forward.Do(req); err == nil {
					_ = answer.Body.Close()
					if !v.kill("after a message", 1) {
						w.WriteHeader(answer.StatusCode)
						return
					}
				}
			}
			w.WriteHeader(http.StatusBadGateway)
		}))
		defer gate.Close()
		fake := stripefake.New(stripefake.Config{
			Key: cardKey, Secret: cardSecret, Webhook: gate.URL, Now: now, Mail: stripefake.Mail{Copies: 2, Delay: 200 * time.Millisecond},
			Meddle: func(c stripefake.Call) bool { return v.kill(step(c), 1) },
		})
		bank := httptest.NewServer(fake)
		defer bank.Close()
		defer fake.Close()
		v.env = []string{
			childDir + "=" + dir, childDatabase + "=" + where, childBank + "=" + bank.URL, childBegan + "=" + strconv.FormatInt(began.UnixNano(), 10),
		}
		mine := must[*Store](t)(Open(t.Context(), Config{Dir: dir, Database: where, Name: "Corner", Now: now}))
		c := newCreator(t, "studio")
		for _, err := range []error{
			mine.AddChannel(t.Context(), public(c.root)), mine.Take(t.Context(), c.handover(mine, "standard")),
			mine.SetAccount(t.Context(), Account{public(c.root), "Studio", "stripe", "acct_studio"}),
			mine.SetAccount(t.Context(), Account{public(c.root), "Author", "stripe", "acct_author"}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		fake.Fund(1_000_000, "eur")
		v.watched.Go(v.run)
		defer v.end()
		fans := make([]*fan, 2)
		var all sync.WaitGroup
		for i := range fans {
			fans[i] = &fan{t: t, base: base, fake: fake, mine: mine, c: c, n: i}
			all.Go(fans[i].buys)
		}
		enough := make(chan struct{})
		all.Go(func() { // at random, while they buy
			for range 2 {
				select {
				case <-enough:
					return
				case <-time.After(rand.N(3 * time.Second)):
				}
				v.kill("at random", 2)
			}
		})
		all.Wait()
		close(enough)
		v.end()
		if t.Failed() {
			t.Fatal(v.log.String())
		}
		if err := mine.Close(); err != nil {
			t.Fatal(err)
		}
		checkKilled(t, dir, where, bank.URL, now, fake, fans, v)
	})
}

// fan buys while the store is killed.
type fan struct {
	t      *testing.T
	base   string
	fake   *stripefake.Server
	mine   *Store
	c      *creator
	n      int
	orders []bought
}

// bought is what a fan has in the end.
type bought struct {
	ask   Ask
	order Order
	back  string // how it went back; "" not at all
}

// patiently tries until it works: the store may be dead at the moment.
func (f *fan) patiently(what string, try func(context.Context) error) {
	deadline := time.Now().Add(3 * time.Minute)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err := try(ctx)
		cancel()
		if err == nil || f.t.Failed() {
			return
		}
		if time.Now().After(deadline) {
			f.t.Errorf("%s: %v", what, err)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (f *fan) buys() {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	store := Client{URL: library.WebURL(f.base), HTTP: client}
	for i := range 4 {
		b := bought{ask: newBuyer(f.t).asks(f.c)}
		b.ask.Provider = "stripe"
		f.patiently("order", func(ctx context.Context) (err error) {
			if b.order, err = store.Place(ctx, b.ask); err == nil && b.order.Page == "" && b.order.State == Waiting {
				err = errors.New("no page")
			}
			return err
		})
		_, session, _ := strings.Cut(b.order.Page, "/pay/")
		f.fake.Pay(session)
		f.patiently("a licence", func(ctx context.Context) (err error) {
			if b.order, err = store.Order(ctx, b.ask.ID, b.ask.Secret); err == nil && b.order.State != Settled {
				err = fmt.Errorf("it is %s", b.order.State)
			}
			return err
		})
		switch (i + f.n) % 4 {
		case 1:
			b.back = "by the bank's page"
			f.fake.Refund(session, 495)
		case 2:
			b.back = "by the store"
			f.patiently("a refund", func(ctx context.Context) error { // left to the process that serves
				_, err := f.mine.Refund(ctx, Return{Order: b.ask.ID, Key: "sorry", Minor: 200})
				if library.CodeOf(err) == library.CodeProvider {
					err = nil
				}
				return err
			})
		}
		f.orders = append(f.orders, b)
	}
	for _, b := range f.orders {
		if b.back != "by the bank's page" {
			continue
		}
		f.patiently("what went back", func(ctx context.Context) error {
			o, err := store.Order(ctx, b.ask.ID, b.ask.Secret)
			if err == nil && o.State != Returned {
				err = fmt.Errorf("it is %s", o.State)
			}
			return err
		})
	}
	f.patiently("what is to be done at the provider", func(ctx context.Context) error {
		left, err := f.mine.Jobs(ctx)
		if err == nil && len(left) > 0 {
			err = fmt.Errorf("left: %+v", left)
		}
		return err
	})
}

// checkKilled finishes what was begun, and holds everything against everything.
func checkKilled(t *testing.T, dir, where, bank string, now func() time.Time, fake *stripefake.Server, fans []*fan, v *victim) {
	t.Helper()
	// Later than any lease or pause.
	s := must[*Store](t)(openChild(t.Context(), dir, where, bank, func() time.Time { return now().Add(2 * time.Hour) }))
	defer s.Close()
	for range 200 {
		_ = s.Work(t.Context()) // what does not work is still there
		if left := must[[]Job](t)(s.Jobs(t.Context())); len(left) == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left := must[[]Job](t)(s.Jobs(t.Context())); len(left) > 0 {
		t.Fatalf("not done: %+v", left)
	}
	channel := public(fans[0].c.root)
	export := must[Export](t)(s.Export(t.Context(), channel))
	var receipts [][]byte
	sales, count := map[library.Token]int{}, 0
	for _, e := range export.Entries {
		if e.Kind == ledger.Sold {
			sales[e.Order]++
		}
	}
	for _, f := range fans {
		for _, b := range f.orders {
			count++
			receipts = append(receipts, []byte(b.order.Receipt))
			of := fake.Of(string(b.ask.ID))
			want := map[string][2]int64{"": {312, 134}, "by the bank's page": {0, 0}, "by the store": {186, 80}}[b.back]
			if of.Charges != 1 || sales[b.ask.ID] != 1 || of.Transfers != 2 || of.Transferred["acct_studio"] != want[0] || of.Transferred["acct_author"] != want[1] {
				t.Errorf("%s, back %q: %+v, %d sales", b.ask.ID, b.back, of, sales[b.ask.ID])
			}
		}
	}
	book, problems, err := export.Verify(receipts...)
	if err != nil || len(problems) > 0 || len(sales) != count {
		t.Fatal(len(sales), problems, err)
	}
	for _, party := range []string{"Studio", "Author"} {
		if owed := book.Balance(ledger.Account{Kind: ledger.PartyDue, Name: party}, "EUR"); owed != 0 {
			t.Errorf("%s has %d", party, owed)
		}
	}
	if has := book.Balance(ledger.Account{Kind: ledger.AtProvider, Name: "stripe"}, "EUR"); has != fake.Balance("eur") {
		t.Errorf("the books have %d, the provider %d", has, fake.Balance("eur"))
	}
	for _, step := range []string{
		"POST/v1/checkout/sessions", "GET/v1/checkout/sessions/…", "POST/v1/transfers", "POST/v1/refunds", "POST/v1/transfers/…/reversals",
	} {
		if v.kills["before "+step] == 0 || v.kills["after "+step] == 0 {
			t.Errorf("it was never killed at %s: %v", step, v.kills)
		}
	}
	if v.kills["before a message"] == 0 || v.kills["after a message"] == 0 {
		t.Errorf("never at a message: %v", v.kills)
	}
}
