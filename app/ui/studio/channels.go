package studio

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"matinee/app/ui/kit"
)

// showChannels shows the channels of one's own with their links.
func (s *Screen) showChannels() {
	p := newPage(s.desk, lang.L("My channels"))
	var panels []fyne.CanvasObject
	for _, c := range s.known.channels {
		panels = append(panels, s.channelPanel(p, c, p.button(lang.L("Name, keys, stores"), kit.IconEdit, kit.Plain(), func() {
			s.desk.Back()
			s.showOwn(s.channel(c))
		})))
	}
	p.body = newSheet(panels...)
	p.foot = []*kit.Button{p.button(lang.L("Bring one back…"), "", kit.Plain(), func() {
		s.desk.Back()
		s.askRecovery()
	}), p.button(lang.L("Make another channel"), kit.IconAdd, kit.Plain(), func() {
		s.desk.Back()
		s.askChannel(nil)
	})}
	s.desk.Push(p)
	s.desk.Focus(p.back)
}

// channel is a channel as it is known now.
func (s *Screen) channel(c Channel) Channel {
	for _, now := range s.known.channels {
		if now.Root == c.Root {
			return now
		}
	}
	return c
}

// channelPanel is a channel's name, its link and the link as a picture.
func (s *Screen) channelPanel(p *page, c Channel, more ...*kit.Button) fyne.CanvasObject {
	return newPanel(
		heading(c.Name),
		muted(lang.L("Whoever has this link can follow. Put it on your page, or show the code.")),
		small(c.Link),
		s.announced(p, c),
		rowOf(append([]*kit.Button{p.button(lang.L("Copy the link"), kit.IconCopy, kit.Plain(), func() { s.desk.Copy(c.Link) })}, more...)...),
		s.qr(c.Link),
	)
}

// qr shows a link as a picture, once it is drawn.
func (s *Screen) qr(link string) fyne.CanvasObject {
	code := newCode()
	var drawn image.Image
	s.loop.Work(func(context.Context) (err error) {
		drawn, err = s.backend.Picture(link)
		return err
	}, func(err error) {
		if err == nil {
			code.set(drawn)
		}
	})
	return newRow(code)
}

// code is a QR code on a light ground: cameras want that, whatever the theme.
type code struct {
	widget.BaseWidget
	image *canvas.Image
}

// codeSide is the side of a code.
const codeSide float32 = 220

func newCode() *code {
	c := &code{image: &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScalePixels}}
	c.ExtendBaseWidget(c)
	return c
}

func (c *code) set(i image.Image) {
	c.image.Image = i
	c.image.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *code) CreateRenderer() fyne.WidgetRenderer {
	return &sizedRenderer{widget.NewSimpleRenderer(c.image), fyne.NewSquareSize(codeSide)}
}
