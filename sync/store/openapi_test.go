package store

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"matinee/library"
)

// protocol is openapi.json, read for what it promises.
type protocol struct {
	doc      map[string]any
	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

const protocolURL = "mem:///openapi.json"

func readProtocol(t testing.TB) *protocol {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(openAPI))
	if err != nil {
		t.Fatal(err)
	}
	p := &protocol{compiler: jsonschema.NewCompiler()}
	p.doc, _ = doc.(map[string]any)
	p.compiler.DefaultDraft(jsonschema.Draft2020)
	p.compiler.AssertFormat()
	if err := p.compiler.AddResource(protocolURL, doc); err != nil {
		t.Fatal(err)
	}
	return p
}

// at follows a JSON pointer, and references on the way. It returns where it ended.
func (p *protocol) at(pointer string) (any, string) {
	var here any = p.doc
	path := ""
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		in, ok := here.(map[string]any)
		if !ok {
			return nil, path
		}
		here, path = in[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)], path+"/"+part
		if next, ok := here.(map[string]any); ok {
			if ref, ok := next["$ref"].(string); ok {
				here, path = p.at(strings.TrimPrefix(ref, "#"))
			}
		}
	}
	return here, path
}

func escape(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// operations are the routes of the document, written as patterns of net/http.
func (p *protocol) operations() map[string]bool {
	out := map[string]bool{}
	paths, _ := p.doc["paths"].(map[string]any)
	for path, item := range paths {
		methods, _ := item.(map[string]any)
		for method := range methods {
			out[strings.ToUpper(method)+" "+path] = true
		}
	}
	return out
}

// fits holds a body against the schema at a pointer.
func (p *protocol) fits(t testing.TB, what, pointer string, body []byte) {
	t.Helper()
	_, pointer = p.at(pointer)
	p.mu.Lock()
	schema, err := p.compiler.Compile(protocolURL + "#" + pointer)
	p.mu.Unlock()
	if err != nil {
		t.Errorf("%s: openapi.json at %s: %v", what, pointer, err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("%s is not what openapi.json promises: %v\n%s", what, err, body)
	}
}

// conforming holds everything that a handler answers in a test against openapi.json.
func conforming(t testing.TB, next http.Handler) http.Handler {
	p := readProtocol(t)
	routes := map[*regexp.Regexp]string{}
	for pattern := range p.operations() {
		text := regexp.MustCompile(`\\{[a-z]+\\}`).ReplaceAllString(regexp.QuoteMeta(pattern), "[^/]+")
		routes[regexp.MustCompile("^"+text+"$")] = pattern
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		for text, pattern := range routes {
			if text.MatchString(r.Method + " " + r.URL.Path) {
				p.check(t, pattern, sent, answer)
			}
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

func (p *protocol) check(t testing.TB, pattern string, sent []byte, answer *httptest.ResponseRecorder) {
	t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	operation := "/paths/" + escape(path) + "/" + strings.ToLower(method)
	what := pattern + " → " + strconv.Itoa(answer.Code)
	said, pointer := p.at(operation + "/responses/" + strconv.Itoa(answer.Code))
	if said == nil {
		t.Errorf("%s is not in openapi.json: %s", what, answer.Body)
		return
	}
	promised, _ := said.(map[string]any)
	content, _ := promised["content"].(map[string]any)
	kind := answer.Header().Get("Content-Type")
	if len(content) == 0 {
		if answer.Body.Len() > 0 && answer.Code != http.StatusSeeOther {
			t.Errorf("%s has a body", what)
		}
	} else if _, known := content[strings.TrimSuffix(kind, "; charset=utf-8")]; !known {
		t.Errorf("%s: %q is not in openapi.json", what, kind)
	} else if strings.Contains(kind, "json") {
		p.fits(t, what, pointer+"/content/"+escape(kind)+"/schema", answer.Body.Bytes())
	}
	if wants, _ := p.at(operation + "/requestBody"); wants != nil && answer.Code < 300 {
		p.fits(t, "what was sent to "+pattern, operation+"/requestBody/content/application~1json/schema", sent)
	}
}

// TestTheProtocolIsDescribed: every route stands in openapi.json, nothing else does, each
// with a body has a refusal of what is too large, and each schema is one.
func TestTheProtocolIsDescribed(t *testing.T) {
	s := openShop(t, "")
	p := readProtocol(t)
	described := p.operations()
	h := handlers{s: s.Store}
	for _, r := range h.routes() {
		if !described[r.pattern] {
			t.Errorf("%s is not in openapi.json", r.pattern)
		}
		delete(described, r.pattern)
	}
	for pattern := range described {
		t.Errorf("%s is in openapi.json, and nothing answers there", pattern)
	}
	schemas, _ := p.at("/components/schemas")
	named, _ := schemas.(map[string]any)
	for name := range named {
		if _, err := p.compiler.Compile(protocolURL + "#/components/schemas/" + name); err != nil {
			t.Errorf("the schema %s: %v", name, err)
		}
	}
	for pattern := range p.operations() {
		method, path, _ := strings.Cut(pattern, " ")
		at := "/paths/" + escape(path) + "/" + strings.ToLower(method)
		for _, status := range []string{"429", "500", "503"} {
			if said, _ := p.at(at + "/responses/" + status); said == nil {
				t.Errorf("%s says nothing of %s", pattern, status)
			}
		}
		if body, _ := p.at(at + "/requestBody"); body != nil {
			if said, _ := p.at(at + "/responses/413"); said == nil {
				t.Errorf("%s says nothing of bodies that are too large", pattern)
			}
		}
	}
}

// asked is an answer as it came.
type asked struct {
	status int
	header http.Header
	body   string
}

func (s *shop) asks(method, path, body string, header ...string) asked {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, string(s.client.URL)+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header[header[i]] = []string{header[i+1]}
	}
	answer, err := s.client.HTTP.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return asked{answer.StatusCode, answer.Header, string(text)}
}

// TestRefusalsAreProblems: whatever is asked wrongly is answered as RFC 9457 has it, and
// as openapi.json says, which the server of the tests checks.
func TestRefusalsAreProblems(t *testing.T) {
	s := openShop(t, "")
	c := s.sells("studio")
	good := newBuyer(t).asks(c)
	text := func(change func(*Ask)) string {
		ask := good
		change(&ask)
		data, err := json.Marshal(ask)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, one := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/", "", 404},
		{"GET", "/v2/store", "", 404},
		{"DELETE", "/v1/orders", "", 405},
		{"GET", "/v1/orders/../../etc/passwd", "", 404},
		{"POST", "/v1/orders", "", 400},
		{"POST", "/v1/orders", "null", 400},
		{"POST", "/v1/orders", "[1]", 400},
		{"POST", "/v1/orders", text(func(*Ask) {}) + "{}", 400},
		{"POST", "/v1/orders", text(func(a *Ask) { a.ID = "1'; DROP TABLE orders; --" }), 400},
		{"POST", "/v1/orders", text(func(a *Ask) { a.Edition = "x' OR '1'='1" }), 404},
		{"POST", "/v1/orders", text(func(a *Ask) { a.Provider = "sandbox'--" }), 404},
		{"POST", "/v1/orders", text(func(a *Ask) { a.Provider, a.Voucher = Voucher, "' OR 1=1 --\x00" }), 404},
		{"POST", "/v1/orders", text(func(a *Ask) { a.Price.Minor-- }), 409},
		{"POST", "/v1/orders", `{"voucher":"` + strings.Repeat("A", maxBody) + `"}`, 413},
		{"POST", "/v1/consignments", "{}", 400},
		{"POST", "/v1/consignments", strings.Repeat(" ", maxBody+1), 413},
		{"POST", "/v1/restore", `{"receipt":"{}"}`, 400},
		{"GET", "/v1/orders/" + string(newToken()), "", 404},
		{"GET", "/v1/orders/%27%20OR%20%271%27=%271", "", 404},
		{"GET", "/sandbox/%27", "", 404},
		{"POST", "/sandbox/" + string(newToken()), "", 404},
	} {
		good.Price = &library.Money{Currency: "EUR", Minor: 495}
		got := s.asks(one.method, one.path, one.body)
		var p Problem
		err := json.Unmarshal([]byte(got.body), &p)
		if got.status != one.status || err != nil || p.Status != one.status || p.Title == "" || strings.Contains(got.body, "library") || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s %.60q: %+v, %v", one.method, one.path, one.body, got, err)
		}
		if one.status == 405 && got.header.Get("Allow") == "" {
			t.Error("what is allowed is not said")
		}
	}
	if got := s.asks("GET", "/v1/openapi.json", ""); got.status != 200 || got.body != string(openAPI) {
		t.Errorf("%d", got.status)
	}
	if o := s.buys(good); o.State != Settled {
		t.Errorf("and it is still sold: %+v", o)
	}
}

// TestARequestThatBreaks is answered, and written down without what was asked.
func TestARequestThatBreaks(t *testing.T) {
	var logged strings.Builder
	h := handlers{s: openShop(t, "").Store, log: slog.New(slog.NewTextHandler(&logged, nil))}
	broken := h.watch(route{"GET /broken", func(http.ResponseWriter, *http.Request) { panic("nothing there") }})
	w := httptest.NewRecorder()
	broken.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/broken?secret", nil))
	if w.Code != 500 || !strings.Contains(logged.String(), "nothing there") || strings.Contains(logged.String(), "secret") {
		t.Errorf("%d, %s", w.Code, logged.String())
	}
}
