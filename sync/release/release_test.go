package release

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"aead.dev/minisign"
	"go.uber.org/goleak"

	"matinee/library"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const address = library.WebURL("https://releases.example/matinee.json")

// maker signs releases, and is the server that has the file.
type maker struct {
	t       *testing.T
	public  minisign.PublicKey
	private minisign.PrivateKey
	at      map[library.WebURL][]byte
	kept    []byte
	asked   int
}

func newMaker(t *testing.T) *maker {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &maker{t: t, public: public, private: private, at: map[library.WebURL][]byte{}}
}

func says(version string) []byte {
	return []byte(`{"version":"` + version + `","page":"https://releases.example/","published":"2026-12-01T10:00:00Z","later":1}`)
}

func (m *maker) publish(raw []byte) {
	m.at[address], m.at[address+".minisig"] = raw, minisign.Sign(m.private, raw)
}

func (m *maker) get(_ context.Context, a library.WebURL, most int64) ([]byte, error) {
	m.asked++
	raw, ok := m.at[a]
	if !ok || int64(len(raw)) > most {
		return nil, errors.New("there is nothing")
	}
	return raw, nil
}

// program is one that watches, in a data folder.
type program struct {
	*Watch
	told    []string
	allowed bool
}

func (m *maker) program(version string) *program {
	m.t.Helper()
	p := &program{allowed: true}
	var err error
	p.Watch, err = New(Config{
		Origin: Origin{address, m.public.String()}, Version: version, Get: m.get, Kept: m.kept, Keep: func(raw []byte) error { m.kept = raw; return nil }, Logger: slog.New(slog.DiscardHandler),
		Allowed: func() bool { return p.allowed }, Tell: func(by library.Update) { p.told = append(p.told, by.Version) },
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

// run lets a program run for a time, in the world of a synctest bubble.
func (p *program) run(t *testing.T, d time.Duration) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); p.Work(ctx) }()
	time.Sleep(d)
	cancel()
	<-done
}

// TestANewerReleaseIsToldOnceAWeek, also over restarts, and asked for once a day.
func TestANewerReleaseIsToldOnceAWeek(t *testing.T) {
	m := newMaker(t)
	m.publish(says("0.10.0"))
	synctest.Test(t, func(t *testing.T) {
		p := m.program("0.9.1")
		p.run(t, 30*time.Minute)
		if strings.Join(p.told, " ") != "0.10.0" || m.asked != 2 {
			t.Fatalf("told %v, asked %d times", p.told, m.asked)
		}
		p = m.program("0.9.1")
		if by, ok := p.Newer(); !ok || by.Page != "https://releases.example/" {
			t.Error("what was learned is forgotten")
		}
		p.run(t, 6*24*time.Hour)
		if len(p.told) > 0 || m.asked > 2+2*6 || m.asked < 2+2*5 {
			t.Errorf("told %v again, asked %d times", p.told, m.asked)
		}
		p.run(t, 24*time.Hour)
		if len(p.told) != 1 {
			t.Errorf("in the second week told %v", p.told)
		}
		m.publish(says("0.11.0"))
		p.run(t, 26*time.Hour)
		if len(p.told) != 2 || p.told[1] != "0.11.0" {
			t.Errorf("told %v", p.told)
		}
		p = m.program("0.11.0")
		p.run(t, 10*24*time.Hour)
		if _, ok := p.Newer(); ok || len(p.told) > 0 {
			t.Errorf("the newest is told of %v", p.told)
		}
	})
}

// TestNobodyIsAskedWhereThatIsOff: by the setting, or by a maker that names nobody.
func TestNobodyIsAskedWhereThatIsOff(t *testing.T) {
	m := newMaker(t)
	m.publish(says("9.0.0"))
	synctest.Test(t, func(t *testing.T) {
		p := m.program("0.1.0")
		p.allowed = false
		p.run(t, 50*time.Hour)
		none, err := New(Config{Version: "0.1.0", Get: m.get})
		if err != nil {
			t.Fatal(err)
		}
		none.Work(t.Context())
		if m.asked > 0 || len(p.told) > 0 {
			t.Errorf("asked %d times", m.asked)
		}
		p.allowed = true
		p.run(t, 2*time.Hour)
		if len(p.told) != 1 {
			t.Error("it is not asked when it is allowed again")
		}
	})
}

