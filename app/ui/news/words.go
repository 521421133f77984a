package news

import (
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// named is how many bundles a message names.
const named = 3

// names are the first of some titles, and how many more there are.
func names(of []string) string {
	text := strings.Join(of[:min(len(of), named)], " · ")
	if more := len(of) - named; more > 0 {
		text = lang.XN("news.more", "{{.Names}} and {{.N}} more", kit.Plural(more), map[string]any{"Names": text, "N": more})
	}
	return text
}

// unlocked says what can be watched now.
func unlocked(ev library.Unlocked) Message {
	name := map[string]any{"Title": ev.Title}
	m := Message{To: Target{Bundle: ev.About()}, Plays: true}
	if ev.Kind == library.ReleaseOpen {
		m.Title, m.Text = lang.L("{{.Title}} is open to everybody", name), lang.L("It can be watched now, with no license.")
	} else {
		m.Title, m.Text = lang.L("{{.Title}} can be watched now", name), lang.L("The premiere has begun.")
	}
	return m
}

// listed says what is new in a channel; one bundle is led to, of several their channel.
func listed(channel string, bundles []library.BundleListed) Message {
	m := Message{Title: channel, To: Target{Channel: bundles[0].Channel}}
	if channel == "" {
		m.Title = lang.L("A channel that you follow")
	}
	titles := make([]string, len(bundles))
	for i, b := range bundles {
		titles[i] = b.Name
	}
	if len(bundles) == 1 {
		m.To.Listed = bundles[0].Bundle
	}
	m.Text = lang.XN("news.listed", "{{.N}} new bundles: {{.Names}}", kit.Plural(len(bundles)), map[string]any{"N": len(bundles), "Names": names(titles)})
	return m
}

// whole says what is complete; one bundle is led to, several are found in the library.
func whole(bundles []finished) Message {
	if len(bundles) == 1 {
		return Message{
			Title: lang.L("{{.Title}} is complete", map[string]any{"Title": bundles[0].title}),
			Text:  lang.L("It plays at any time, without a network."), To: Target{Bundle: bundles[0].id}, Plays: true,
		}
	}
	titles := make([]string, len(bundles))
	for i, b := range bundles {
		titles[i] = b.title
	}
	n := len(bundles)
	return Message{
		Title: lang.XN("news.complete", "{{.N}} bundles are complete", kit.Plural(n), map[string]any{"N": n}),
		Text:  names(titles), To: Target{Library: true},
	}
}

// outdated says that there is a newer release.
func outdated(by library.Update) Message {
	return Message{
		Title: lang.L("Matinee {{.Version}} is out", map[string]any{"Version": by.Version}),
		Text:  lang.L("It comes with your system’s updates, or from its page."),
		To:    Target{Page: by.Page},
	}
}

// soon says that a premiere is near.
func soon(p library.Premiere, now time.Time) Message {
	n := int((p.At.Sub(now) + time.Minute - 1) / time.Minute)
	return Message{
		Title: lang.XN("news.premiere", "{{.Title}} begins in {{.N}} minutes", kit.Plural(n), map[string]any{"N": n, "Title": p.Title}),
		Text:  lang.L("The premiere is at {{.Time}}.", map[string]any{"Time": p.At.In(now.Location()).Format("15:04")}),
		To:    Target{Bundle: p.ID},
	}
}

// full says that there is little room.
func full(room int64) Message {
	m := Message{Title: lang.L("The disk is nearly full"), To: Target{Storage: true}}
	if room > 0 {
		m.Text = lang.L("{{.Room}} are left for downloads. See what takes how much.", map[string]any{"Room": kit.Bytes(room)})
	} else {
		m.Text = lang.L("Nothing is left for downloads: they stop. See what takes how much.")
	}
	return m
}
