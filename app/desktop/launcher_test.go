package desktop

import (
	"fmt"
	"math"
	"sync/atomic"
	"testing"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus/bustest"
)

// TestTheLauncherShowsWhatIsUnderWay, once for each change, and nothing at the end.
func TestTheLauncherShowsWhatIsUnderWay(t *testing.T) {
	address := bustest.Start(t)
	conn := bustest.Join(t, address)
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(launcherName)); err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	expect := func(want string) {
		t.Helper()
		sig := bustest.Next(t, signals, want)
		all, ok := sig.Body[1].(map[string]dbus.Variant)
		got := fmt.Sprint(sig.Body[0], all["count"].Value(), all["count-visible"].Value(), all["progress"].Value(), all["progress-visible"].Value())
		if !ok || got != want {
			t.Fatalf("told was %s, not %s", got, want)
		}
	}
	var now atomic.Pointer[Badge]
	now.Store(&Badge{Count: 2, Progress: 0.506})
	d := open(t, Options{ID: "m", Address: address, Badge: func() Badge { return *now.Load() }})
	expect("application://m.desktop2 true 0.5 true")
	now.Store(&Badge{Count: 2, Progress: 0.509}) // is the same to everybody
	now.Store(&Badge{Count: 1, Progress: math.NaN()})
	expect("application://m.desktop1 true 0 false")
	d.Close()
	expect("application://m.desktop0 false 0 false")
}
