package watch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"matinee/player"
)

// stir shows the controls: somebody moved the mouse or pressed a key.
func (s *Screen) stir() {
	if s.open {
		s.fader.stir()
	}
}

// needsControls reports whether the controls must stay although nobody moves.
func (s *Screen) needsControls() bool {
	if s.menu != nil || s.controls.bar.Held() || s.failed != nil || s.theatre.Frames() == nil {
		return true
	}
	if s.last.music() {
		return true
	}
	switch s.last.status.State {
	case player.Playing, player.Waiting:
		return s.last.status.Paused
	}
	return true
}

// showControls shows or hides what lies over the picture.
func (s *Screen) showControls(visible bool) {
	for _, o := range s.controls.objects() {
		if visible {
			o.Show()
		} else {
			o.Hide()
		}
	}
	s.pad.hideCursor = !visible
	if visible {
		s.controls.show(s.last)
	} else {
		s.focusPad()
	}
	s.place()
	s.Refresh()
}

// draw lifts the curtain when the first picture of what plays is there. It stays
// up when the same is loaded anew.
func (s *Screen) draw(v view) {
	if pictured(v.status) {
		s.pictured = v.status.Media.ID
	}
	if down := v.status.Media.ID == "" || v.status.Media.ID != s.pictured; down != s.curtain.Visible() {
		if down {
			s.curtain.Show()
		} else {
			s.curtain.Hide()
		}
		s.Refresh()
	}
}

// controlsHeight is how much of the lower edge the controls need.
const controlsHeight float32 = 112

// liftSubtitles keeps subtitles readable: above the controls while these are seen.
func (s *Screen) liftSubtitles() {
	part := 0.0
	if height := s.Size().Height; s.fader.shown && height > 0 {
		part = float64(controlsHeight / height)
	}
	if part != s.lifted {
		s.lifted = part
		s.theatre.Player().LiftSubtitles(part)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer { return &screenRenderer{s} }

type screenRenderer struct{ s *Screen }

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(480, 270) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	s := r.s
	objects := []fyne.CanvasObject{s.ground, s.picture, s.curtain, s.music, s.top, s.bottom, s.pad}
	objects = append(objects, s.controls.objects()...)
	return append(objects, s.panel, s.upNext)
}

func (r *screenRenderer) Layout(size fyne.Size) { r.s.layout(size) }

func (r *screenRenderer) Refresh() {
	r.s.layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// The heights of the shades behind the controls.
const (
	topShade    float32 = 142
	bottomShade float32 = 260
	belowText   float32 = 128 // where subtitles stand above the controls
)

// shades keeps the controls readable over a picture and darkens nothing else:
// neither the tracks of music, whose ground is dark already, nor subtitles.
func (s *Screen) shades(size fyne.Size) {
	bottom := min(bottomShade, size.Height/2)
	if _, text := s.last.status.Selected(player.SubtitleTrack); text {
		bottom = min(belowText, bottom)
	}
	put(s.top, 0, 0, size.Width, min(topShade, size.Height/3))
	put(s.bottom, 0, size.Height-bottom, size.Width, bottom)
	hidden := !s.fader.shown || s.last.music()
	for _, shade := range []*canvas.LinearGradient{s.top, s.bottom} {
		if shade.Hidden != hidden {
			shade.Hidden = hidden
			shade.Refresh()
		}
	}
}

func (s *Screen) layout(size fyne.Size) {
	put(s.ground, 0, 0, size.Width, size.Height)
	put(s.picture, 0, 0, size.Width, size.Height)
	put(s.curtain, 0, 0, size.Width, size.Height)
	put(s.pad, 0, 0, size.Width, size.Height)
	put(s.music, 0, 0, size.Width, size.Height)
	moving := !s.last.music() && s.theatre.Frames() != nil
	s.ground.Hidden = moving // the picture covers it, and filling a window is half of what a frame costs
	if s.picture.Visible() != moving {
		if moving {
			s.picture.Show()
		} else {
			s.picture.Hide()
		}
	}
	s.shades(size)
	s.controls.layout(size, s.last.now.HasNext)
	s.liftSubtitles()
	panel := s.panel.MinSize()
	panel.Width = min(panel.Width, size.Width-32)
	put(s.panel, (size.Width-panel.Width)/2, max((size.Height-panel.Height)/2-10, 60), panel.Width, panel.Height)
	next := s.upNext.MinSize()
	put(s.upNext, size.Width-stageMargin-next.Width, size.Height-110-next.Height, next.Width, next.Height)
}

// betweenControls reports whether a place lies in the strips of the controls,
// where a tap that misses a button is not meant for the picture.
func (s *Screen) betweenControls(y float32) bool {
	return s.fader.shown && (y < stageMargin+stageButton || y > s.Size().Height-100)
}
