package format

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"matinee/library"
)

// encode writes v: compact, its fields in the order of the type, the unknown
// ones behind them by name.
func (c *codec) encode(out *bytes.Buffer, v reflect.Value) error {
	switch value := v.Interface().(type) {
	case time.Time:
		return encodeText(out, formatTime(value))
	case time.Duration:
		return encodeText(out, formatDuration(value))
	case []byte:
		return encodeText(out, base64.StdEncoding.EncodeToString(value))
	}
	switch v.Kind() {
	case reflect.Struct:
		out.WriteByte('{')
		_, err := c.encodeFields(out, v, false)
		out.WriteByte('}')
		return err
	case reflect.Pointer:
		return c.encode(out, v.Elem())
	case reflect.Slice:
		return c.encodeSlice(out, v)
	case reflect.String:
		return encodeText(out, v.String())
	case reflect.Int64:
		out.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Bool:
		out.WriteString(strconv.FormatBool(v.Bool()))
	default:
		return fmt.Errorf("format: no field may be a %s", v.Type())
	}
	return nil
}

func (c *codec) encodeSlice(out *bytes.Buffer, v reflect.Value) error {
	out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := c.encode(out, v.Index(i)); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

// encodeFields writes the members of an object; behind tells that some stand
// there already.
func (c *codec) encodeFields(out *bytes.Buffer, v reflect.Value, behind bool) (bool, error) {
	s := c.shape(v.Type())
	begin := func(name string) error {
		if behind {
			out.WriteByte(',')
		}
		behind = true
		err := encodeText(out, name)
		out.WriteByte(':')
		return err
	}
	for _, f := range s.fields {
		value := v.FieldByIndex(f.index)
		if f.optional && empty(value) {
			continue
		}
		if err := begin(f.name); err != nil {
			return behind, err
		}
		if err := c.encode(out, value); err != nil {
			return behind, err
		}
	}
	if s.keeps == nil {
		return behind, nil
	}
	more, _ := v.FieldByIndex(s.keeps).Interface().(library.More)
	for _, name := range slices.Sorted(maps.Keys(more)) {
		if err := begin(name); err != nil {
			return behind, err
		}
		out.Write(more[name])
	}
	return behind, nil
}

// encodeText writes a string with no more escapes than JSON demands.
func encodeText(out *bytes.Buffer, s string) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return fmt.Errorf("write a string: %w", err)
	}
	out.Truncate(out.Len() - 1) // the line feed that Encode adds
	return nil
}

// empty reports whether an optional field is left out.
func empty(v reflect.Value) bool {
	if t, ok := v.Interface().(time.Time); ok {
		return t.IsZero()
	}
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}
