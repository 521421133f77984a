package watch

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
	"matinee/player"
)

// shade is the dark that keeps controls readable over a bright picture.
func shade(top bool) *canvas.LinearGradient {
	dark, clear := color.NRGBA{R: 8, G: 9, B: 13, A: 0xE0}, color.NRGBA{R: 8, G: 9, B: 13}
	if top {
		return canvas.NewVerticalGradient(dark, clear)
	}
	return canvas.NewVerticalGradient(clear, dark)
}

// noPanel hides a panel.
func noPanel() kit.PanelContent { return kit.PanelContent{Progress: -1} }

// centre is what the panel in the middle says, the most urgent first: what went
// wrong, the choice about a slow swarm, what is waited for.
func (s *Screen) centre(v view) kit.PanelContent {
	if err := s.problem(v); err != nil {
		return s.problemPanel(err)
	}
	switch {
	case s.forecast.waits():
		return s.waitingPanel()
	case s.forecast.asks() && v.status.State != player.Ended:
		return s.choicePanel()
	}
	if head, detail := v.waiting(); head != "" {
		progress := -1.0
		if needed := v.stream.Needed; needed > 0 && !v.stream.Complete {
			progress = 1 - float64(v.stream.Missing)/float64(needed)
		}
		return kit.PanelContent{ID: "wait", Head: head, Detail: detail, Progress: progress}
	}
	if v.now.Bundle.ID == "" {
		return kit.PanelContent{ID: "wait", Head: lang.L("Starting…"), Progress: -1}
	}
	if s.theatre.Frames() == nil && !v.music() {
		return kit.PanelContent{ID: "window", Head: lang.L("The picture is in its own window"), Progress: -1}
	}
	return noPanel()
}

// problem is what keeps the item from playing.
func (s *Screen) problem(v view) error {
	if s.failed != nil {
		return s.failed
	}
	if v.status.State == player.Failed {
		if v.status.Err != nil {
			return v.status.Err
		}
		return &library.Error{Code: library.CodeInternal}
	}
	return nil
}

func (s *Screen) problemPanel(err error) kit.PanelContent {
	return kit.PanelContent{
		ID: "problem " + string(library.CodeOf(err)), Head: lang.L("This cannot be played"), Detail: say.Problem(err),
		Progress: -1, Danger: true,
		Buttons: func() []*kit.Button {
			return []*kit.Button{
				s.button(lang.L("Back to the library"), "", kit.Plain(), s.leave),
				s.button(lang.L("Try again"), "", kit.Primary(), func() { s.Play(s.asked.id, s.asked.item) }),
			}
		},
	}
}

// choicePanel asks whether to wait or to play although the swarm is slower.
func (s *Screen) choicePanel() kit.PanelContent {
	head, detail := s.forecast.question()
	return kit.PanelContent{ID: "choice", Head: head, Detail: detail, Progress: -1, Buttons: func() []*kit.Button {
		return []*kit.Button{
			s.button(lang.L("Wait first"), "", kit.Plain(), func() { s.choose(waitFirst) }),
			s.button(lang.L("Play anyway"), "", kit.Primary(), func() { s.choose(playAnyway) }),
		}
	}}
}

func (s *Screen) waitingPanel() kit.PanelContent {
	head, detail := s.forecast.countdown()
	return kit.PanelContent{ID: "patience", Head: head, Detail: detail, Progress: -1, Buttons: func() []*kit.Button {
		return []*kit.Button{s.button(lang.L("Play anyway"), "", kit.Primary(), func() { s.choose(playAnyway) })}
	}}
}

func (s *Screen) choose(c choice) {
	s.forecast.chosen = c
	s.theatre.Player().SetPaused(c == waitFirst)
	s.again()
}

// following announces the next item shortly before the end.
func (s *Screen) following(v view) kit.PanelContent {
	if v.status.Ad.Playing() {
		return s.advert(v)
	}
	left := v.status.Duration - v.status.Position
	if !v.now.HasNext || s.notice < 0 || v.status.Duration <= s.notice || left > s.notice || left <= 0 ||
		s.stays == v.status.Media.ID || v.status.State == player.Failed {
		return noPanel()
	}
	return kit.PanelContent{
		ID: "next", Head: lang.L("Next: {{.Title}}", map[string]any{"Title": say.Item(v.now.Names.Of(v.now.Next))}),
		Detail:   lang.L("in {{.Time}}", map[string]any{"Time": kit.Span(left.Truncate(time.Second))}),
		Progress: -1,
		Buttons: func() []*kit.Button {
			return []*kit.Button{
				s.button(lang.L("Not now"), "", kit.Plain(), s.stayHere),
				s.button(lang.L("Play next"), kit.IconNext, kit.Primary(), s.next),
			}
		},
	}
}

// stayHere keeps the next item from following by itself.
func (s *Screen) stayHere() {
	s.stays = s.last.status.Media.ID
	s.theatre.StayAtEnd()
	s.again()
}

// remark is the line below the title: what of the item cannot be played while
// the rest goes on, or what the I key shows.
func (s *Screen) remark(v view) string {
	switch {
	case v.status.Err != nil && v.status.State != player.Failed:
		return say.Problem(v.status.Err)
	case s.showsInfo:
		return v.technical()
	}
	return ""
}
