package owner

import (
	"context"
	"testing"
	"time"
)

func TestSettingsAreWatched(t *testing.T) {
	o := open(t, t.TempDir(), func(c *Config) { c.Quiet = true }).Owner
	ctx, cancel := context.WithCancel(t.Context())
	changed := o.WatchSettings(ctx)
	for range 3 { // nobody takes the tokens
		if err := o.SetSetting(t.Context(), "ui.language", "fr"); err != nil {
			t.Fatal(err)
		}
	}
	<-changed
	if got := o.CurrentSettings().Language; got != "fr" {
		t.Fatalf("told before it was so: %q", got)
	}
	if err := o.SetSetting(t.Context(), "ui.language", "klingon"); err == nil {
		t.Fatal("an unknown language is taken")
	}
	select {
	case <-changed:
		t.Fatal("told of what was not changed")
	default:
	}
	cancel()
	for deadline := time.Now().Add(10 * time.Second); o.watched() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("who is gone is still told")
		}
	}
}

func (o *Owner) watched() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.watchers)
}
