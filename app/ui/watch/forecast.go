package watch

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
	"matinee/player"
)

// steadyReadings is how many readings in a row must say that the swarm is too
// slow before a person is bothered with it: a rate needs some time to settle.
const steadyReadings = 6

// choice is what a person decided about a swarm slower than the video.
type choice int

const (
	undecided choice = iota
	playAnyway
	waitFirst
)

// forecaster watches whether the swarm keeps up with the video, item by item.
type forecaster struct {
	media  string // the media the rest is about
	slow   int    // readings in a row that were too slow
	chosen choice
	last   library.Forecast
}

// take judges one reading.
func (f *forecaster) take(v view) {
	if f.media != v.status.Media.ID {
		*f = forecaster{media: v.status.Media.ID}
	}
	f.last = library.Forecast{}
	switch v.status.State {
	case player.Playing, player.Paused, player.Waiting:
	default:
		return
	}
	f.last = library.ForecastPlay(v.missing(), v.stream.Rate, v.status.Duration-v.status.Position)
	// A few seconds of waiting are what a start takes anyway.
	if f.last.Stalls && f.last.WaitFirst > 5*time.Second {
		f.slow++
	} else {
		f.slow = 0
	}
}

// missing counts the bytes from the position on that are still to come.
func (v view) missing() int64 {
	if v.stream.Complete || v.now.Item.Length == 0 {
		return 0
	}
	from := v.offset()
	missing := v.now.Item.Length - from
	for _, s := range v.stream.Have {
		if s.To > from {
			missing -= s.To - max(s.From, from)
		}
	}
	return max(missing, 0)
}

// asks reports whether the person is to choose between waiting and playing.
func (f *forecaster) asks() bool { return f.chosen == undecided && f.slow >= steadyReadings }

// waits reports whether the person chose to wait and it is not time yet.
func (f *forecaster) waits() bool {
	return f.chosen == waitFirst && (!f.last.Known || f.last.Stalls)
}

// ready reports whether waiting is over; it says so once.
func (f *forecaster) ready() bool {
	if f.chosen == waitFirst && f.last.Known && !f.last.Stalls {
		f.chosen = playAnyway
		return true
	}
	return false
}

// question is the text of the choice.
func (f *forecaster) question() (head, detail string) {
	return lang.L("The video is faster than its swarm"),
		lang.L("Played now it stops now and then. After about {{.Time}} of waiting it plays through.",
			map[string]any{"Time": kit.Span(f.last.WaitFirst)})
}

// countdown is the text while the person waits.
func (f *forecaster) countdown() (head, detail string) {
	if !f.last.Known {
		return lang.L("Waiting so that it plays through"), ""
	}
	return lang.L("Waiting so that it plays through"),
		lang.L("about {{.Time}}", map[string]any{"Time": kit.Span(f.last.WaitFirst)})
}
