// Notices prints the licences of everything that is compiled into the program:
// of each module the texts that apply to the packages used, and of what lies
// among the assets. It fails on a text that it does not know, so that nothing is
// distributed under terms that nobody has read.
//
//	notices [-list] [PACKAGE-PATTERN]
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

func main() {
	list := flag.Bool("list", false, "one line a module: module, version, licences")
	flag.Parse()
	pattern := "."
	if flag.NArg() > 0 {
		pattern = flag.Arg(0)
	}
	if err := run(os.Stdout, pattern, *list); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// known are the licences that allow what is done with Matinee: it is distributed
// as a program, with these notices beside it and its source for anybody.
var known = []string{
	"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0",
	"OFL-1.1", "Unlicense", "Zlib",
	"GooglePatentsFile", // a grant beside BSD-3-Clause
}

// beside are texts that come with a module and speak of something else.
var beside = map[string]string{
	"github.com/gen2brain/go-mpv LICENSE.LGPL": "libmpv's, which is linked and not contained",
}

// isText tells the files that hold licences.
var isText = regexp.MustCompile(`(?i)^(licen[sc]es?|copying|notice|patents|ofl|unlicense|copyright)([-_.].*)?$`)

// component is what is under licences of its own.
type component struct {
	name, version string
	texts         []text
	kinds         []string
}

type text struct {
	path string // within the component
	body []byte
}

func run(out io.Writer, pattern string, list bool) error {
	all, err := compiled(pattern)
	if err != nil {
		return err
	}
	var unknown []error
	for i := range all {
		if err := all[i].classify(); err != nil {
			unknown = append(unknown, err)
		}
	}
	if len(unknown) > 0 {
		return errors.Join(unknown...)
	}
	if list {
		return printList(out, all)
	}
	return printTexts(out, all)
}

// goPackage is what the go command tells of a package.
type goPackage struct {
	Dir                  string
	Standard             bool
	CgoFiles, EmbedFiles []string
	Module               *struct {
		Path, Version, Dir string
		Main               bool
		Replace            *struct{ Path, Version, Dir string }
	}
}

// compiled lists the modules that the packages of a pattern are built of, for
// the system and the tags in force, and Go itself.
func compiled(pattern string) ([]component, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,Standard,Module,CgoFiles,EmbedFiles", pattern)
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list what is compiled: %w", err)
	}
	dirs := map[string]map[string]bool{} // module directory → directories whose licences count
	found := map[string]component{}
	for dec := json.NewDecoder(bytes.NewReader(raw)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read what is compiled: %w", err)
		}
		if p.Standard || p.Module == nil {
			continue
		}
		m := *p.Module
		if m.Replace != nil && m.Replace.Version == "" {
			continue // a folder of the project's own
		}
		if m.Replace != nil {
			m.Version, m.Dir = m.Replace.Version, m.Replace.Dir
		}
		if _, ok := found[m.Dir]; !ok {
			found[m.Dir], dirs[m.Dir] = component{name: m.Path, version: m.Version}, map[string]bool{}
		}
		for dir := p.Dir; strings.HasPrefix(dir, m.Dir); dir = filepath.Dir(dir) {
			dirs[m.Dir][dir] = true
		}
		for _, file := range p.EmbedFiles {
			dirs[m.Dir][filepath.Dir(filepath.Join(p.Dir, file))] = true
		}
		if len(p.CgoFiles) > 0 {
			if err := below(p.Dir, dirs[m.Dir]); err != nil {
				return nil, err
			}
		}
	}
	var all []component
	for _, root := range slices.Sorted(maps.Keys(found)) {
		c := found[root]
		if c.texts, err = texts(root, slices.Sorted(maps.Keys(dirs[root]))); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	goRoot := component{name: "Go", version: runtime.Version()}
	if goRoot.texts, err = texts(goroot(), []string{goroot()}); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b component) int { return strings.Compare(a.name, b.name) })
	return append(all, goRoot), nil
}

// goroot is where Go itself lies.
func goroot() string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// below adds the directories under one with sources in C, which lie in folders of
// their own and have licences of their own.
func below(dir string, to map[string]bool) error {
	return filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			to[path] = true
		}
		return err
	})
}

// texts reads the licences in directories.
func texts(root string, dirs []string) ([]text, error) {
	var all []text
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, fmt.Errorf("look for licences: %w", err)
		}
		for _, e := range entries {
			if e.IsDir() || !isText.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			body, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, fmt.Errorf("read a licence: %w", err)
			}
			rel, err := filepath.Rel(root, filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			all = append(all, text{filepath.ToSlash(rel), body})
		}
	}
	return all, nil
}

// classify finds which licences a component is under.
func (c *component) classify() error {
	kinds := map[string]bool{}
	for _, t := range c.texts {
		scan := licensecheck.Scan(t.body)
		if beside[c.name+" "+t.path] != "" {
			continue
		}
		for _, m := range scan.Match {
			if !slices.Contains(known, m.ID) {
				return fmt.Errorf("%s %s: %s names %s, which is not among the licences that were read", c.name, c.version, t.path, m.ID)
			}
			kinds[m.ID] = true
		}
	}
	if len(kinds) == 0 {
		return fmt.Errorf("%s %s: no licence that is known was found (%d texts)", c.name, c.version, len(c.texts))
	}
	c.kinds = slices.Sorted(maps.Keys(kinds))
	return nil
}

func printList(out io.Writer, all []component) error {
	for _, c := range all {
		if _, err := fmt.Fprintf(out, "%s\t%s\t%s\n", c.name, c.version, strings.Join(c.kinds, ", ")); err != nil {
			return err
		}
	}
	return nil
}

func printTexts(out io.Writer, all []component) error {
	for _, c := range all {
		if _, err := fmt.Fprintf(out, "%s\n%s %s (%s)\n%[1]s\n", strings.Repeat("=", 78), c.name, c.version, strings.Join(c.kinds, ", ")); err != nil {
			return err
		}
		for _, t := range c.texts {
			if _, err := fmt.Fprintf(out, "\n-- %s\n\n%s\n", t.path, bytes.TrimSpace(t.body)); err != nil {
				return err
			}
		}
	}
	return nil
}
