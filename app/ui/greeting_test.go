package ui

import (
	"context"
	"testing"
)

type fakeGreeter struct{ *fakeProgram }

func (fakeGreeter) MediaFolder() string          { return "/films" }
func (fakeGreeter) UpRate() int64                { return 0 }
func (fakeGreeter) Uplink(context.Context) int64 { return 0 }
func (fakeGreeter) CanStartAtLogin() bool        { return true }
func (f fakeGreeter) Set(_ context.Context, key, value string) error {
	return f.fakeProgram.Set(key, value)
}

func TestAPersonIsGreetedOnce(t *testing.T) {
	for said, want := range map[string]bool{"": true, greeted: false} {
		h := openWindow(t, map[string]string{"ui.greeted": said}, func(d *Deps) {
			d.Welcome = fakeGreeter{d.Settings.(*fakeProgram)}
		})
		open := func() bool { return h.window.Fyne().Canvas().Overlays().Top() != nil }
		if open() != want {
			t.Fatalf("with %q: greeted is %v", said, open())
		}
		if !want {
			continue
		}
		h.escape()
		h.until(func() bool { return h.program.has("set ui.greeted " + greeted) })
		h.program.put("ui.greeted", greeted)
		if h.window.Show(); open() {
			t.Fatal("a second greeting")
		}
	}
}
