package redact

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
)

// names are the attributes that hold what is public by itself and tells one thing
// from another: they are cut, so that a person can find it and nobody can use it.
func names() []string {
	return []string{"bundle", "root", "channel", "catalogue", "production", "edition", "campaign"}
}

// kept is how much of such a name stays.
const kept = 8

// Handler hands records on without secrets and homes.
func (r *Redactor) Handler(to slog.Handler) slog.Handler {
	return &handler{to: to, r: r, public: regexp.MustCompile(`^[0-9a-fA-F]{32,64}$`)}
}

type handler struct {
	to     slog.Handler
	r      *Redactor
	public *regexp.Regexp
}

// Enabled implements slog.Handler.
func (h *handler) Enabled(ctx context.Context, l slog.Level) bool { return h.to.Enabled(ctx, l) }

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, rec slog.Record) error {
	clean := slog.NewRecord(rec.Time, rec.Level, h.r.Text(rec.Message), rec.PC)
	rec.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.attr(a))
		return true
	})
	return h.to.Handle(ctx, clean)
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = h.attr(a)
	}
	return &handler{h.to.WithAttrs(clean), h.r, h.public}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.to.WithGroup(name), h.r, h.public}
}

// attr is an attribute without secrets. Numbers and times hold none.
func (h *handler) attr(a slog.Attr) slog.Attr {
	a.Value = a.Value.Resolve()
	if a.Value.Kind() != slog.KindGroup && h.secret(a.Key) {
		return slog.String(a.Key, Hidden)
	}
	switch a.Value.Kind() {
	case slog.KindGroup:
		group := a.Value.Group()
		clean := make([]slog.Attr, len(group))
		for i, g := range group {
			clean[i] = h.attr(g)
		}
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(clean...)}
	case slog.KindString, slog.KindAny:
		return slog.String(a.Key, h.text(a.Key, fmt.Sprint(a.Value.Any())))
	}
	return a
}

func (h *handler) text(key, value string) string {
	if slices.Contains(names(), key) && h.public.MatchString(value) {
		return value[:kept] + "…"
	}
	return h.r.Text(value)
}

// secret reports whether a name is that of a secret: its value is hidden then,
// whatever it looks like.
func (h *handler) secret(key string) bool { return strings.HasSuffix(h.r.Text(key+"=x"), Hidden) }
