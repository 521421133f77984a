//go:build cgo

package mpv

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync/atomic"
	"time"

	mpv "github.com/gen2brain/go-mpv"

	"matinee/player"
)

// Tags tell replies apart: the upper byte says what was asked, the rest is the
// id of a Load.
const (
	tagLoad uint64 = (iota + 1) << 56
	tagSeek
	tagSubtitle
	tagEcho // a property that mpv's own window can change, too
	tagPosition
	tagMask uint64 = 0xff << 56
)

// replies is what the loop needs to know of commands under way.
type replies struct {
	// echoes counts properties set and not confirmed yet: until then, what mpv
	// tells of them is an echo.
	echoes atomic.Int64
	// latest is the last Load; nil once it was opened again without a picture.
	latest atomic.Pointer[player.Load]
}

// withoutPicture opens a file again for its sound alone: mpv gives up when there
// is no decoder for the picture. It reports false when that was tried, or when
// something else was loaded since.
func (b *backend) withoutPicture(id uint64) bool {
	load := b.latest.Load()
	if load == nil || load.ID != id {
		return false
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.core == nil || b.closing || !b.latest.CompareAndSwap(load, nil) {
		return false
	}
	node := loadCommand(*load)
	node["flags"] = "replace"
	node["options"].(map[string]any)["vid"] = "no"
	return b.core.CommandNodeAsync(tagLoad|id, node) == nil
}

// check refuses what must not reach mpv.
func check(c player.Command) error {
	switch c := c.(type) {
	case player.Load:
		return checkAddress(c.URL)
	case player.AddSubtitle:
		return checkAddress(c.URL)
	}
	return nil
}

// do hands a command to the core, whose lock is held. Nothing here waits.
func (b *backend) do(c player.Command) error {
	if err := b.send(c); err != nil {
		return fmt.Errorf("mpv: %T: %w", c, err)
	}
	return nil
}

func (b *backend) send(c player.Command) error {
	switch c := c.(type) {
	case player.Load:
		b.latest.Store(&c)
		return b.core.CommandNodeAsync(tagLoad|c.ID, loadCommand(c))
	case player.Advance:
		return b.command(0, "playlist-next", "force")
	case player.Unload:
		return b.command(0, "playlist-clear")
	case player.Seek:
		return b.command(tagSeek, "seek", seconds(c.To), seekFlags(c.Exact))
	case player.AddSubtitle:
		return b.command(tagSubtitle, "sub-add", c.URL, subtitleFlags(c.Select), c.Title)
	case player.FrameStep:
		if c.Back {
			return b.command(0, "frame-back-step")
		}
		return b.command(0, "frame-step")
	case player.Stop:
		return b.command(0, "stop")
	}
	return b.set(c)
}

// set carries out the commands that set a property.
func (b *backend) set(c player.Command) error {
	switch c := c.(type) {
	case player.SetPause:
		return b.echoed("pause", mpv.FormatFlag, c.Paused)
	case player.SetSpeed:
		return b.echoed("speed", mpv.FormatDouble, c.Speed)
	case player.SetVolume:
		return b.echoed("volume", mpv.FormatDouble, c.Percent)
	case player.SetMute:
		return b.echoed("mute", mpv.FormatFlag, c.Muted)
	case player.SelectTrack:
		return b.core.SetPropertyAsync(trackProperty(c.Kind), 0, mpv.FormatString, trackValue(c.ID))
	case player.SetSubDelay:
		return b.core.SetPropertyAsync("sub-delay", 0, mpv.FormatDouble, c.Delay.Seconds())
	case player.SetSubScale:
		return b.core.SetPropertyAsync("sub-scale", 0, mpv.FormatDouble, c.Scale)
	case player.Prefer:
		return b.prefer(c.Preferences)
	case player.LiftSubtitles: // 100 is the lower edge; a whole number in older versions
		return b.core.SetPropertyAsync("sub-pos", 0, mpv.FormatInt64, int64(100-math.Round(100*c.Part)))
	}
	return mpv.ErrNotImplemented
}

// prefer changes options that mpv looks at again: the decoder's at once, those of
// languages with each file.
func (b *backend) prefer(p player.Preferences) error {
	var errs []error
	for _, s := range preferences(p) {
		errs = append(errs, b.core.SetPropertyAsync(s.name, 0, mpv.FormatString, s.value))
	}
	return errors.Join(errs...)
}

func (b *backend) command(tag uint64, words ...string) error {
	return b.core.CommandAsync(tag, words)
}

func (b *backend) echoed(name string, f mpv.Format, value any) error {
	b.echoes.Add(1)
	err := b.core.SetPropertyAsync(name, tagEcho, f, value)
	if err != nil {
		b.echoes.Add(-1)
	}
	return err
}

// loadCommand names its arguments, since their order differs between versions.
func loadCommand(c player.Load) map[string]any {
	options := map[string]any{}
	if c.Start > 0 { // a start of 0 is a seek, too: of an MKV it fetches the index at the end first
		options["start"] = seconds(c.Start)
	}
	if c.Exact {
		options["hr-seek"] = "yes"
	}
	if c.Title != "" {
		options["force-media-title"] = c.Title
	}
	if c.Audio != 0 {
		options["aid"] = trackValue(c.Audio)
	}
	if c.Subtitle != 0 {
		options["sid"] = trackValue(c.Subtitle)
	}
	flags := "replace"
	if c.Append {
		flags = "append"
	}
	return map[string]any{"name": "loadfile", "url": c.URL, "flags": flags, "options": options}
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

func seekFlags(exact bool) string {
	if exact {
		return "absolute+exact"
	}
	return "absolute+keyframes"
}

func subtitleFlags(selected bool) string {
	if selected {
		return "select"
	}
	return "auto"
}

func trackProperty(kind player.TrackKind) string {
	switch kind {
	case player.AudioTrack:
		return "aid"
	case player.SubtitleTrack:
		return "sid"
	}
	return "vid"
}

func trackValue(id int) string {
	if id == player.NoTrack {
		return "no"
	}
	return strconv.Itoa(id)
}
