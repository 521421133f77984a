package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// guide is a desk that knows of channels.
type guide struct {
	*desk
	channels []control.Channel
	own      []control.OwnChannel
}

func newGuide() *guide {
	return &guide{desk: &desk{}, own: []control.OwnChannel{
		{Root: library.Key(strings.Repeat("ab", 32)), Name: "Studio", Link: "magnet:?studio", Seq: 3},
		{Root: library.Key(strings.Repeat("cd", 32)), Name: "Attic", Link: "magnet:?attic"},
	}}
}

func (g *guide) Connect(_ context.Context, _ Options, quiet bool) (Session, error) {
	g.quiet = append(g.quiet, quiet)
	return g, nil
}

func (g *guide) shown() control.Channel {
	return control.Channel{
		Root: library.Key(strings.Repeat("ef", 32)), Name: "Nord\x1b[2J", Domain: "nord.example", Verified: true, Bundles: 2, Warning: "Led back.",
		MovedTo: "magnet:?next",
		Listed:  []control.Listed{{Infohash: film, Name: "Film", Length: 2_000_000, Read: true}, {Infohash: film, Name: "Soon"}},
	}
}

func (g *guide) Follow(_ context.Context, q control.FollowRequest) (control.Channel, error) {
	return g.shown(), g.do("follow", q.Link, fmt.Sprint(q.LocalOK, q.Whole))
}
func (g *guide) Unfollow(_ context.Context, name string) error { return g.do("unfollow", name) }
func (g *guide) Refresh(_ context.Context, name string) ([]control.Channel, error) {
	return []control.Channel{g.shown()}, g.do("refresh", name)
}

func (g *guide) Following(context.Context) ([]control.Channel, error) {
	return g.channels, g.do("following")
}

func (g *guide) Listed(_ context.Context, name string) (control.Channel, error) {
	return g.shown(), g.do("listed", name)
}

func (g *guide) SetRules(_ context.Context, q control.RulesRequest) (control.Channel, error) {
	return control.Channel{Rules: q}, g.do("rules", fmt.Sprintf("%+v", q))
}

func (g *guide) NewChannel(_ context.Context, q control.NewChannelRequest) (control.NewChannel, error) {
	return control.NewChannel{OwnChannel: g.own[0], RootKey: "THE ROOT"}, g.do("new", q.Name, q.Passphrase, fmt.Sprint(q.Mirrors))
}

func (g *guide) OwnChannels(context.Context) ([]control.OwnChannel, error) { return g.own, nil }

func (g *guide) PublishChannel(_ context.Context, q control.PublishChannelRequest) (control.OwnChannel, error) {
	return g.own[0], g.do("publish", q.Name[:4], fmt.Sprint(q.Recommend, q.Withdraw, q.Adopt, q.Profile.Name))
}

func (g *guide) AwaitAnnounced(context.Context, string) (control.OwnChannel, error) {
	told := g.own[0]
	told.Announced = library.Announcement{State: library.AnnouncementReached, Nodes: 7}
	return told, nil
}

func (g *guide) ExportChannel(_ context.Context, name, to string) (control.OwnChannel, error) {
	return g.own[0], g.do("export", name[:4], to)
}

func (g *guide) RotateChannel(_ context.Context, q control.RotateRequest) (control.OwnChannel, error) {
	return g.own[0], g.do("rotate", q.Name[:4], q.RootKey, q.Passphrase, q.Stolen.Format(time.DateOnly), q.MoveTo)
}

// ask runs a command line on g.
func (g *guide) ask(t *testing.T, input string, args ...string) outcome {
	t.Helper()
	var out, errs strings.Builder
	code := Run(t.Context(), g, IO{In: strings.NewReader(input), Out: &out, Err: &errs}, "1.2.3", args)
	return outcome{code, out.String(), errs.String()}
}

