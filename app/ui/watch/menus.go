package watch

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/player"
)

// openMenu opens a menu above one of the buttons.
func (s *Screen) openMenu(from *kit.Button, items []kit.MenuItem) {
	c := kit.CanvasOf(s)
	if c == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(from)
	s.menu = kit.ShowMenu(c, at.AddXY(0, stageButton+6), items)
	s.menu.OnClosed(func() { s.menu = nil; s.stir() })
}

func (s *Screen) speedMenu() {
	var items []kit.MenuItem
	p, now := s.theatre.Player(), s.last.status.Speed
	for _, speed := range player.Speeds() {
		items = append(items, kit.MenuItem{
			Text: speedName(speed), Checked: speed == now, Do: func() { p.SetSpeed(speed) },
		})
	}
	s.openMenu(s.controls.speed, items)
}

func (s *Screen) audioMenu() {
	p := s.theatre.Player()
	items := s.trackItems(player.AudioTrack, p.SetAudio)
	if len(items) == 0 {
		items = []kit.MenuItem{{Text: lang.L("No sound in this item")}}
	}
	s.openMenu(s.controls.audio, items)
}

func (s *Screen) trackItems(kind player.TrackKind, set func(int)) []kit.MenuItem {
	var items []kit.MenuItem
	for _, t := range s.last.status.Tracks {
		if t.Kind == kind {
			items = append(items, kit.MenuItem{Text: trackName(t), Checked: t.Selected, Do: func() { set(t.ID) }})
		}
	}
	return items
}

// The steps by which subtitles are moved and scaled.
const (
	delayStep = 100 * time.Millisecond
	scaleStep = 0.1
)

func (s *Screen) subtitleMenu() {
	p := s.theatre.Player()
	_, selected := s.last.status.Selected(player.SubtitleTrack)
	items := []kit.MenuItem{{Text: lang.L("Off"), Checked: !selected, Do: func() { p.SetSubtitle(player.NoTrack) }}}
	items = append(items, s.trackItems(player.SubtitleTrack, p.SetSubtitle)...)
	items = append(items, kit.MenuLine(),
		kit.MenuItem{Text: lang.L("Add a file…"), Icon: kit.IconAdd, Do: func() {
			s.stage.ChooseSubtitle(p.AddSubtitleFile)
		}})
	if selected {
		items = append(items, kit.MenuLine())
		items = append(items, s.adjustments()...)
	}
	s.openMenu(s.controls.subtitles, items)
}

// adjustments are the steps of delay and size; the menu stays open for more.
func (s *Screen) adjustments() []kit.MenuItem {
	p, status := s.theatre.Player(), s.last.status
	delay, scale := status.SubDelay, status.SubScale
	if scale == 0 {
		scale = 1
	}
	showDelay := func() string { return lang.L("{{.N}} ms", map[string]any{"N": delay.Milliseconds()}) }
	showScale := func() string { return kit.Ratio(scale) }
	move := func(by time.Duration) func() {
		return func() { delay += by; p.SetSubDelay(delay) }
	}
	resize := func(by float64) func() {
		return func() {
			scale = min(max(scale+by, player.MinSubScale), player.MaxSubScale)
			p.SetSubScale(scale)
		}
	}
	return []kit.MenuItem{
		{Text: lang.L("Earlier"), Keep: true, Value: showDelay, Do: move(-delayStep)},
		{Text: lang.L("Later"), Keep: true, Value: showDelay, Do: move(delayStep)},
		{Text: lang.L("Smaller"), Keep: true, Value: showScale, Do: resize(-scaleStep)},
		{Text: lang.L("Larger"), Keep: true, Value: showScale, Do: resize(scaleStep)},
	}
}
