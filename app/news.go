//go:build cgo

package app

import (
	"context"

	"matinee/app/owner"
	"matinee/app/ui/news"
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

// tellNews shows the news of channels by the desktop's own messages until ctx ends.
func (d *desk) tellNews(ctx context.Context) {
	news.Run(ctx, news.Config{
		Source: newsOf{d.own}, Words: d.words.RLocker(), Show: d.Notify,
		Failed: func(err error) { d.log.Info("no message of the desktop's", "error", err) },
	})
}
