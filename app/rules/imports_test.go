package rules

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"
	"testing"
)

// rule forbids an import with its reason. Both paths are as the go command
// writes them; the importer is always a package of the program.
type rule struct {
	name   string
	reason string
	breaks func(g graph, importer, imported string) bool
}

// only makes a rule of the kind "only these folders import that".
func only(name, reason string, imported func(string) bool, importers ...string) rule {
	return rule{name, reason, func(_ graph, from, to string) bool {
		return imported(to) && !slices.ContainsFunc(importers, func(dir string) bool { return below(short(from), dir) })
	}}
}

func under(dir string) func(string) bool {
	return func(p string) bool { return below(p, dir) }
}

func exactly(want string) func(string) bool {
	return func(p string) bool { return p == want }
}

// rules are all that is forbidden.
func rules() []rule {
	return []rule{
		only("sqlite", "one package owns the database, so that there is one writer and one place for queries",
			under("modernc.org/sqlite"), "library/db", "sync/store"),
		only("mpv", "every other package runs and is tested without libmpv",
			under("github.com/gen2brain/go-mpv"), "player/mpv"),
		only("toolkit", "what does not draw must build on a machine without a screen",
			under("fyne.io/fyne/v2"), "app/ui", "app/desktop"),
		only("opengl", "what the toolkit does not offer is reached in one place, which knows its traps",
			under("github.com/go-gl/gl"), "app/ui/native"),
		only("engine", "one package wraps the torrent client, so that its traps are known in one place",
			exactly("github.com/anacrolix/torrent"), "sync/swarm"),
		only("bittorrent", "the wire format and its documents stay below sync",
			under("github.com/anacrolix"), "sync"),
		{
			"domain", "library is the words of the program and imports the standard library only",
			func(g graph, from, to string) bool { return short(from) == "library" && !g.standard(to) },
		},
		{
			"below-library", "packages below library share its words and do not know each other",
			func(_ graph, from, to string) bool {
				return below(short(from), "library") && short(from) != "library" && isOwn(to) &&
					short(to) != "library" && !below(to, from)
			},
		},
		{
			"player", "the player is handed an address to play; it must not know where bytes come from or who shows the picture",
			func(_ graph, from, to string) bool {
				return below(short(from), "player") && isOwn(to) && short(to) != "library" && !below(short(to), "player")
			},
		},
		{
			"player-parent", "player must run against a fake, so it does not import what plays for real",
			func(_ graph, from, to string) bool { return short(from) == "player" && below(short(to), "player") },
		},
		{
			"sync-siblings", "packages under sync meet through small interfaces declared by their user",
			func(_ graph, from, to string) bool {
				return syncPart(from) != "" && syncPart(to) != "" && syncPart(from) != syncPart(to)
			},
		},
		{
			"sync-children", "a child is its parent's way to keep a file short; nobody else's business",
			func(_ graph, from, to string) bool {
				return strings.Count(short(to), "/") >= 2 && below(short(to), "sync") &&
					!below(from, path.Dir(to))
			},
		},
		{
			"sync-upwards", "sync serves the program: it knows library's words and neither player nor app",
			func(_ graph, from, to string) bool {
				return below(short(from), "sync") && isOwn(to) && (short(to) == "" || below(short(to), "app") ||
					below(short(to), "player") || short(to) == "library/db")
			},
		},
		{
			"screens", "screens see library, library/format and player, so that each can be tested with fakes",
			func(_ graph, from, to string) bool {
				allowed := []string{"library", "library/format", "player", "assets"}
				return below(short(from), "app/ui") && isOwn(to) && !below(short(to), "app/ui") &&
					!slices.Contains(allowed, short(to))
			},
		},
		{
			"assets", "assets holds files, no behaviour",
			func(_ graph, from, to string) bool { return below(short(from), "assets") && isOwn(to) },
		},
		{
			"main", "main only hands the arguments over",
			func(_ graph, from, to string) bool { return short(from) == "" && isOwn(to) && short(to) != "app" },
		},
	}
}

// syncPart is the first folder of a path below sync, "" for other paths.
func syncPart(p string) string {
	rest, ok := strings.CutPrefix(short(p), "sync/")
	if !ok || !isOwn(p) {
		return ""
	}
	part, _, _ := strings.Cut(rest, "/")
	return part
}

// broken lists, as sentences, every import of the graph that a rule forbids.
func broken(g graph) []string {
	var found []string
	for _, p := range g {
		if !p.own() {
			continue
		}
		for _, to := range p.Imports {
			for _, r := range rules() {
				if r.breaks(g, p.ImportPath, to) {
					found = append(found, fmt.Sprintf("%s imports %s (rule %s): %s", p.ImportPath, to, r.name, r.reason))
				}
			}
		}
	}
	sort.Strings(found)
	return found
}

