package watch

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/player"
)

// advert is the panel of an advertisement: whose it is, how long it takes, and the way out
// of it where there is one.
func (s *Screen) advert(v view) kit.PanelContent {
	ad := v.status.Ad
	left := max(0, ad.Length-ad.At)
	c := kit.PanelContent{
		ID: "advert", Head: lang.L("Advertisement by {{.Sponsor}}", map[string]any{"Sponsor": ad.Sponsor}),
		Detail: lang.L("ends in {{.Time}}", map[string]any{"Time": kit.Clock(roundUp(left))}), Progress: -1,
	}
	if ad.Of > 1 {
		c.Detail = lang.L("{{.N}} of {{.Count}}", map[string]any{"N": ad.N, "Count": ad.Of}) + " · " + c.Detail
	}
	switch {
	case ad.Skippable():
		c.ID = "advert to skip"
		c.Buttons = func() []*kit.Button {
			return []*kit.Button{s.button(lang.L("Skip"), kit.IconNext, kit.Primary(), s.theatre.Player().SkipSpot)}
		}
	case ad.Skip > 0:
		c.Detail += " · " + lang.L("can be skipped in {{.Time}}", map[string]any{"Time": kit.Clock(roundUp(ad.Skip - ad.At))})
	}
	return c
}

// roundUp counts a second until it has passed.
func roundUp(d time.Duration) time.Duration { return (d + time.Second - 1).Truncate(time.Second) }

// breaks are where the film gives way to advertisements, from 0 to 1.
func (v view) breaks() []float64 {
	if v.status.Duration <= 0 {
		return nil
	}
	marks := make([]float64, 0, len(v.status.Media.Marks))
	for _, at := range v.status.Media.Marks {
		marks = append(marks, min(float64(at)/float64(v.status.Duration), 1))
	}
	return marks
}

// pictured reports whether something of a media, or of an advertisement before it, was shown.
func pictured(s player.Status) bool { return s.FirstFrame || s.Ad.Shown }
