package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// progressHeight is the thickness of the bar.
const progressHeight = 4

// Progress is a thin bar that shows a part from 0 to 1.
type Progress struct {
	widget.BaseWidget
	value float64
	tone  Tone
}

// NewProgress makes an empty bar.
func NewProgress() *Progress {
	p := &Progress{tone: ToneActive}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes value and tone. Steps too small to see cost nothing.
func (p *Progress) Set(value float64, tone Tone) {
	value = min(max(value, 0), 1)
	step := float64(1)
	if width := p.Size().Width; width > 0 {
		step = float64(width) * 2
	}
	if p.tone == tone && int(p.value*step) == int(value*step) {
		p.value = value
		return
	}
	p.value, p.tone = value, tone
	p.Refresh()
}

// Value is the part shown.
func (p *Progress) Value() float64 { return p.value }

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	return &progressRenderer{
		bar: p, track: NewFill(ColorRaised, progressHeight/2), done: NewFill(ColorAccent, progressHeight/2),
	}
}

type progressRenderer struct {
	bar         *Progress
	track, done *Fill
}

func (r *progressRenderer) Destroy() {}

func (r *progressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.done}
}

func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(40, progressHeight) }

func (r *progressRenderer) Layout(size fyne.Size) {
	at := fyne.NewPos(0, (size.Height-progressHeight)/2)
	r.track.Move(at)
	r.track.Resize(fyne.NewSize(size.Width, progressHeight))
	width := size.Width * float32(r.bar.value)
	if r.bar.value > 0 {
		width = max(width, progressHeight)
	}
	r.done.Move(at)
	r.done.Resize(fyne.NewSize(width, progressHeight))
}

func (r *progressRenderer) Refresh() {
	switch r.bar.tone {
	case ToneGood:
		r.done.SetColor(ColorGood)
	case ToneActive:
		r.done.SetColor(ColorAccent)
	case ToneDanger:
		r.done.SetColor(ColorDanger)
	default:
		r.done.SetColor(ColorMuted)
	}
	r.Layout(r.bar.Size())
	r.track.Refresh()
	r.done.Refresh()
}
