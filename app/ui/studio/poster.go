package studio

import (
	"context"
	"image"
	"path"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// poster is the page on which the picture is chosen that stands for the bundle.
type poster struct {
	*page
	f      *flow
	films  []kit.Option
	film   string // of which frames are shown
	frames *row
	says   *para
	own    *kit.Thumb // a picture that is a file
	sheet  *sheet
	stop   context.CancelFunc // ends the search for frames
	shown  map[*kit.Thumb]library.DraftItem
}

// posterAt is the item that stands for the bundle; -1 for none.
func (f *flow) posterAt() int {
	return slices.IndexFunc(f.draft.Items, func(i library.DraftItem) bool { return i.Role == library.RolePoster && i.For == "" })
}

// askPoster opens the page.
func (f *flow) askPoster() {
	p := &poster{
		page: newPage(f.desk, lang.L("The poster")), f: f, frames: newRow(), says: small(""), stop: func() {},
		shown: map[*kit.Thumb]library.DraftItem{},
	}
	for _, i := range f.draft.Items {
		if i.Role != library.RoleCaption && library.KindOf(i.File) == library.Video {
			p.films = append(p.films, kit.Option{Value: i.File, Text: itemWords(i)})
		}
	}
	p.own = p.thumb(library.DraftItem{}, nil, "")
	p.own.Hide()
	p.lay()
	p.onEnd = func() {
		p.stop()
		f.refreshItems()
	}
	done := p.button(lang.L("Done"), "", kit.Primary(), f.desk.Back)
	p.foot = []*kit.Button{p.button(lang.L("A picture of my own…"), kit.IconFolder, kit.Plain(), func() { f.desk.ChooseFile(p.take) }), done}
	f.desk.Push(p.page)
	f.desk.Focus(done)
	p.begin()
}

// lay puts the parts on the page.
func (p *poster) lay() {
	parts := []fyne.CanvasObject{muted(lang.L("It stands for the bundle on shelves and in the channel. Choose a frame, or a picture of your own: one that lies elsewhere is copied into the folder of the work."))}
	if len(p.films) > 1 {
		parts = append(parts, newLine(lang.L("Frames of"), "", newRow(p.pick(p.films, p.film, p.look))))
	}
	p.sheet = newSheet(newPanel(append(parts, p.own, p.frames, p.says)...))
	p.body = p.sheet
}

// begin shows what is chosen by now, and frames beside it.
func (p *poster) begin() {
	at := p.f.posterAt()
	if at >= 0 && p.f.draft.Items[at].File != "" {
		p.take(path.Join(p.f.folder, p.f.draft.Items[at].File))
	}
	switch {
	case len(p.films) == 0:
		p.says.say(lang.L("There is no film here that frames could be taken of."))
		p.sheet.relayout()
	case at >= 0 && slices.ContainsFunc(p.films, func(o kit.Option) bool { return o.Value == p.f.draft.Items[at].Frame }):
		p.look(p.f.draft.Items[at].Frame)
	default:
		p.look(p.films[0].Value)
	}
}

// look has frames of a film shown, each as it is found.
func (p *poster) look(film string) {
	if p.film == film {
		return
	}
	p.stop()
	p.film, p.frames.parts = film, nil
	p.lay()
	p.says.say(lang.L("Looking for frames") + "…")
	p.page.Refresh()
	ctx, stop := context.WithCancel(p.f.s.loop.Context())
	p.stop = stop
	p.f.s.loop.Work(func(context.Context) error {
		return p.f.s.backend.Frames(ctx, p.f.folder, film, func(frame Frame) {
			p.f.s.loop.Post(func() {
				if ctx.Err() == nil {
					p.propose(film, frame)
				}
			})
		})
	}, func(err error) {
		if ctx.Err() != nil {
			return
		}
		stop()
		p.says.say(problem(err))
		p.sheet.relayout()
	})
}

// propose adds a frame.
func (p *poster) propose(film string, frame Frame) {
	caption := lang.L("where it shows most")
	if frame.At > 0 {
		caption = frameAt(frame.At)
	}
	item := library.DraftItem{Frame: film, At: frame.At, Role: library.RolePoster}
	p.frames.parts = append(p.frames.parts, p.thumb(item, frame.Picture, caption))
	p.mark()
	p.sheet.relayout()
}

// frameAt says where in a film a frame is.
func frameAt(at library.Interval) string {
	return lang.L("at {{.Time}}", map[string]any{"Time": kit.Clock(time.Duration(at))})
}

// take takes a picture of one's own.
func (p *poster) take(picture string) {
	var file string
	var shown image.Image
	had := p.f.posterAt()
	here := had >= 0 && path.Join(p.f.folder, p.f.draft.Items[had].File) == picture
	p.warn("")
	p.f.s.loop.Work(func(ctx context.Context) (err error) {
		file, shown, err = p.f.s.backend.AddPicture(ctx, p.f.folder, picture)
		return err
	}, func(err error) {
		if err != nil {
			p.warn(problem(err))
			return
		}
		item := library.DraftItem{File: file, Role: library.RolePoster}
		p.shown[p.own] = item
		p.own.Put(shown, path.Base(file))
		p.own.Show()
		if !here { // else it is chosen already
			p.choose(item)
		}
		p.mark()
		p.page.Refresh()
	})
}

// thumb is a picture that can be chosen as the poster.
func (p *poster) thumb(item library.DraftItem, picture image.Image, caption string) *kit.Thumb {
	var t *kit.Thumb
	t = kit.NewThumb(caption, func() {
		p.choose(p.shown[t])
		p.mark()
	})
	t.PassKeys(p.Key, nil)
	t.OnGained(func() { p.sheet.reveal(t) })
	t.Put(picture, caption)
	p.shown[t] = item
	return t
}

// choose has an item stand for the bundle, in the place of the one that did.
func (p *poster) choose(item library.DraftItem) {
	d := &p.f.draft
	d.Items = slices.Clone(d.Items)
	if at := p.f.posterAt(); at >= 0 {
		d.Items = slices.Delete(d.Items, at, at+1)
	}
	name := "poster.jpg"
	if item.File != "" {
		name = "poster" + strings.ToLower(path.Ext(item.File))
		d.Items = slices.DeleteFunc(d.Items, func(i library.DraftItem) bool { return i.File == item.File })
		if !slices.Contains(d.Seen, item.File) { // it is not suggested once more
			d.Seen = append(d.Seen, item.File)
		}
	}
	item.Path = p.f.free(name)
	// Of several pictures channels show the first.
	at := slices.IndexFunc(d.Items, func(i library.DraftItem) bool { return i.Role == library.RolePoster })
	if at < 0 {
		at = len(d.Items)
	}
	d.Items = slices.Insert(d.Items, at, item)
}

// mark shows which picture is chosen.
func (p *poster) mark() {
	at := p.f.posterAt()
	for t, item := range p.shown {
		t.Choose(at >= 0 && item.Role == library.RolePoster && item.File == p.f.draft.Items[at].File &&
			item.Frame == p.f.draft.Items[at].Frame && item.At == p.f.draft.Items[at].At)
	}
}

// refreshItems shows the items as they are now, if they are shown.
func (f *flow) refreshItems() {
	if s, ok := f.steps[f.at].(*itemsStep); ok && s.list != nil {
		s.list.set()
	}
}
