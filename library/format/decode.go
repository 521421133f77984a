package format

import (
	"bytes"
	"fmt"
	"reflect"
	"time"

	"matinee/library"
)

// decode puts a scanned value into v. It judges types only; validate does the
// rest.
func (c *codec) decode(n node, v reflect.Value) error {
	switch v.Interface().(type) {
	case time.Time:
		return decodeText(n, v, parseTime)
	case time.Duration:
		return decodeText(n, v, parseDuration)
	case []byte:
		return decodeText(n, v, parseBase64)
	}
	switch v.Kind() {
	case reflect.Struct:
		return c.decodeStruct(n, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return c.decode(n, v.Elem())
	case reflect.Slice:
		return c.decodeSlice(n, v)
	case reflect.String:
		if n.kind != '"' {
			return fail(FaultField, "is not a string")
		}
		v.SetString(n.text)
	case reflect.Int64:
		if n.kind != '0' {
			return fail(FaultField, "is not a number")
		}
		v.SetInt(n.integer)
	case reflect.Bool:
		if n.kind != 't' && n.kind != 'f' {
			return fail(FaultField, "is not true or false")
		}
		v.SetBool(n.kind == 't')
	default:
		return fmt.Errorf("format: no field may be a %s", v.Type())
	}
	return nil
}

func decodeText[T any](n node, v reflect.Value, parse func(string) (T, error)) error {
	if n.kind != '"' {
		return fail(FaultField, "is not a string")
	}
	parsed, err := parse(n.text)
	if err != nil {
		return err
	}
	v.Set(reflect.ValueOf(parsed))
	return nil
}

func (c *codec) decodeSlice(n node, v reflect.Value) error {
	if n.kind != '[' {
		return fail(FaultField, "is not an array")
	}
	if len(n.items) == 0 {
		return nil
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		if err := c.decode(item, v.Index(i)); err != nil {
			return within(fmt.Sprintf("[%d]", i), err)
		}
	}
	return nil
}

func (c *codec) decodeStruct(n node, v reflect.Value) error {
	if n.kind != '{' {
		return fail(FaultField, "is not an object")
	}
	s := c.shape(v.Type())
	seen := make([]bool, len(s.fields))
	var more library.More
	for _, m := range n.members {
		at, known := s.byName[m.name]
		if !known {
			if s.keeps == nil {
				return within("."+clip(m.name), fail(FaultField, "has no place here"))
			}
			if more == nil {
				more = library.More{}
			}
			more[m.name] = bytes.Clone(m.value.raw) // it must not keep the whole payload alive
			continue
		}
		seen[at] = true
		if err := c.decode(m.value, v.FieldByIndex(s.fields[at].index)); err != nil {
			return within("."+m.name, err)
		}
	}
	for i, f := range s.fields {
		if !seen[i] && !f.optional {
			return within("."+f.name, fail(FaultField, "is missing"))
		}
	}
	if more != nil {
		v.FieldByIndex(s.keeps).Set(reflect.ValueOf(more))
	}
	return nil
}

// clip keeps a stranger's text short in errors.
func clip(s string) string {
	if len(s) > 32 {
		s = s[:32] + "…"
	}
	return fmt.Sprintf("%q", s)
}

// placed is an error with the place in the document where it was met.
type placed struct {
	path string
	err  error
}

func (p *placed) Error() string { return p.path + " " + p.err.Error() }

func (p *placed) Unwrap() error { return p.err }

// within puts a step in front of the place of an error.
func within(step string, err error) error {
	if p, ok := err.(*placed); ok { //nolint:errorlint // only our own outermost one is extended
		return &placed{step + p.path, p.err}
	}
	return &placed{step, err}
}