func TestChannelCommandsAskForWhatWasTyped(t *testing.T) {
	for _, c := range []struct {
		args, input, done string
		quiet             bool
	}{
		{"follow magnet:?x", "", "follow magnet:?x false true", false},
		{"follow magnet:?x --local --no-whole", "", "follow magnet:?x true false", false},
		{"unfollow Nord", "", "unfollow Nord", true},
		{"refresh", "", "refresh ", false},
		{"refresh Nord", "", "refresh Nord", false},
		{"channels", "", "following", true},
		{"channels Nord", "", "listed Nord", true},
		{"rules Nord --no-notify --download --max-size 5GB --edition standard --language fr --night", "", "rules {Name:Nord Notify:false Download:true MaxSize:5000000000 Edition:standard Language:fr Night:true}", true},
		{"channel new Studio --mirror https://m --passphrase -", "secret", "new Studio secret [https://m]", false},
		{"channel publish Studio --recommend Attic=magnet:?a --withdraw 12 --adopt --name New", "", "publish abab [{magnet:?a Attic }] [12] trueNew", false},
		{"channel rotate abab --root - --stolen 2026-01-31", "THE ROOT", "rotate abab THE ROOT  2026-01-31 ", false},
		{"channel rotate Attic --passphrase - --move magnet:?n", "secret", "rotate cdcd  secret 0001-01-01 magnet:?n", false},
	} {
		g := newGuide()
		got := g.ask(t, c.input+"\n", strings.Fields(c.args)...)
		if got.code != 0 || len(g.done) != 1 || g.done[0] != c.done || g.quiet[0] != c.quiet {
			t.Errorf("%s: %+v, %q, quiet %v", c.args, got, g.done, g.quiet)
		}
	}
}

func TestChannelCommandsRefuse(t *testing.T) {
	for args, code := range map[string]int{
		"follow":                                          2,
		"rules Nord --max-size many":                      2,
		"channel rotate Studio":                           2,
		"channel rotate Studio --root KEY":                2, // a secret among the processes
		"channel rotate Studio --root - --passphrase -":   2,
		"channel rotate Studio --root - --stolen monday":  2,
		"channel publish Studio --recommend magnet:?only": 2,
		"channel publish":                                 1, // there are two
		"channel link None":                               1,
		"channel":                                         2,
	} {
		g := newGuide()
		if got := g.ask(t, "x\n", strings.Fields(args)...); got.code != code || len(g.done) != 0 {
			t.Errorf("%s: %+v, %q", args, got, g.done)
		}
	}
}

// TestChannelsAreShown without what would steer the terminal.
func TestChannelsAreShown(t *testing.T) {
	g := newGuide()
	if got := g.ask(t, "", "channels"); !strings.HasPrefix(got.out, "No channel is followed") {
		t.Errorf("none: %q", got.out)
	}
	g.channels = []control.Channel{g.shown()}
	if got := g.ask(t, "", "channels"); !strings.Contains(got.out, "✓ nord.example") || !strings.Contains(got.out, "Led back.") || strings.Contains(got.out, "\x1b") {
		t.Errorf("one: %q", got.out)
	}
	if got := g.ask(t, "", "channels", "Nord"); !strings.Contains(got.out, "2.0 MB") || !strings.Contains(got.out, "It goes on at magnet:?next") || strings.Contains(got.out, "\x1b") {
		t.Errorf("what it has: %q", got.out)
	}
	if got := g.ask(t, "", "channel", "list"); got.out != "abababab  Studio, 0 bundles, seq 3\ncdcdcdcd  Attic, 0 bundles, seq 0\n" {
		t.Errorf("one's own: %q", got.out)
	}
	if got := g.ask(t, "", "channel", "new", "Studio"); !strings.Contains(got.out, "THE ROOT") || !strings.Contains(got.out, "magnet:?studio") {
		t.Errorf("a new one: %q", got.out)
	}
	if got := g.ask(t, "", "channel", "publish", "Studio"); !strings.Contains(got.out, "Announced to 7 nodes") {
		t.Errorf("in a process that ends then: %+v", got)
	}
	g.remote = true
	if got := g.ask(t, "", "channel", "publish", "Studio"); !strings.Contains(got.out, "It is being announced") {
		t.Errorf("in one that goes on: %+v", got)
	}
	g.remote = false
	path := filepath.Join(t.TempDir(), "code.png")
	got := g.ask(t, "", "channel", "link", "Studio", "--qr", "--png", path)
	if info, err := os.Stat(path); got.code != 0 || err != nil || info.Size() == 0 || !strings.Contains(got.out, "█") {
		t.Errorf("the link: %+v, %v", got, err)
	}
	if got := g.ask(t, "", "channel", "export", "/tmp/x", "--channel", "Studio"); got.code != 0 || g.done[len(g.done)-1] != "export abab /tmp/x" {
		t.Errorf("export: %+v, %q", got, g.done)
	}
}
