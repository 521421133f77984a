package crash

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asCrasher makes this test binary a program that ends in the way it names.
const asCrasher = "MATINEE_TEST_CRASH"

func TestMain(m *testing.M) {
	if how := os.Getenv(asCrasher); how != "" {
		crasher(how)
		return
	}
	os.Exit(m.Run())
}

// crasher ends: by a panic of a goroutine, by a fault that no recover could
// catch, by being killed, or in order.
func crasher(how string) {
	w, err := Begin(os.Getenv("DIR"), "1.2.3")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(9)
	}
	fmt.Print("found ", w.Found())
	switch how {
	case "panic":
		go func() { panic("the reason of it") }()
		select {}
	case "map":
		m := map[int]int{}
		for range 8 {
			go func() {
				for i := 0; ; i++ {
					m[i%10] = i
				}
			}()
		}
		select {}
	case "kill":
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			_ = p.Kill() // which does not return
		}
		select {}
	}
	if err := w.End(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(9)
	}
}

// run runs the program until it ends, and tells whether it found a crash.
func run(t *testing.T, dir, how string) (found, failed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asCrasher+"="+how, "DIR="+dir)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if !strings.HasPrefix(string(out), "found ") {
		t.Fatalf("%s: %q %v %s", how, out, err, errs.String())
	}
	return strings.HasPrefix(string(out), "found true"), err != nil
}

func TestAFaultIsFoundAtTheNextStart(t *testing.T) {
	for how, says := range map[string]string{"panic": "the reason of it", "map": "maps.fatal"} {
		t.Run(how, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "crash")
			if found, failed := run(t, dir, how); found || !failed {
				t.Fatalf("found %v, failed %v", found, failed)
			}
			if found, failed := run(t, dir, "end"); !found || failed {
				t.Fatalf("the next start: found %v, failed %v", found, failed)
			}
			if found, _ := run(t, dir, "end"); found {
				t.Error("it is found twice")
			}
			all, err := Untold(dir)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			text, err := all[0].Text()
			if err != nil || !strings.Contains(text, says) || !strings.Contains(text, "goroutine ") || all[0].Version != "1.2.3" {
				t.Errorf("%+v: %v: %s", all[0], err, text)
			}
			if since := time.Since(all[0].At); since < -time.Minute || since > time.Hour {
				t.Errorf("it happened %v ago", since)
			}
			if err := all[0].MarkTold(); err != nil {
				t.Fatal(err)
			}
			if all, err = Untold(dir); err != nil || len(all) != 0 {
				t.Error("told again:", all, err)
			}
			if all, err = List(dir); err != nil || len(all) != 1 || !all[0].Told {
				t.Fatal("it is lost:", all, err)
			}
			if err := all[0].Delete(); err != nil {
				t.Fatal(err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
				t.Error(left, err)
			}
		})
	}
}

// TestNothingIsFoundWithoutAFault: being killed, as at a power cut, is none.
func TestAFolderMayBeCalledAsAPattern(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "[old")
	if _, failed := run(t, dir, "panic"); !failed {
		t.Fatal("it did not fail")
	}
	if found, _ := run(t, dir, "end"); !found {
		t.Error("the fault is lost")
	}
}

func TestNothingIsFoundWithoutAFault(t *testing.T) {
	dir := t.TempDir()
	for _, how := range []string{"kill", "end", "kill", "end"} {
		if found, _ := run(t, dir, how); found {
			t.Errorf("a crash is found before %s", how)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
}

// TestCrashesAreFew: what crashes at every start does not fill the disk.
func TestCrashesAreFew(t *testing.T) {
	dir := t.TempDir()
	for i := range most + 3 {
		path := filepath.Join(dir, running+"1"+suffix)
		if err := os.WriteFile(path, bytes.Repeat([]byte{byte('a' + i)}, 2*maxRead), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Unix(int64(1000+i), 0)); err != nil {
			t.Fatal(err)
		}
		if found, err := collect(dir); !found || err != nil {
			t.Fatal(found, err)
		}
	}
	all, err := List(dir)
	if err != nil || len(all) != most || all[most-1].At.Unix() != 1000+most+2 {
		t.Fatal(all, err)
	}
	if text, err := all[0].Text(); err != nil || len(text) != maxRead {
		t.Errorf("%d bytes are read, %v", len(text), err)
	}
}
