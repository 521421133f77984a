package store

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// openAPI31 is the schema of OpenAPI 3.1 documents, with that of JSON Schema 2020-12 for the
// schemas in them.
func openAPI31(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw := must[[]byte](t)(os.ReadFile("testdata/openapi-3.1.schema.json"))
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	const whole = "mem:///openapi-3.1.json"
	for url, text := range map[string]string{
		"https://spec.openapis.org/oas/3.1/schema/2022-10-07": string(raw),
		whole: `{"$id": "` + whole + `", "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "https://spec.openapis.org/oas/3.1/schema/2022-10-07",
			"$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": "https://json-schema.org/draft/2020-12/schema"}}}`,
	} {
		if err := c.AddResource(url, must[any](t)(jsonschema.UnmarshalJSON(strings.NewReader(text)))); err != nil {
			t.Fatal(err)
		}
	}
	return must[*jsonschema.Schema](t)(c.Compile(whole))
}

// TestTheDescriptionIsOpenAPI: openapi.json is what the OpenAPI Initiative's own schema calls
// a document of version 3.1, its schemas are JSON Schema, and every reference leads somewhere.
func TestTheDescriptionIsOpenAPI(t *testing.T) {
	schema := openAPI31(t)
	if err := schema.Validate(must[any](t)(jsonschema.UnmarshalJSON(bytes.NewReader(openAPI)))); err != nil {
		t.Errorf("%#v", err)
	}
	for what, change := range map[string][2]string{
		"another version":         {`"openapi": "3.1.0"`, `"openapi": "3.0.3"`},
		"a field that is none":    {`"summary": "Order an edition."`, `"note": "Order an edition."`},
		"a parameter of nowhere":  {`"in": "header"`, `"in": "nowhere"`},
		"an answer without words": {`"description": "Refunded, expired or revoked.", `, ""},
		"a type that is none":     {`"schema": {"type": "string", "minLength": 1`, `"schema": {"type": "text", "minLength": 1`},
		"no pattern":              {`"minLength": 1`, `"pattern": 1`},
	} {
		text := strings.Replace(string(openAPI), change[0], change[1], 1)
		if text == string(openAPI) {
			t.Fatalf("%s: %s is not in it", what, change[0])
		}
		if schema.Validate(must[any](t)(jsonschema.UnmarshalJSON(strings.NewReader(text)))) == nil {
			t.Errorf("%s is taken", what)
		}
	}
	p := readProtocol(t)
	var doc any
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	walk(doc, func(name string, value any) {
		text, _ := value.(string)
		switch name {
		case "$ref":
			if to, _ := p.at(strings.TrimPrefix(text, "#")); to == nil {
				t.Errorf("%s leads nowhere", text)
			}
		case "operationId":
			if ids[text] {
				t.Errorf("there are two operations %s", text)
			}
			ids[text] = true
		}
	})
	if len(ids) == 0 {
		t.Error("there are no operations")
	}
}

// walk visits all members of all objects.
func walk(value any, visit func(name string, value any)) {
	switch v := value.(type) {
	case map[string]any:
		for name, in := range v {
			visit(name, in)
			walk(in, visit)
		}
	case []any:
		for _, in := range v {
			walk(in, visit)
		}
	}
}
