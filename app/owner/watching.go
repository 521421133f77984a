package owner

import "context"

// WatchSettings returns a channel that gets a token when settings were changed, by
// whomever, until ctx ends. It is not closed.
func (o *Owner) WatchSettings(ctx context.Context) <-chan struct{} {
	news := make(chan struct{}, 1)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.watchers == nil {
		o.watchers = map[chan struct{}]struct{}{}
	}
	o.watchers[news] = struct{}{}
	context.AfterFunc(ctx, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.watchers, news)
	})
	return news
}

func (o *Owner) tellWatchers() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for news := range o.watchers {
		select {
		case news <- struct{}{}:
		default: // one that is not taken yet tells of this, too
		}
	}
}
