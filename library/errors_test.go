package library_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"strconv"
	"strings"
	"testing"

	"matinee/library"
)

// codes reads the kinds from the source: a new one cannot be forgotten here.
func codes(t *testing.T) []library.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []library.Code
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, library.Code(text))
		return true
	})
	if len(out) < 30 {
		t.Fatalf("only %d kinds were found in the source", len(out))
	}
	return out
}

func TestEveryKindIsExplained(t *testing.T) {
	whats := map[string]library.Code{}
	for _, code := range codes(t) {
		x := library.Explain(&library.Error{Code: code})
		if other, twice := whats[x.What]; twice {
			t.Errorf("%s has no row of its own: it reads as %s", code, other)
		}
		whats[x.What] = code
		if x.Do == "" && code != library.CodeCanceled {
			t.Errorf("%s does not say what to do", code)
		}
		if strings.HasSuffix(x.What, ".") || strings.HasSuffix(x.Do, ".") {
			t.Errorf("%s ends with a full stop, which String adds", code)
		}
	}
}

func TestExplain(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"bare":       {&library.Error{Code: library.CodeCanceled}, "Canceled."},
		"detail":     {library.Errorf(library.CodeNoDisplay, "DISPLAY is %q", ""), `There is no screen to open a window on (DISPLAY is ""). Use matinee seed or matinee play --headless.`},
		"cause":      {library.Wrap(library.CodeCanceled, io.EOF), "Canceled (EOF)."},
		"wrapped":    {fmt.Errorf("op: %w", library.Errorf(library.CodeCanceled, "x")), "Canceled (x)."},
		"other":      {io.EOF, "Something went wrong (EOF). Try again; if it stays, report it with the log."},
		"other kind": {&library.Error{Code: "never heard of"}, "Something went wrong. Try again; if it stays, report it with the log."},
	} {
		if got := library.Explain(c.err).String(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestAStoreSaysWhatItLacks: it has no library, of which its words must not speak.
func TestAStoreSaysWhatItLacks(t *testing.T) {
	err := library.AtStore(fmt.Errorf("ask: %w", library.Errorf(library.CodeNotFound, "the order 7")))
	if library.CodeOf(err) != library.CodeNotFound {
		t.Errorf("%v is of another kind", err)
	}
	if said := library.Explain(err).String(); !strings.HasPrefix(said, "The store does not have this (the order 7).") || strings.Contains(err.Error(), "library") {
		t.Error(said, err)
	}
	same := library.Errorf(library.CodeExpired, "it")
	if said := library.Explain(library.AtStore(same)); said != library.Explain(same) {
		t.Errorf("what is the same everywhere is said otherwise: %v", said)
	}
	if said := library.Explain(library.AtStore(io.EOF)); said != library.Explain(io.EOF) {
		t.Errorf("an error of no kind: %v", said)
	}
}

func TestErrorsCompareByKind(t *testing.T) {
	err := fmt.Errorf("op: %w", &library.Error{Code: library.CodeDiskFull, Detail: "/media", Err: io.ErrShortWrite})
	if !errors.Is(err, &library.Error{Code: library.CodeDiskFull}) || !errors.Is(err, io.ErrShortWrite) {
		t.Error("the kind or the cause is not found")
	}
	for _, other := range []error{
		&library.Error{Code: library.CodeQuota}, &library.Error{Code: library.CodeDiskFull, Detail: "/other"}, io.EOF,
	} {
		if errors.Is(err, other) {
			t.Errorf("it is taken for %v", other)
		}
	}
	if got := err.Error(); got != "op: The disk is full (/media): short write" {
		t.Error(got)
	}
}

func TestWrapKeepsAKindItFinds(t *testing.T) {
	if library.Wrap(library.CodeProxy, nil) != nil {
		t.Error("no error became one")
	}
	inner := fmt.Errorf("op: %w", &library.Error{Code: library.CodeQuota})
	if got := library.CodeOf(library.Wrap(library.CodeProxy, inner)); got != library.CodeQuota {
		t.Error(got)
	}
	if got := library.CodeOf(library.Wrap(library.CodeProxy, io.EOF)); got != library.CodeProxy {
		t.Error(got)
	}
	if got := library.CodeOf(io.EOF); got != library.CodeInternal {
		t.Error(got)
	}
}
