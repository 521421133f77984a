// Package rules holds no code, only a test: it reads the program's packages as
// the go command sees them and fails, with the reason, when one imports what it
// must not know, or when a file or folder breaks the layout described in
// .github/ARCHITECTURE.md.
package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module is the path every package of the program begins with.
const module = "matinee"

// pkg is what the rules need to know of a package.
type pkg struct {
	ImportPath  string
	Standard    bool
	Imports     []string
	Deps        []string
	CgoFiles    []string
	GoFiles     []string
	TestGoFiles []string
	Dir         string
	Error       *struct{ Err string }
}

// own reports whether the package belongs to the program.
func (p pkg) own() bool { return isOwn(p.ImportPath) }

func isOwn(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }

// short is the path below the module, "" for its root.
func short(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }

// below reports whether path is dir or lies somewhere below it.
func below(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }

// graph is all packages of one build, by import path.
type graph map[string]pkg

// standard reports whether an import path is the standard library's ("C" is cgo).
func (g graph) standard(path string) bool { return path == "C" || g[path].Standard }

// load asks the go command for the packages that match, with all they need.
func load(t *testing.T, env []string, patterns ...string) graph {
	t.Helper()
	args := append([]string{"list", "-e", "-deps", "-json=ImportPath,Standard,Imports,Deps,CgoFiles,GoFiles,TestGoFiles,Dir,Error"}, patterns...)
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	g := graph{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		g[p.ImportPath] = p
	}
}

// root is the folder of the module.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatalf("the module's root is expected two folders up: %v", err)
	}
	return dir
}
