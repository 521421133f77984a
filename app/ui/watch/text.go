package watch

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
	"matinee/player"
)

// view is one reading of everything the screen shows.
type view struct {
	now    Now
	status player.Status
	stream library.StreamStatus
}

// offset guesses the byte a position lies at: the item's bytes are taken to be
// spread evenly over its duration.
func (v view) offset() int64 { return offsetOf(v.now.Item, v.status) }

// offsetOf takes the duration the library remembers while the player does not
// know it yet, so that a resumed item is asked for where it begins.
func offsetOf(item library.Item, s player.Status) int64 {
	duration := s.Duration
	if duration <= 0 {
		duration = item.Duration
	}
	if duration <= 0 || item.Length <= 0 {
		return 0
	}
	return int64(float64(item.Length) * min(float64(s.Position)/float64(duration), 1))
}

// ahead is how much of the video can be played without anything more arriving.
func (v view) ahead() time.Duration {
	ahead := v.status.CacheAhead
	if rate := library.BitRate(v.now.Item.Length, v.status.Duration); rate > 0 {
		ahead = max(ahead, time.Duration(float64(v.stream.Ahead)/float64(rate)*float64(time.Second)))
	}
	if v.status.Duration > 0 {
		ahead = min(ahead, v.status.Duration-v.status.Position)
	}
	return max(ahead, 0)
}

// title names what plays: the bundle, and the item where that says more.
func (v view) title() (main, item string) {
	main, item = v.now.Bundle.Title, say.Item(v.now.Names.Of(v.now.Item))
	if main == "" {
		return item, ""
	}
	if len(v.now.Bundle.Playable()) <= 1 || strings.EqualFold(main, item) {
		item = ""
	}
	return main, item
}

// traffic is the line at the upper right.
func (v view) traffic() string {
	if v.stream.Complete {
		return lang.L("plays from your disk")
	}
	if v.now.Item.Length == 0 {
		return ""
	}
	buffer := lang.L("buffer {{.Time}}", map[string]any{"Time": kit.Span(v.ahead().Truncate(time.Second))})
	return lang.L("↓ {{.Rate}} from {{.People}}",
		map[string]any{"Rate": kit.Rate(v.stream.Rate), "People": kit.People(v.stream.Peers)}) + " · " + buffer
}

// clock is position and length.
func (v view) clock() string {
	if ad := v.status.Ad; ad.Playing() {
		return kit.Clock(ad.At) + " / " + kit.Clock(ad.Length)
	}
	if v.status.Duration <= 0 {
		return kit.Clock(v.status.Position)
	}
	return kit.Clock(v.status.Position) + " / " + kit.Clock(v.status.Duration)
}

// buffered are the parts of the bar that can be shown at once.
func (v view) buffered() []kit.Part {
	if v.stream.Complete {
		return []kit.Part{{From: 0, To: 1}}
	}
	var parts []kit.Part
	if length := float64(v.now.Item.Length); length > 0 && len(v.stream.Have) > 0 {
		for _, s := range v.stream.Have {
			parts = append(parts, kit.Part{From: float64(s.From) / length, To: float64(s.To) / length})
		}
		return parts
	}
	if total := float64(v.status.Duration); total > 0 {
		for _, s := range v.status.Cached {
			parts = append(parts, kit.Part{From: float64(s.From) / total, To: float64(s.To) / total})
		}
	}
	return parts
}

func (v view) chapters() []kit.Chapter {
	if v.status.Duration <= 0 {
		return nil
	}
	chapters := make([]kit.Chapter, len(v.status.Chapters))
	for i, c := range v.status.Chapters {
		chapters[i] = kit.Chapter{At: float64(c.Start) / float64(v.status.Duration), Title: c.Title}
	}
	return chapters
}

// waiting says what is waited for: a headline and its details; both empty when
// nothing is.
func (v view) waiting() (head, detail string) {
	switch {
	case v.status.Ad.Playing() && (v.status.State == player.Opening || v.status.State == player.Waiting):
		return lang.L("Starting…"), ""
	case v.status.State == player.Opening:
		return v.starting()
	case v.status.State == player.Waiting:
		return lang.L("Waiting for data"), v.pieces(true)
	case v.status.Seeking && !v.stream.Complete && v.stream.Missing > 0:
		return lang.L("Waiting for data"), v.pieces(true)
	}
	return "", ""
}

// starting is what is said before the first frame.
func (v view) starting() (head, detail string) {
	head = lang.L("Starting…")
	if v.stream.Complete || v.now.Item.Length == 0 {
		return head, ""
	}
	if wait, ok := library.StartIn(v.stream); ok {
		if wait >= time.Second {
			head = lang.L("Starts in about {{.Time}}", map[string]any{"Time": kit.Span(wait)})
		}
		if v.stream.Missing == 0 {
			return head, ""
		}
		return head, v.pieces(false)
	}
	return head, nobody(v.stream)
}

// pieces counts what is missing before playing goes on, and guesses the time that
// takes where the headline does not say it.
func (v view) pieces(timed bool) string {
	s := v.stream
	if s.Missing == 0 {
		return ""
	}
	text := lang.L("waiting for {{.Missing}} of {{.Needed}} pieces", map[string]any{"Missing": s.Missing, "Needed": s.Needed})
	if s.Rate <= 0 {
		return text + ", " + nobody(s)
	}
	text += ", " + kit.Rate(s.Rate)
	if wait, ok := library.StartIn(s); ok && timed {
		text += ", " + lang.L("about {{.Time}}", map[string]any{"Time": kit.Span(wait)})
	}
	return text
}

// nobody says why nothing flows.
func nobody(s library.StreamStatus) string {
	if s.Peers == 0 {
		return lang.L("looking for people who share this")
	}
	return lang.L("connected to {{.People}}, nothing arrives yet", map[string]any{"People": kit.People(s.Peers)})
}

// music reports whether there is no moving picture to show.
func (v view) music() bool {
	if v.status.Media.Audio || v.now.Item.Kind() == library.Audio {
		return true
	}
	return pictured(v.status) && v.status.Width == 0
}

// trackName is a track as a menu shows it.
func trackName(t player.Track) string {
	name := say.Language(t.Language)
	switch {
	case t.Title != "" && name != "" && !strings.EqualFold(t.Title, name):
		name += " · " + t.Title
	case t.Title != "":
		name = t.Title
	case name == "":
		name = lang.L("Track {{.N}}", map[string]any{"N": t.ID})
	}
	if t.Forced {
		name += " · " + lang.L("forced")
	}
	return name
}

// speedName is a speed as the button and the menu show it: 1.0×, 1.25×.
func speedName(speed float64) string {
	if speed <= 0 { // nothing was opened yet
		speed = 1
	}
	text := strconv.FormatFloat(speed, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return strings.Replace(text, ".", lang.X("number.decimal", "."), 1) + "×"
}

// technical is what the I key shows.
func (v view) technical() string {
	s := v.status
	parts := []string{}
	if s.Width > 0 {
		parts = append(parts, fmt.Sprintf("%d × %d", s.Width, s.Height))
	}
	for _, kind := range []player.TrackKind{player.VideoTrack, player.AudioTrack} {
		if t, ok := s.Selected(kind); ok && t.Codec != "" {
			parts = append(parts, t.Codec)
		}
	}
	if s.Hardware != "" {
		parts = append(parts, s.Hardware)
	}
	if s.Frames > 0 {
		parts = append(parts, lang.L("{{.Shown}} frames, {{.Dropped}} dropped", map[string]any{"Shown": s.Frames, "Dropped": s.Dropped}))
	}
	return strings.Join(parts, " · ")
}
