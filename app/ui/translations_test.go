package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"matinee/assets"
	"matinee/library"
)

// translation is one language file: texts, or plural forms of them.
func translation(t *testing.T, language string) map[string]any {
	t.Helper()
	data, err := assets.Translations.ReadFile("translations/" + language + ".json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	if err := json.Unmarshal(data, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// usedKeys finds the keys of every call of lang in the window's sources; plural
// ones are marked.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	eachCall(t, func(_ string, call *ast.CallExpr, _ string) {
		key, plural, _ := langKey(call)
		keys[key] = plural
	})
	return keys
}

func langKey(n ast.Node) (key string, plural, ok bool) {
	call, isCall := n.(*ast.CallExpr)
	if !isCall || len(call.Args) == 0 {
		return "", false, false
	}
	fun, isSelector := call.Fun.(*ast.SelectorExpr)
	if !isSelector {
		return "", false, false
	}
	if pkg, isName := fun.X.(*ast.Ident); !isName || pkg.Name != "lang" {
		return "", false, false
	}
	literal, isLiteral := call.Args[0].(*ast.BasicLit)
	if !isLiteral {
		return "", false, false
	}
	key, err := strconv.Unquote(literal.Value)
	return key, strings.HasSuffix(fun.Sel.Name, "N"), err == nil
}

// explained lists the texts of every row of library.Explain.
func explained(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "library", "errors.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		x := library.Explain(&library.Error{Code: library.Code(code)})
		texts = append(texts, x.What)
		if x.Do != "" {
			texts = append(texts, x.Do)
		}
		return true
	})
	return texts
}

func TestEverythingIsTranslated(t *testing.T) {
	used, rows := usedKeys(t), explained(t)
	if len(used) < 60 || len(rows) < 50 {
		t.Fatalf("only %d keys and %d rows were found: the search is broken", len(used), len(rows))
	}
	for _, row := range rows {
		used[row] = false
	}
	for _, text := range library.RemarkTexts() {
		used[text] = false
	}
	for _, f := range library.SettingFields() {
		used[f.Doc] = false // the help of a setting
	}
	for _, language := range []string{"en", "fr"} {
		texts := translation(t, language)
		for key, plural := range used {
			switch text := texts[key].(type) {
			case string:
				if text == "" || plural {
					t.Errorf("%s: %q has no text, or no plural forms", language, key)
				}
				checkFields(t, language, key, text)
			case map[string]any:
				if text["one"] == nil || text["other"] == nil {
					t.Errorf("%s: %q lacks a plural form", language, key)
				}
			default:
				t.Errorf("%s: %q is missing", language, key)
			}
		}
		for key := range texts {
			if _, ok := used[key]; !ok {
				t.Errorf("%s: %q is used nowhere", language, key)
			}
		}
	}
}

// checkFields makes sure that a text names the same fields as its key.
func checkFields(t *testing.T, language, key, text string) {
	t.Helper()
	for part := range strings.SplitSeq(key, "{{") {
		if field, _, ok := strings.Cut(part, "}}"); ok && !strings.Contains(text, "{{"+field+"}}") {
			t.Errorf("%s: %q lacks {{%s}}", language, key, field)
		}
	}
}

// TestFrenchIsSetAsTheFrenchDo: its own quotation marks, and no line that begins with a
// sign or leaves one alone: narrow no-break spaces before ; ! ? and inside « », a no-break
// one before a colon.
func TestFrenchIsSetAsTheFrenchDo(t *testing.T) {
	wrong := regexp.MustCompile("[“”']|[ \u00a0][;!?»]|[ \u202f]:|«[^\u202f]|[^\u202f]»")
	raw, err := assets.Translations.ReadFile("translations/fr.json")
	if err != nil {
		t.Fatal(err)
	}
	set, err := typeset("fr", raw)
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := json.Unmarshal(set, &texts); err != nil {
		t.Fatal(err)
	}
	for key, text := range texts {
		forms := map[string]any{"": text}
		if plural, ok := text.(map[string]any); ok {
			forms = plural
		}
		for _, form := range forms {
			if at := wrong.FindString(form.(string)); at != "" {
				t.Errorf("%q: %q stands in %q", key, at, form)
			}
		}
	}
	if got, err := typeset("en", raw); err != nil || string(got) != string(raw) {
		t.Errorf("English is set as French (%v)", err)
	}
	if got := frenchSigns().Replace("Ouvrir « l'un » ; et : oui ?"); got != "Ouvrir «\u202fl’un\u202f»\u202f; et\u00a0: oui\u202f?" {
		t.Errorf("%q", got)
	}
}

// TestEveryCountGoesByTheProgramsLanguage: the toolkit's own choice goes by the system's.
func TestEveryCountGoesByTheProgramsLanguage(t *testing.T) {
	calls := 0
	eachCall(t, func(path string, call *ast.CallExpr, name string) {
		if name != "N" && name != "XN" {
			return
		}
		calls++
		count := call.Args[1]
		if name == "XN" {
			count = call.Args[2]
		}
		inner, ok := count.(*ast.CallExpr)
		if ok {
			switch f := inner.Fun.(type) {
			case *ast.SelectorExpr:
				ok = f.Sel.Name == "Plural"
			case *ast.Ident:
				ok = f.Name == "Plural"
			}
		}
		if !ok {
			t.Errorf("%s: a count without kit.Plural", path)
		}
	})
	if calls < 30 {
		t.Fatalf("only %d counts were found: the search is broken", calls)
	}
}

// eachCall visits every call of lang in the window's sources.
func eachCall(t *testing.T, visit func(path string, call *ast.CallExpr, name string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, _, ok := langKey(n); ok {
				call := n.(*ast.CallExpr)
				visit(path, call, call.Fun.(*ast.SelectorExpr).Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
