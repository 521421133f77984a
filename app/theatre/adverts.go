package theatre

import (
	"context"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/ads"
	"matinee/player"
)

// breaks are a programme as the player asks for it.
type breaks struct {
	*ads.Playback
	pick func(ads.Slot) []ads.Ready
}

// Interrupted gives a media the breaks of its programme.
func Interrupted(media player.Media, p ads.Programme) player.Media {
	if len(p.Slots) == 0 {
		return media
	}
	media.Breaks = breaks{ads.NewPlayback(p.Slots, media.Start, p.Shown...), p.Pick}
	for _, s := range p.Slots {
		if s.Place == library.BreakAt {
			media.Marks = append(media.Marks, s.At)
		}
	}
	return media
}

func (b breaks) Start() (player.Break, bool)                { return b.shown(b.Playback.Start()) }
func (b breaks) Play(to time.Duration) (player.Break, bool) { return b.shown(b.Playback.Play(to)) }
func (b breaks) Seek(to time.Duration) (player.Break, bool) { return b.shown(b.Playback.Seek(to)) }
func (b breaks) End() (player.Break, bool)                  { return b.shown(b.Playback.End()) }

// shown is a break with what it shows.
func (b breaks) shown(slot ads.Slot, due bool) (player.Break, bool) {
	if !due {
		return player.Break{}, false
	}
	out := player.Break{N: slot.N}
	for _, s := range b.pick(slot) {
		skip, _ := ads.SkipAfter(s.Spot)
		out.Spots = append(out.Spots, player.Spot{ID: string(s.ID), URL: s.Path, Sponsor: s.Sponsor, Length: s.Length, Skip: skip})
	}
	return out, true
}

// media is an opened item as the player wants it, with its breaks.
func (t *Theatre) media(ctx context.Context, o control.Opened) (player.Media, error) {
	p, err := t.house.Programme(ctx, o.ID, o.Item)
	if err != nil {
		return player.Media{}, err
	}
	return Interrupted(Media(o), p), nil
}

// WatchedSpot is what a player tells of a spot, as the library notes it; false where the
// media is none of ours.
func WatchedSpot(s player.SpotPlayed) (ads.Watched, bool) {
	id, item, ok := splitID(s.Media.ID)
	return ads.Watched{Bundle: id, Item: item, Break: s.Break, Spot: library.Token(s.Spot), For: s.Watched}, ok
}

// watched notes how far a spot was watched.
func (t *Theatre) watched(s player.SpotPlayed) {
	w, ok := WatchedSpot(s)
	if !ok {
		return
	}
	// It must also be noted while the theatre closes.
	if err := t.house.Watched(context.WithoutCancel(t.ctx), w); err != nil {
		t.log.Warn("note an advertisement", "err", err)
	}
}
