package transfers

import (
	"fyne.io/fyne/v2"

	"matinee/app/ui/kit"
)

type screenRenderer struct{ s *Screen }

func (r *screenRenderer) Destroy()           {}
func (r *screenRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 300) }

func (r *screenRenderer) Objects() []fyne.CanvasObject {
	s := r.s
	return []fyne.CanvasObject{s.title, s.tools, s.add, s.notice, s.panels, s.header, s.list, s.empty}
}

// Layout puts the parts below each other; while nothing was added, only what
// helps to add something is there.
func (r *screenRenderer) Layout(size fyne.Size) {
	s, width := r.s, size.Width-2*kit.PageMargin
	empty := s.loaded && len(s.entries) == 0
	tools := s.tools.MinSize().Width
	put(s.title, kit.PageMargin, 22, width-tools, 34)
	put(s.tools, size.Width-kit.PageMargin-tools, 20, tools, 36)
	y := float32(68)
	s.add.Hidden = !s.add.open && !empty
	if !s.add.Hidden {
		put(s.add, kit.PageMargin, y, width, addHeight)
		y += addHeight + 14
	}
	if s.notice.Visible() {
		put(s.notice, kit.PageMargin, y, width, kit.NoticeHeight)
		y += kit.NoticeHeight + 14
	}
	table := s.loaded && !empty
	s.empty.Hidden = !empty
	s.tools.Hidden, s.panels.Hidden, s.header.Hidden, s.list.Hidden = !table, !table, !table, !table
	put(s.empty, kit.PageMargin, y, width, size.Height-y)
	put(s.panels, kit.PageMargin, y, width, panelHeight)
	y += panelHeight + 18
	put(s.header, kit.PageMargin, y, width, headHeight)
	y += headHeight + rowRuler
	put(s.list, kit.PageMargin, y, width, size.Height-y)
}

func (r *screenRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
