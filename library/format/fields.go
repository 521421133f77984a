package format

import (
	"reflect"
	"strconv"
	"strings"

	"matinee/library"
)

// field is one property of a document's type, as its tags describe it:
//
//	json:"name"             the name; must be there
//	json:"name,omitempty"   may be missing, and is when it is empty
//	max:"N"                 most bytes of a string, most elements of an array
//	text:"lines"            a string may have more than one line
//
// Embedded structs lend their fields to the outer one.
type field struct {
	name     string
	optional bool
	lines    bool
	max      int // 0: the usual bound
	index    []int
}

// shape is what there is to know of a struct type.
type shape struct {
	fields []field
	byName map[string]int // into fields
	keeps  []int          // index of the field that holds unknown ones; nil: none may be there
}

// codec reads, checks and writes the values of one document. It remembers the
// shapes of the types it meets, since a channel holds thousands of one type. It is
// used by one goroutine.
type codec struct {
	shapes  map[reflect.Type]*shape
	written []byte // by parseEnvelope
}

func newCodec() *codec { return &codec{shapes: map[reflect.Type]*shape{}} }

func (c *codec) shape(t reflect.Type) *shape {
	if known := c.shapes[t]; known != nil {
		return known
	}
	s := &shape{byName: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Type == reflect.TypeFor[library.More]():
			s.keeps = f.Index
		case f.Anonymous:
			for _, in := range c.shape(f.Type).fields {
				in.index = append([]int{i}, in.index...)
				s.fields = append(s.fields, in)
			}
		case f.IsExported():
			s.fields = append(s.fields, fieldOf(f))
		}
	}
	for i, f := range s.fields {
		s.byName[f.name] = i
	}
	c.shapes[t] = s
	return s
}

func fieldOf(f reflect.StructField) field {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	limit, err := strconv.Atoi(f.Tag.Get("max"))
	if err != nil {
		limit = 0
	}
	return field{
		name: name, optional: options == "omitempty", lines: f.Tag.Get("text") == "lines", max: limit, index: f.Index,
	}
}

// bound is a limit of a field, or the usual one.
func (f field) bound(usual int) int {
	if f.max > 0 {
		return f.max
	}
	return usual
}
