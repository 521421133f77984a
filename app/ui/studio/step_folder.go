package studio

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// folderStep chooses the folder of the work and has it looked at.
type folderStep struct {
	f    *flow
	busy bool
	want string // the folder that is looked at
	text *para
	turn int // of the look that counts
}

func (s *folderStep) show() fyne.CanvasObject {
	f := s.f
	s.text = newPara("", kit.TextBody, kit.Medium, kit.ColorText)
	s.say()
	choose := f.button(lang.L("Choose a folder…"), kit.IconFolder, kit.Primary(), func() {
		f.desk.ChooseFolder(s.look)
	})
	if f.loaded {
		choose = f.button(lang.L("Choose another folder…"), kit.IconFolder, kit.Plain(), func() { f.desk.ChooseFolder(s.look) })
	}
	at := f.folder
	if s.busy {
		at = s.want
	}
	path := f.field(at, nil)
	path.SetPlaceHolder(lang.L("its path"))
	path.OnSubmitted = func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			s.look(text)
		}
	}
	if s.busy {
		choose.Disable()
		path.Disable()
	}
	return newSheet(newPanel(
		heading(lang.L("Where is the work?")),
		muted(lang.L("Choose the folder with its films, music, captions and pictures, or drop it here. Nothing in it is changed: what you decide is kept in it as the file matinee-draft.json, and the bundle is made in a folder of its own.")),
		kit.OnPanel(path),
		s.text,
		newRow(choose),
	))
}

// say tells which folder is meant and what was found.
func (s *folderStep) say() {
	f := s.f
	switch {
	case s.busy:
		s.text.say(lang.L("Looking at the files of {{.Folder}}", map[string]any{"Folder": s.want}) + "…")
	case f.loaded:
		n := len(f.draft.Items)
		s.text.say(f.folder + " · " + lang.N("{{.N}} items", kit.Plural(n), map[string]any{"N": n}))
	default:
		s.text.say("")
	}
}

func (s *folderStep) missing() string {
	if !s.f.loaded {
		return lang.L("Choose a folder first.")
	}
	return ""
}

// look has a folder looked at, and goes on with its draft.
func (s *folderStep) look(folder string) {
	f := s.f
	if s.busy || f.closed {
		return
	}
	f.keep()
	s.busy, s.want = true, folder
	s.turn++
	turn := s.turn
	f.show(folderAt)
	var d library.Draft
	f.s.loop.Work(func(ctx context.Context) (err error) {
		d, err = f.s.backend.Draft(ctx, folder)
		return err
	}, func(err error) {
		if f.closed || turn != s.turn {
			return
		}
		s.busy = false
		if err != nil {
			f.show(folderAt)
			f.warn(problem(err))
			return
		}
		s.found(folder, d)
	})
}

// found takes a draft, unless its bundle is made already.
func (s *folderStep) found(folder string, d library.Draft) {
	f := s.f
	for _, p := range f.s.known.productions {
		if p.ID != d.ID {
			continue
		}
		switch p.State {
		case library.ProductionPublished, library.ProductionWithdrawn:
			f.show(folderAt)
			f.warn(lang.L("{{.Folder}} is published already. What it costs can be changed on its page.", map[string]any{"Folder": filepath.Base(folder)}))
			return
		case library.ProductionBegun:
		default:
			f.resume(p)
			return
		}
	}
	f.folder, f.draft, f.loaded = folder, d, true
	f.refresh()
	f.saver.stored = ""
	if f.hurry {
		f.show(len(f.steps) - 1)
		return
	}
	f.show(folderAt + 1)
	f.desk.Focus(f.next)
}
