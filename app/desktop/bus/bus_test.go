package bus

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSessionAddress(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", dir)
	for _, env := range []string{"", "autolaunch:"} { // neither may start a bus
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", env)
		if got := SessionAddress(); got != "" {
			t.Errorf("%q leads to %q", env, got)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := SessionAddress(), "unix:path="+filepath.Join(dir, "bus"); got != want {
		t.Errorf("%q, not %q", got, want)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x")
	if got := SessionAddress(); got != "unix:path=/x" {
		t.Errorf("the environment is not heard: %q", got)
	}
}
