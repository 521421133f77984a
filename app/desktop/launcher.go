//go:build !windows

package desktop

import (
	"context"
	"fmt"
	"hash/fnv"

	"github.com/godbus/dbus/v5"
)

// launcherName is the interface of Unity's launcher, which the docks of other desktops
// listen to as well. It is a signal: who does not know it misses nothing.
const launcherName = "com.canonical.Unity.LauncherEntry"

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

// tellBadge sends a badge if it is another one, and returns what others know.
func (d *Desktop) tellBadge(conn *dbus.Conn, told, now Badge) Badge {
	if now = now.seen(); now == told {
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
