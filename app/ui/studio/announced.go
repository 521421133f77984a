package studio

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/library"
)

// announcements are the lines of a page that say how far the world was told of channels.
// They follow it while somebody looks.
type announcements struct {
	poll  *live.Poll
	lines map[library.Key]*para
}

// announced is such a line.
func (s *Screen) announced(p *page, c Channel) fyne.CanvasObject {
	if p.tells == nil {
		p.tells = &announcements{lines: map[library.Key]*para{}}
		p.tells.poll = s.loop.Poll(readEvery, func(ctx context.Context) func() {
			all, err := s.backend.Channels(ctx)
			if err != nil {
				return nil
			}
			return func() { p.tell(all) }
		})
		p.tells.poll.SetActive(p.seen)
	}
	line := small(announcedWords(c.Announced))
	p.tells.lines[c.Root] = line
	return line
}

// tell shows how far channels are now.
func (p *page) tell(all []Channel) {
	changed := false
	for _, c := range all {
		line, text := p.tells.lines[c.Root], announcedWords(c.Announced)
		if line != nil && line.label.Text() != text {
			line.say(text)
			changed = true
		}
	}
	if sheet, ok := p.body.(*sheet); ok && changed {
		sheet.relayout()
	}
}

func announcedWords(a library.Announcement) string {
	clock := func(t time.Time) string { return t.Local().Format("15:04") }
	switch a.State {
	case library.AnnouncementReached:
		return lang.N("Announced to {{.N}} nodes of the DHT, {{.Time}}", kit.Plural(a.Nodes), map[string]any{"N": a.Nodes, "Time": clock(a.At)})
	case library.AnnouncementNobody:
		return lang.L("Nobody in the DHT was reached at {{.Time}}; the next try is at {{.Next}}", map[string]any{"Time": clock(a.At), "Next": clock(a.Next)})
	case library.AnnouncementRival:
		return lang.L("Another program published with the same key, and the DHT keeps that")
	}
	return lang.L("Being announced to the DHT") + "…"
}
