package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Room asks for a fixed height for something that has none of its own.
type Room struct {
	widget.BaseWidget
	content fyne.CanvasObject
	height  float32
}

// NewRoom wraps content.
func NewRoom(content fyne.CanvasObject, height float32) *Room {
	r := &Room{content: content, height: height}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *Room) CreateRenderer() fyne.WidgetRenderer {
	return &roomRenderer{WidgetRenderer: widget.NewSimpleRenderer(r.content), height: r.height}
}

type roomRenderer struct {
	fyne.WidgetRenderer
	height float32
}

func (r *roomRenderer) MinSize() fyne.Size { return fyne.NewSize(0, r.height) }