// TestWhatIsNotSignedIsNotHeard: a file that was changed, of another key, older, too large
// or of no sense changes nothing of what is known.
func TestWhatIsNotSignedIsNotHeard(t *testing.T) {
	m, other := newMaker(t), newMaker(t)
	foreign := minisign.Sign(other.private, says("3.0.0"))
	m.publish(says("2.0.0"))
	good := m.at[address+".minisig"]
	for name, c := range map[string][2][]byte{
		"changed":        {says("3.0.0"), good},
		"another's":      {says("3.0.0"), foreign},
		"no signature":   {says("3.0.0"), nil},
		"noise":          {says("3.0.0"), []byte("untrusted comment: x\nAAAA\ntrusted comment: y\nAAAA\n")},
		"no version":     {says(""), minisign.Sign(m.private, says(""))},
		"a strange one":  {says("1;rm"), minisign.Sign(m.private, says("1;rm"))},
		"no JSON":        {[]byte("3.0.0"), minisign.Sign(m.private, []byte("3.0.0"))},
		"a script":       {[]byte(`{"version":"3.0.0","page":"javascript:1"}`), minisign.Sign(m.private, []byte(`{"version":"3.0.0","page":"javascript:1"}`))},
		"over the bound": {make([]byte, maxDocument+1), minisign.Sign(m.private, make([]byte, maxDocument+1))},
	} {
		if by, err := read(m.public, c[0], c[1]); err == nil {
			t.Errorf("%s: heard %+v", name, by)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		p := m.program("1.0.0")
		p.run(t, time.Hour)
		m.at[address] = says("3.0.0")
		p.run(t, 50*time.Hour)
		if by, _ := p.Newer(); by.Version != "2.0.0" || len(p.told) != 1 {
			t.Errorf("now it is %+v, told %v", by, p.told)
		}
	})
	for _, harm := range []string{"{", strings.Repeat("\x00", 100), `{"document":"e30=","signature":"e30="}`} {
		m.kept = []byte(harm)
		if _, ok := m.program("1.0.0").Newer(); ok {
			t.Errorf("%.20q is believed", harm)
		}
	}
}

// TestMinisignItselfSigns: what the program of that name signs is heard.
func TestMinisignItselfSigns(t *testing.T) {
	dir := t.TempDir()
	public, secret, doc := filepath.Join(dir, "key.pub"), filepath.Join(dir, "key"), filepath.Join(dir, "release.json")
	if err := os.WriteFile(doc, says("1.2.0"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"-G", "-W", "-p", public, "-s", secret},
		{"-S", "-W", "-s", secret, "-m", doc},
	} {
		if out, err := exec.CommandContext(t.Context(), "minisign", args...).CombinedOutput(); err != nil {
			t.Fatalf("minisign: %v: %s", err, out)
		}
	}
	raw, err := os.ReadFile(public)
	if err != nil {
		t.Fatal(err)
	}
	var key minisign.PublicKey
	if err := key.UnmarshalText([]byte(strings.Split(string(raw), "\n")[1])); err != nil {
		t.Fatal(err)
	}
	signature, err := os.ReadFile(doc + ".minisig")
	if err != nil {
		t.Fatal(err)
	}
	by, err := read(key, says("1.2.0"), signature)
	if err != nil || by.Version != "1.2.0" || by.Published.Hour() != 10 {
		t.Errorf("heard %+v, %v", by, err)
	}
}

// FuzzRead: whatever a server answers, nothing is heard without a signature.
func FuzzRead(f *testing.F) {
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(says("1.0.0"), minisign.Sign(private, says("2.0.0")))
	f.Add([]byte("{}"), []byte("untrusted comment: x\nRWQ=\ntrusted comment: y\nAA==\n"))
	f.Fuzz(func(t *testing.T, raw, signature []byte) {
		if by, err := read(public, raw, signature); err == nil && !minisign.Verify(public, raw, signature) {
			t.Errorf("heard %+v", by)
		}
	})
}
