package kit

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"matinee/assets"
)

// Icon names a drawing of the program's own set.
type Icon string

// The icons.
const (
	IconAdd        Icon = "add"
	IconAhead      Icon = "ahead"
	IconAudio      Icon = "audio"
	IconBack       Icon = "back"
	IconBehind     Icon = "behind"
	IconBell       Icon = "bell"
	IconCheck      Icon = "check"
	IconChevron    Icon = "chevron"
	IconClose      Icon = "close"
	IconCopy       Icon = "copy"
	IconDown       Icon = "down"
	IconEdit       Icon = "edit"
	IconEye        Icon = "eye"
	IconFolder     Icon = "folder"
	IconForward    Icon = "forward"
	IconFullscreen Icon = "fullscreen"
	IconGrid       Icon = "grid"
	IconHome       Icon = "home"
	IconImport     Icon = "import"
	IconInfo       Icon = "info"
	IconItems      Icon = "items"
	IconKeep       Icon = "keep"
	IconKept       Icon = "kept"
	IconLibrary    Icon = "library"
	IconLimit      Icon = "limit"
	IconLock       Icon = "lock"
	IconLogo       Icon = "logo"
	IconMinus      Icon = "minus"
	IconMini       Icon = "mini"
	IconMore       Icon = "more"
	IconMove       Icon = "move"
	IconMuted      Icon = "muted"
	IconNext       Icon = "next"
	IconOpen       Icon = "open"
	IconPause      Icon = "pause"
	IconPeople     Icon = "people"
	IconPin        Icon = "pin"
	IconPlay       Icon = "play"
	IconRecheck    Icon = "recheck"
	IconRemove     Icon = "remove"
	IconRewind     Icon = "rewind"
	IconSearch     Icon = "search"
	IconSettings   Icon = "settings"
	IconSort       Icon = "sort"
	IconStar       Icon = "star"
	IconStudio     Icon = "studio"
	IconTransfers  Icon = "transfers"
	IconUndo       Icon = "undo"
	IconUp         Icon = "up"
	IconVolume     Icon = "volume"
	IconWarning    Icon = "warning"
	IconWindowed   Icon = "windowed"
)

// Resource is the icon as drawn; nil when there is none of this name.
func (i Icon) Resource() fyne.Resource {
	name := string(i) + ".svg"
	data, err := assets.Icons.ReadFile("icons/" + name)
	if err != nil {
		return nil
	}
	return fyne.NewStaticResource(name, data)
}

// painted is the icon in a colour; the logo keeps its own. Fyne's themed
// resources recolour only what is filled, and most of these icons are strokes.
func (i Icon) painted(c color.Color) fyne.Resource {
	res := i.Resource()
	if res == nil {
		return nil
	}
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	hex := fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
	svg := bytes.ReplaceAll(res.Content(), []byte("currentColor"), []byte(hex))
	return fyne.NewStaticResource(string(i)+hex[1:]+".svg", svg)
}

// Picture shows an icon in a colour of the theme.
type Picture struct {
	widget.BaseWidget
	icon  Icon
	color fyne.ThemeColorName
}

// NewPicture makes a picture of an icon; "" shows nothing.
func NewPicture(icon Icon, color fyne.ThemeColorName) *Picture {
	p := &Picture{icon: icon, color: color}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes icon and colour; the same ones cost nothing.
func (p *Picture) Set(icon Icon, color fyne.ThemeColorName) {
	if p.icon != icon || p.color != color {
		p.icon, p.color = icon, color
		p.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	r := &pictureRenderer{picture: p, image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.paint()
	return r
}

type pictureRenderer struct {
	picture *Picture
	image   *canvas.Image
	drawn   struct {
		icon  Icon
		color color.Color
	}
}

// paint decodes the icon again only when it or its colour changed.
func (r *pictureRenderer) paint() {
	c := paletteOf(r.picture, r.picture.color)
	if r.drawn.icon != r.picture.icon || r.drawn.color != c {
		r.drawn.icon, r.drawn.color = r.picture.icon, c
		r.image.Resource = r.picture.icon.painted(c)
	}
}

func (r *pictureRenderer) Destroy()                     {}
func (r *pictureRenderer) Layout(size fyne.Size)        { r.image.Resize(size) }
func (r *pictureRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *pictureRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.image} }
func (r *pictureRenderer) Refresh()                     { r.paint(); r.image.Refresh() }
