package watch

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
	"matinee/app/ui/say"
	"matinee/library"
)

// musicView stands in for the picture where there is only sound: the cover, what
// plays, and the other tracks.
type musicView struct {
	widget.BaseWidget
	plate       *kit.Fill
	icon        *kit.Picture
	cover       *canvas.Image
	title, item *kit.Label
	tracks      *trackList
	of          library.BundleID // whose cover is there, or asked for
}

func newMusicView(tracks *trackList) *musicView {
	m := &musicView{
		plate: kit.NewFill(kit.ColorStagePanel, coverRadius), icon: kit.NewPicture(kit.IconAudio, kit.ColorAccent),
		cover: &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: coverRadius},
		title: kit.NewLabel("", kit.TextTitle, kit.Bold, kit.ColorStageText).Cut().Aligned(fyne.TextAlignCenter),
		item:  kit.NewLabel("", kit.TextSection, kit.Regular, kit.ColorStageMuted).Cut().Aligned(fyne.TextAlignCenter),

		tracks: tracks,
	}
	m.cover.Hide()
	m.ExtendBaseWidget(m)
	m.Hide()
	return m
}

// show follows a reading.
func (m *musicView) show(v view) {
	main, item := v.title()
	if item == "" {
		item = say.Item(v.now.Names.Of(v.now.Item))
	}
	if item == main {
		item = ""
	}
	if item != "" {
		main, item = item, main
	}
	var by []string
	for _, part := range []string{v.now.Creators, item} {
		if part != "" && part != main {
			by = append(by, part)
		}
	}
	item = strings.Join(by, " · ")
	before := [2]string{m.title.Text(), m.item.Text()}
	m.title.SetText(main)
	m.item.SetText(item)
	moved := before != [2]string{m.title.Text(), m.item.Text()} // each has the room of its text
	if on := v.music(); on != m.Visible() {
		if on {
			m.Show()
		} else {
			m.Hide()
		}
	}
	if m.Visible() && (m.tracks.set(v.now) || moved) {
		m.Refresh()
	}
}

// setCover shows a cover; nil shows the note instead.
func (m *musicView) setCover(picture image.Image) {
	m.cover.Image = picture
	m.cover.Hidden = picture == nil
	m.icon.Hidden = picture != nil
	m.Refresh()
}

// bringCover asks for the cover of what plays, once for each bundle.
func (s *Screen) bringCover(v view) {
	id := v.now.Bundle.ID
	if s.gallery == nil || id == "" || id == s.music.of || !v.music() {
		return
	}
	s.music.of = id
	s.music.setCover(nil)
	var picture image.Image
	s.loop.Work(func(ctx context.Context) error {
		path, err := s.gallery.Artwork(ctx, id, library.ShapePoster)
		if err == nil {
			picture, err = readPicture(path)
		}
		return err
	}, func(err error) {
		if err == nil && s.music.of == id {
			s.music.setCover(picture)
		}
	})
}

// CreateRenderer implements fyne.Widget.
func (m *musicView) CreateRenderer() fyne.WidgetRenderer { return &musicRenderer{m} }

type musicRenderer struct{ m *musicView }

func (r *musicRenderer) Destroy()           {}
func (r *musicRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 120) }

func (r *musicRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.m.plate, r.m.icon, r.m.cover, r.m.title, r.m.item, r.m.tracks}
}

// The measures of the music view.
const (
	coverRadius  = 18
	listBeside   = 900 // width from which the tracks stand beside the cover
	listWidth    = 420
	listTop      = 64
	controlsRoom = 110
	listBelow    = 420 // height from which they stand below it, where there is no room beside
	smallCover   = 88
)

// Layout puts the tracks beside the cover where there is room, or below a small one,
// and leaves them out where there is none.
func (r *musicRenderer) Layout(size fyne.Size) {
	many := r.m.tracks.Length() > 1
	beside := many && size.Width >= listBeside
	below := many && !beside && size.Width >= tinyBelow && size.Height >= listBelow
	r.m.tracks.Hidden = !beside && !below
	if below {
		r.stack(size)
		return
	}
	room := size.Width
	if beside {
		room -= listWidth + stageMargin
		put(r.m.tracks, room, listTop, listWidth, size.Height-listTop-controlsRoom)
	}
	side := min(max(size.Height*0.42, 96), 360)
	y := max((size.Height-side)/2-70, 8)
	for _, o := range []fyne.CanvasObject{r.m.plate, r.m.cover} {
		put(o, (room-side)/2, y, side, side)
	}
	put(r.m.icon, (room-side*0.4)/2, y+side*0.3, side*0.4, side*0.4)
	put(r.m.title, stageMargin, y+side+24, room-2*stageMargin, 34)
	put(r.m.item, stageMargin, y+side+62, room-2*stageMargin, 24)
	short := y+side+90 > size.Height-controlsRoom+20
	r.m.title.Hidden, r.m.item.Hidden = short, short
}

// stack puts a small cover with what plays above the tracks.
func (r *musicRenderer) stack(size fyne.Size) {
	for _, o := range []fyne.CanvasObject{r.m.plate, r.m.cover} {
		put(o, stageMargin, listTop, smallCover, smallCover)
	}
	put(r.m.icon, stageMargin+smallCover*0.3, listTop+smallCover*0.3, smallCover*0.4, smallCover*0.4)
	x := stageMargin + smallCover + 18
	for _, l := range []struct {
		*kit.Label
		y, height float32
	}{{r.m.title, 12, 34}, {r.m.item, 48, 24}} {
		put(l, x, listTop+l.y, min(l.Width()+1, size.Width-x-stageMargin), l.height)
		l.Hidden = false
	}
	top := float32(listTop + smallCover + 14)
	put(r.m.tracks, stageMargin-8, top, size.Width-2*stageMargin+16, size.Height-top-controlsRoom)
}

func (r *musicRenderer) Refresh() {
	r.Layout(r.m.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
