package watch

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/player"
)

// controls are the widgets over the picture.
type controls struct {
	back                                       *kit.Button
	title, item, traffic, clock, info          *kit.Label
	plate                                      *kit.Fill // behind info, which has any picture behind it
	bar                                        *kit.SeekBar
	play, rewind, forward, next                *kit.Button
	speed, audio, subtitles, sound, fullscreen *kit.Button
	mini                                       *kit.Button
	volume                                     *kit.Slider

	last    view // as shown
	compact bool // the names of tracks have no room
}

// The steps of the two buttons.
const (
	stepBack    = 10 * time.Second
	stepForward = 30 * time.Second
)

func newControls(s *Screen) *controls {
	label := func(weight kit.Weight, color fyne.ThemeColorName) *kit.Label {
		return kit.NewLabel("", kit.TextBody, weight, color).Cut()
	}
	icon := func(i kit.Icon, do func()) *kit.Button { return s.button("", i, kit.Stage(), do) }
	after := kit.Stage()
	after.IconAfter = true
	c := &controls{
		title: label(kit.SemiBold, kit.ColorStageText), item: label(kit.Regular, kit.ColorStageMuted),
		traffic: label(kit.Regular, kit.ColorStageMuted).Aligned(fyne.TextAlignTrailing),
		clock:   label(kit.Medium, kit.ColorStageText), info: label(kit.Regular, kit.ColorStageMuted),
		bar: kit.NewSeekBar(), plate: kit.NewFill(kit.ColorStagePanel, 8),
	}
	c.back = icon(kit.IconBack, s.leave)
	c.play = icon(kit.IconPause, func() { s.theatre.Player().TogglePause() })
	c.rewind = s.button("10", kit.IconRewind, kit.Stage(), func() { s.theatre.Player().SeekBy(-stepBack) })
	c.forward = s.button("30", kit.IconForward, after, func() { s.theatre.Player().SeekBy(stepForward) })
	c.next = icon(kit.IconNext, s.next)
	c.speed = s.button("1.0×", "", kit.Stage(), s.speedMenu)
	c.audio = s.button("", kit.IconAudio, kit.Stage(), s.audioMenu)
	c.subtitles = s.button("", "", kit.Stage(), s.subtitleMenu)
	c.sound = icon(kit.IconVolume, func() { s.theatre.Player().ToggleMute() })
	c.fullscreen = icon(kit.IconFullscreen, s.toggleFullscreen)
	c.mini = icon(kit.IconMini, s.toggleMini)
	c.volume = kit.NewSlider(func(v float64) { s.theatre.Player().SetVolume(v * 100); s.stir() })
	c.rewind.Call(lang.L("Back, in seconds"))
	c.forward.Call(lang.L("On, in seconds"))
	c.speed.Call(lang.L("Speed"))
	c.volume.Call(lang.L("Volume"))
	c.bar.OnSeek = s.seekPart
	c.bar.OnHover = s.stir
	c.bar.OnPoint = s.pointed
	return c
}

// button makes a button whose other keys are the screen's shortcuts.
func (s *Screen) button(text string, icon kit.Icon, look kit.Look, do func()) *kit.Button {
	b := kit.NewButton(text, icon, look, func() { s.stir(); do() })
	b.PassKeys(s.typedKey, s.typedRune)
	return b
}

func (c *controls) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		c.back, c.title, c.item, c.traffic, c.plate, c.info, c.bar, c.play, c.rewind, c.forward, c.next, c.clock,
		c.speed, c.audio, c.subtitles, c.sound, c.volume, c.mini, c.fullscreen,
	}
}

// show brings the controls up to a reading.
func (c *controls) show(v view) {
	c.last = v
	main, item := v.title()
	c.title.SetText(main)
	c.item.SetText(item)
	c.traffic.SetText(v.traffic())
	c.clock.SetText(v.clock())
	if v.status.Duration > 0 {
		c.bar.SetValue(float64(v.status.Position)/float64(v.status.Duration), v.status.Duration)
	} else {
		c.bar.SetValue(0, 0)
	}
	c.bar.SetBuffered(v.buffered())
	c.bar.SetChapters(v.chapters())
	c.bar.SetMarks(v.breaks())
	icon := kit.IconPause
	if v.status.Paused || v.status.State == player.Ended || v.status.State == player.Failed {
		icon = kit.IconPlay
	}
	c.play.Set("", icon)
	c.speed.Set(speedName(v.status.Speed), "")
	c.showTracks(v)
	c.showSound(v)
}

func (c *controls) showTracks(v view) {
	names := [2]string{lang.L("Audio"), lang.L("Subtitles")}
	if !c.compact {
		names = trackNames(v)
	}
	c.audio.Set(names[0], "")
	c.subtitles.Set(names[1], "")
}

// trackNames say which sound and which subtitles are chosen.
func trackNames(v view) [2]string {
	audio, subtitles := lang.L("Audio"), lang.L("Subtitles")
	if t, ok := v.status.Selected(player.AudioTrack); ok {
		audio += " · " + trackName(t)
	}
	if t, ok := v.status.Selected(player.SubtitleTrack); ok {
		subtitles += " · " + trackName(t)
	}
	return [2]string{short(audio), short(subtitles)}
}

// maxButton bounds the text of a button, in characters: track titles are free.
const maxButton = 30