func TestImports(t *testing.T) {
	for _, build := range []struct {
		name string
		env  []string
	}{
		{"with the window", []string{"CGO_ENABLED=1"}},
		{"headless", []string{"CGO_ENABLED=0"}},
	} {
		t.Run(build.name, func(t *testing.T) {
			g := load(t, build.env, "./...")
			if !g[module+"/library"].own() {
				t.Fatal("go list did not see the program's packages")
			}
			for _, sentence := range broken(g) {
				t.Error(sentence)
			}
		})
	}
}

// TestHeadlessNeedsNoScreen: the build without cgo must not carry what draws or
// what plays, not even through another package.
func TestHeadlessNeedsNoScreen(t *testing.T) {
	g := load(t, []string{"CGO_ENABLED=0"}, ".")
	if p := g[module]; p.Error != nil {
		t.Fatalf("the program's root: %s", p.Error.Err)
	}
	for path := range g {
		for _, bad := range []string{"fyne.io/fyne/v2", "github.com/gen2brain/go-mpv", "github.com/go-gl/gl", "github.com/go-gl/glfw"} {
			if below(path, bad) {
				t.Errorf("the headless build carries %s: what needs it belongs behind the cgo build tag", path)
			}
		}
	}
}

// TestPlayerHasNoCgo: its rules are tested on machines without libmpv.
func TestPlayerHasNoCgo(t *testing.T) {
	for _, p := range load(t, nil, "./player") {
		if p.own() && len(p.CgoFiles) > 0 {
			t.Errorf("%s uses cgo in %v: only player/mpv may", p.ImportPath, p.CgoFiles)
		}
	}
}

// TestRulesBite shows each rule one import that it must refuse and one it must
// let pass, so that a rule that stopped working is noticed.
func TestRulesBite(t *testing.T) {
	cases := map[string]struct{ badFrom, badTo, goodFrom, goodTo string }{
		"sqlite":        {"app", "modernc.org/sqlite", "library/db", "modernc.org/sqlite"},
		"mpv":           {"player", "github.com/gen2brain/go-mpv", "player/mpv", "github.com/gen2brain/go-mpv"},
		"toolkit":       {"app/cli", "fyne.io/fyne/v2/widget", "app/ui/kit", "fyne.io/fyne/v2/widget"},
		"opengl":        {"app/ui/watch", "github.com/go-gl/gl/v2.1/gl", "app/ui/native", "github.com/go-gl/gl/v2.1/gl"},
		"engine":        {"sync/publish", "github.com/anacrolix/torrent", "sync/swarm", "github.com/anacrolix/torrent"},
		"bittorrent":    {"app", "github.com/anacrolix/torrent/metainfo", "sync/publish", "github.com/anacrolix/torrent/metainfo"},
		"domain":        {"library", "golang.org/x/text", "library", "errors"},
		"below-library": {"library/db", "matinee/library/format", "library/db", "matinee/library"},
		"player":        {"player/mpv", "matinee/sync/stream", "player/mpv", "matinee/player"},
		"player-parent": {"player", "matinee/player/mpv", "app", "matinee/player/mpv"},
		"sync-siblings": {"sync/stream", "matinee/sync/swarm", "app", "matinee/sync/swarm"},
		"sync-children": {"app", "matinee/sync/swarm/disk", "sync/swarm", "matinee/sync/swarm/disk"},
		"sync-upwards":  {"sync/stream", "matinee/player", "sync/stream", "matinee/library"},
		"screens":       {"app/ui/watch", "matinee/library/db", "app/ui/watch", "matinee/player"},
		"assets":        {"assets", "matinee/library", "app/ui", "matinee/assets"},
		"main":          {"", "matinee/app/cli", "", "matinee/app"},
	}
	g := graph{"errors": {ImportPath: "errors", Standard: true}}
	full := func(p string) string { return strings.TrimSuffix(module+"/"+p, "/") }
	for _, r := range rules() {
		c, ok := cases[r.name]
		if !ok {
			t.Errorf("rule %s has no case here", r.name)
			continue
		}
		if !r.breaks(g, full(c.badFrom), c.badTo) {
			t.Errorf("rule %s lets %s import %s", r.name, full(c.badFrom), c.badTo)
		}
		if r.breaks(g, full(c.goodFrom), c.goodTo) {
			t.Errorf("rule %s forbids %s to import %s", r.name, full(c.goodFrom), c.goodTo)
		}
	}
}
