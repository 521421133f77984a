package desktop

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"time"

	"github.com/godbus/dbus/v5"
)

// Badge is what stands at the program's icon where the desktop shows it: a number, and a
// bar of progress.
type Badge struct {
	Count    int     // 0: none
	Progress float64 // from 0 to 1; below 0: none
}

// badgeEvery is how often a badge is looked at while it shows something, and how long at
// least it is left alone after a look. Nothing is sent while it says the same.
const badgeEvery = 3 * time.Second

// launcherName is the interface of Unity's launcher, which the docks of other desktops
// listen to as well. It is a signal: who does not know it misses nothing.
const launcherName = "com.canonical.Unity.LauncherEntry"

// BadgeChanged tells that the badge may show something now. It returns at once. While it
// shows something it is followed by itself; while it shows nothing, nobody asks.
func (d *Desktop) BadgeChanged() {
	select {
	case d.busy <- struct{}{}:
	default:
	}
}

// runBadge keeps the badge up to date until ctx ends, and takes it away then.
func (d *Desktop) runBadge(ctx context.Context, conn *dbus.Conn) {
	told := Badge{Progress: -1}
	followBadge(ctx, d.busy, func() bool {
		now := d.opt.Badge()
		told = d.tellBadge(conn, told, now)
		return now.Count > 0 || now.Progress >= 0
	})
	d.tellBadge(conn, told, Badge{Progress: -1})
}

// followBadge looks at once, whenever something may have changed, and, as long as there
// is something to see, again and again.
func followBadge(ctx context.Context, changed <-chan struct{}, look func() (shows bool)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	waits := true
	var looked time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			if !waits {
				waits = true
				timer.Reset(max(0, badgeEvery-time.Since(looked)))
			}
		case <-timer.C:
			looked = time.Now()
			if waits = look(); waits {
				timer.Reset(badgeEvery)
			}
		}
	}
}

// tellBadge sends a badge if it is another one, and returns what others know.
func (d *Desktop) tellBadge(conn *dbus.Conn, told, now Badge) Badge {
	if math.IsNaN(now.Progress) {
		now.Progress = -1
	}
	now.Progress = math.Floor(min(now.Progress, 1)*100) / 100 // nobody sees less
	now.Progress, now.Count = max(now.Progress, -1), max(now.Count, 0)
	if now == told {
		return told
	}
	id := fnv.New32a()
	fmt.Fprint(id, d.opt.ID)
	path := dbus.ObjectPath(fmt.Sprintf("/com/canonical/unity/launcherentry/%d", id.Sum32()))
	err := conn.Emit(path, launcherName+".Update", "application://"+d.opt.ID+".desktop", map[string]dbus.Variant{
		"count": dbus.MakeVariant(int64(now.Count)), "count-visible": dbus.MakeVariant(now.Count > 0),
		"progress": dbus.MakeVariant(max(now.Progress, 0)), "progress-visible": dbus.MakeVariant(now.Progress >= 0),
	})
	if err != nil { // a lost connection is noticed elsewhere
		return told
	}
	return now
}