func short(text string) string {
	if runes := []rune(text); len(runes) > maxButton {
		return string(runes[:maxButton-1]) + "…"
	}
	return text
}

func (c *controls) showSound(v view) {
	icon := kit.IconVolume
	if v.status.Muted || v.status.Volume <= 0 {
		icon = kit.IconMuted
	}
	c.sound.Set("", icon)
	level := v.status.Volume / 100
	if v.status.Muted {
		level = 0
	}
	c.volume.Set(level)
}

// The measures of the controls.
const (
	stageMargin  float32 = 24
	compactBelow float32 = 980
	tinyBelow    float32 = 700 // only what a small window needs
	stageButton  float32 = 36
	volumeWidth  float32 = 72
)

// layout puts the controls along the upper and lower edge.
func (c *controls) layout(size fyne.Size, hasNext bool) {
	c.thin(size.Width < tinyBelow)
	put(c.back, stageMargin-8, 11, stageButton, stageButton)
	x := stageMargin + 36
	traffic := min(c.traffic.Width(), size.Width*0.45)
	room := size.Width - x - traffic - stageMargin - 20
	title := min(c.title.Width(), room)
	put(c.title, x, 11, title, stageButton)
	put(c.item, x+title+8, 11, max(room-title-8, 0), stageButton)
	put(c.traffic, size.Width-stageMargin-traffic, 11, traffic, stageButton)
	put(c.info, x, 48, size.Width-x-stageMargin, 20)
	put(c.plate, x-10, 44, min(c.info.Width(), size.Width-x-stageMargin)+20, 28)
	put(c.bar, stageMargin, size.Height-91, size.Width-2*stageMargin, 28)
	c.next.Hidden = !hasNext || c.play.Hidden || c.last.status.Ad.Playing()
	y, right := size.Height-49, size.Width-stageMargin+8
	room = right - c.layoutLeft(y)
	c.setCompact(size.Width < compactBelow || room < c.rightWidth())
	c.layoutRight(right, y)
}

// setCompact shows the tracks with or without their names.
func (c *controls) setCompact(on bool) {
	if c.compact != on {
		c.compact = on
		c.showTracks(c.last)
	}
}

// rightWidth is the room that the controls at the right take with the names of the
// tracks.
func (c *controls) rightWidth() float32 {
	width := volumeWidth + 10
	for _, b := range []*kit.Button{c.fullscreen, c.mini, c.sound, c.speed} {
		width += b.MinSize().Width + 4
	}
	look := kit.Stage()
	for _, name := range trackNames(c.last) {
		width += kit.NewLabel(name, look.Type, look.Weight, look.Text).Width() + 2*look.Pad + 4
	}
	return width
}

// thin leaves out what there is no room for, or brings it back.
func (c *controls) thin(tiny bool) {
	for _, o := range []fyne.CanvasObject{
		c.item, c.traffic, c.plate, c.info, c.rewind, c.forward, c.speed, c.audio, c.subtitles, c.sound, c.volume, c.bar,
	} {
		hidden := tiny && o != fyne.CanvasObject(c.bar) || c.play.Hidden || c.bare(o)
		switch {
		case hidden && o.Visible():
			o.Hide()
		case !hidden && !o.Visible():
			o.Show()
		}
	}
}

// bare reports whether a control has nothing to choose from, since an advertisement is
// only watched, and music has one sound as a rule and no subtitles, or nothing to stand
// behind.
func (c *controls) bare(o fyne.CanvasObject) bool {
	if c.last.status.Ad.Playing() && slices.Contains(c.ofFilm(), o) {
		return true
	}
	kind := player.AudioTrack
	switch o {
	case c.audio:
	case c.plate:
		return c.info.Text() == ""
	case c.subtitles:
		kind = player.SubtitleTrack
	default:
		return false
	}
	n := 0
	for _, t := range c.last.status.Tracks {
		if t.Kind == kind {
			n++
		}
	}
	return c.last.music() && (n == 0 || kind == player.AudioTrack && n == 1)
}

// ofFilm are the controls that an advertisement does not obey.
func (c *controls) ofFilm() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.bar, c.rewind, c.forward, c.speed, c.audio, c.subtitles}
}

// layoutLeft returns where the controls at the left end.
func (c *controls) layoutLeft(y float32) float32 {
	x := stageMargin - 8
	for _, b := range []*kit.Button{c.play, c.rewind, c.forward, c.next} {
		if b.Hidden {
			continue
		}
		width := b.MinSize().Width
		put(b, x, y, width, stageButton)
		x += width + 8
	}
	put(c.clock, x+8, y, c.clock.Width()+2, stageButton)
	return x + c.clock.Width() + 24
}

func (c *controls) layoutRight(x, y float32) {
	volume := volumeWidth
	if c.compact {
		volume = 56
	}
	for _, o := range []fyne.CanvasObject{c.fullscreen, c.mini, c.volume, c.sound, c.subtitles, c.audio, c.speed} {
		if !o.Visible() && c.mini.Visible() {
			continue
		}
		width := o.MinSize().Width
		if o == fyne.CanvasObject(c.volume) {
			x -= volume + 8
			put(o, x, y+4, volume, 28)
			x -= 2
			continue
		}
		x -= width
		put(o, x, y, width, stageButton)
		x -= 4
	}
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), height))
}
