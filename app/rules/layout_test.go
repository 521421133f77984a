package rules

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	maxFileLines = 400 // a Go file; tests may be longer
	maxMainLines = 60
)

// topFolders are the only folders at the top; what git ignores is allowed too.
func topFolders() []string {
	return []string{".ci", ".git", ".github", "app", "assets", "build", "library", "player", "sync"}
}

func TestTopLevelIsFixed(t *testing.T) {
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(topFolders(), e.Name()) {
			t.Errorf("folder %s: the top level is fixed; see .github/ARCHITECTURE.md for where things belong", e.Name())
		}
		if strings.HasSuffix(e.Name(), ".go") && e.Name() != "main.go" {
			t.Errorf("%s: main.go is the only Go file at the top", e.Name())
		}
	}
}

func TestSyncHoldsNoFileItself(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root(t), "sync", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Errorf("%s: a package sync of our own would shadow the standard one", f)
	}
}

// files calls visit with every file of the project that a person wrote.
func files(t *testing.T, visit func(path string, content []byte)) {
	t.Helper()
	top := root(t)
	skipped := []string{".git", "build", "node_modules"}
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(skipped, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() > 4<<20 {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		name, err := filepath.Rel(top, path)
		if err != nil {
			return fmt.Errorf("name %s: %w", path, err)
		}
		visit(filepath.ToSlash(name), content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreShort(t *testing.T) {
	seen := 0
	files(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".go") {
			return
		}
		seen++
		lines := bytes.Count(content, []byte("\n"))
		if path == "main.go" && lines > maxMainLines {
			t.Errorf("main.go has %d lines, allowed %d: it only hands the arguments over", lines, maxMainLines)
		}
		if !strings.HasSuffix(path, "_test.go") && lines > maxFileLines {
			t.Errorf("%s has %d lines, allowed %d: give its second idea a file of its own", path, lines, maxFileLines)
		}
	})
	if seen == 0 {
		t.Fatal("no Go file was seen")
	}
}

func TestFilesAreNamedAfterAnIdea(t *testing.T) {
	vague := []string{"util", "utils", "helper", "helpers", "common", "misc"}
	files(t, func(path string, _ []byte) {
		name, isGo := strings.CutSuffix(filepath.Base(path), ".go")
		if isGo && slices.Contains(vague, strings.TrimSuffix(name, "_test")) {
			t.Errorf("%s: a file is named after its one idea", path)
		}
	})
}

// TestStandsAlone: a clone must not need, or speak of, what lies beside it.
func TestStandsAlone(t *testing.T) {
	outside := []byte("../" + "shared")
	files(t, func(path string, content []byte) {
		if bytes.Contains(content, outside) {
			t.Errorf("%s mentions %s: the project stands alone", path, outside)
		}
	})
}
