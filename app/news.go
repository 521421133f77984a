//go:build cgo

package app

import (
	"context"

	"matinee/app/desktop/notes"
	"matinee/app/owner"
	"matinee/app/ui/news"
	"matinee/app/ui/say"
	"matinee/library"
)

// newsOf is what the owner hears of channels, as the desktop is told it.
type newsOf struct{ own *owner.Owner }

var _ news.Source = newsOf{}

func (s newsOf) Changes(ctx context.Context) <-chan library.Event { return s.own.Changes(ctx) }

func (s newsOf) ChannelName(ctx context.Context, root library.Key) string {
	c, err := s.own.Follower().Find(ctx, string(root))
	if err != nil {
		return "" // it is no longer followed
	}
	return c.Name
}

// Downloaded implements news.Source.
func (s newsOf) Downloaded(id library.BundleID) (title string, ok bool) {
	b, err := s.own.Bundle(id)
	if err != nil {
		return "", false
	}
	for _, t := range s.own.Engine().Transfers() {
		if t.ID == id {
			return b.Title, max(b.Downloaded, t.Downloaded) > 0
		}
	}
	return "", false
}

// Premieres implements news.Source.
func (s newsOf) Premieres(ctx context.Context) []library.Premiere { return s.own.Premieres(ctx) }

// Traffic implements news.Source.
func (s newsOf) Traffic() library.Traffic { return s.own.Traffic() }

// Profile implements news.Source.
func (s newsOf) Profile() library.ProfileID { return s.own.Curator().CurrentProfile().ID }

// Settings implements news.Source.
func (s newsOf) Settings() library.Settings { return s.own.CurrentSettings() }

// tellNews shows what happens by the desktop's own messages until ctx ends.
func (d *desk) tellNews(ctx context.Context) {
	news.Run(ctx, news.Config{
		Source: newsOf{d.own}, Words: d.words.RLocker(), Show: d.showNews, Box: d.box,
		Failed: func(err error) { d.log.Info("no message of the desktop's", "error", err) },
	})
}

// showNews shows a message that leads to what it is about.
func (d *desk) showNews(ctx context.Context, m news.Message) error {
	around := d.desktopNow()
	if around == nil {
		return context.Canceled
	}
	out := notes.Message{Title: m.Title, Text: m.Text, Open: func() { d.window.Lead(m.To) }}
	d.words.RLock() // not while the desktop is asked, which may hang: the window waits for it to change its language
	play, show, page := say.Play(), say.ShowStorage(), say.ShowPage()
	d.words.RUnlock()
	switch {
	case m.Plays:
		out.Actions = append(out.Actions, notes.Action{Label: play, Do: func() {
			d.window.Show()
			d.window.Play(m.To.Bundle, -1, nil)
		}})
	case m.To.Page != "":
		out.Actions = append(out.Actions, notes.Action{Label: page, Do: out.Open})
	case m.To.Storage:
		out.Actions = append(out.Actions, notes.Action{Label: show, Do: out.Open})
	}
	return around.Notify(ctx, out)
}
