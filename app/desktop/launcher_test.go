//go:build !windows

package desktop

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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
	now.Store(&Badge{Count: 2, Progress: 0.509})      // is the same to everybody
	now.Store(&Badge{Count: 1, Progress: math.NaN()}) // which is seen by itself
	expect("application://m.desktop1 true 0 false")
	now.Store(&Badge{Progress: -1})
	expect("application://m.desktop0 false 0 false")
	now.Store(&Badge{Count: 3, Progress: 0.1}) // which must be told
	d.BadgeChanged()
	expect("application://m.desktop3 true 0.1 true")
	d.Close()
	expect("application://m.desktop0 false 0 false")
}

// TestNobodyAsksForABadgeThatShowsNothing, for an hour; news are heard at once, many of
// them as one, and what is shown is followed.
func TestNobodyAsksForABadgeThatShowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int64
		var shows atomic.Bool
		changed := make(chan struct{}, 1)
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			followBadge(ctx, changed, func() bool { looks.Add(1); return shows.Load() })
		}()
		expect := func(after time.Duration, want int) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if got := looks.Load(); got != int64(want) {
				t.Fatalf("%d looks, not %d", got, want)
			}
		}
		expect(time.Hour, 1)
		shows.Store(true)
		changed <- struct{}{}
		expect(0, 2)
		expect(time.Minute, 2+int(time.Minute/badgeEvery))
		shows.Store(false)
		expect(time.Hour, 3+int(time.Minute/badgeEvery))
		for range 10 {
			changed <- struct{}{}
			synctest.Wait()
		}
		expect(badgeEvery, 5+int(time.Minute/badgeEvery)) // at once, and for those that came later
		end()
		<-ended
	})
}
