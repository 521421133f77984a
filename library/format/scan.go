package format

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// node is a JSON value (RFC 8259), read strictly: UTF-8 only, no name twice in an
// object, integers only, everything bounded.
type node struct {
	kind    byte // one of { [ " 0 t f n
	text    string
	integer int64
	members []member
	items   []node
	raw     json.RawMessage
}

type member struct {
	name  string
	value node
}

// scanner reads one document.
type scanner struct {
	data   []byte
	at     int
	values int
}

// scan reads data as one JSON value and nothing behind it.
func scan(data []byte) (node, error) {
	if !utf8.Valid(data) {
		return node{}, fail(FaultSyntax, "not UTF-8")
	}
	s := &scanner{data: data}
	n, err := s.value(0)
	if err != nil {
		return node{}, err
	}
	if s.space(); s.at != len(data) {
		return node{}, s.bad("something follows the end")
	}
	return n, nil
}

func (s *scanner) bad(what string) error { return fail(FaultSyntax, "byte %d: %s", s.at, what) }

func (s *scanner) space() {
	for s.at < len(s.data) && (s.data[s.at] == ' ' || s.data[s.at] == '\t' || s.data[s.at] == '\n' || s.data[s.at] == '\r') {
		s.at++
	}
}

// next skips white space and takes c if it comes.
func (s *scanner) next(c byte) bool {
	s.space()
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) value(depth int) (n node, err error) {
	if s.values++; s.values > maxValues {
		return n, fail(FaultCount, "more than %d values", maxValues)
	}
	if depth > maxDepth {
		return n, fail(FaultDepth, "nested more than %d deep", maxDepth)
	}
	s.space()
	if s.at == len(s.data) {
		return n, s.bad("ends too early")
	}
	begin := s.at
	switch c := s.data[s.at]; {
	case c == '{':
		n.kind = '{'
		n.members, err = s.object(depth)
	case c == '[':
		n.kind = '['
		n.items, err = s.array(depth)
	case c == '"':
		n.kind = '"'
		n.text, err = s.str()
	case c == '-' || c >= '0' && c <= '9':
		n.kind = '0'
		n.integer, err = s.number()
	default:
		n.kind, err = s.word()
	}
	n.raw = s.data[begin:s.at:s.at]
	return n, err
}

// usual is how many members an object may well have.
const usual = 6

func (s *scanner) object(depth int) ([]member, error) {
	s.at++
	var members []member
	if s.next('}') {
		return members, nil
	}
	var seen map[string]bool // only of large objects
	for {
		if s.space(); s.at == len(s.data) || s.data[s.at] != '"' {
			return nil, s.bad("a name is missing")
		}
		name, err := s.str()
		if err != nil {
			return nil, err
		}
		if len(name) > maxName {
			return nil, fail(FaultField, "a name has more than %d bytes", maxName)
		}
		if seen, err = unique(members, seen, name); err != nil {
			return nil, err
		}
		if !s.next(':') {
			return nil, s.bad("a colon is missing")
		}
		value, err := s.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if members == nil {
			members = make([]member, 0, usual)
		}
		members = append(members, member{name, value})
		if s.next('}') {
			return members, nil
		}
		if !s.next(',') {
			return nil, s.bad("a comma is missing")
		}
	}
}

// unique refuses a name that the object has already. Small objects are searched,
// large ones get an index, so that no object takes more than its length in time.
func unique(members []member, seen map[string]bool, name string) (map[string]bool, error) {
	const small = 32
	if seen == nil && len(members) < small {
		for _, m := range members {
			if m.name == name {
				return nil, fail(FaultDuplicate, "%s stands twice", clip(name))
			}
		}
		return nil, nil
	}
	if seen == nil {
		seen = map[string]bool{}
		for _, m := range members {
			seen[m.name] = true
		}
	}
	if seen[name] {
		return nil, fail(FaultDuplicate, "%s stands twice", clip(name))
	}
	seen[name] = true
	return seen, nil
}

func (s *scanner) array(depth int) ([]node, error) {
	s.at++
	items := []node{}
	if s.next(']') {
		return items, nil
	}
	for {
		item, err := s.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if s.next(']') {
			return items, nil
		}
		if !s.next(',') {
			return nil, s.bad("a comma is missing")
		}
	}
}

// number reads an integer that every program reads alike: no fraction, no
// exponent, no minus zero, within ±(2^53-1).
func (s *scanner) number() (int64, error) {
	begin := s.at
	for s.at < len(s.data) && bytes.IndexByte([]byte("+-.eE0123456789"), s.data[s.at]) >= 0 {
		s.at++
	}
	token := string(s.data[begin:s.at])
	n, err := strconv.ParseInt(token, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != token || n > maxInteger || n < -maxInteger {
		return 0, fail(FaultNumber, "byte %d: not an integer within ±(2^53-1)", begin)
	}
	return n, nil
}

func (s *scanner) word() (byte, error) {
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.data[s.at:], []byte(word)) {
			s.at += len(word)
			return word[0], nil
		}
	}
	return 0, s.bad("not a value")
}

// str reads a string and undoes its escapes.
func (s *scanner) str() (string, error) {
	s.at++
	begin := s.at
	var out []byte // nil as long as nothing was escaped
	for s.at < len(s.data) {
		switch c := s.data[s.at]; {
		case c == '"':
			text := s.data[begin:s.at]
			if out != nil {
				text = out
			}
			s.at++
			if len(text) > maxString {
				return "", fail(FaultField, "a string has more than %d bytes", maxString)
			}
			return string(text), nil
		case c < 0x20:
			return "", s.bad("a control character in a string")
		case c == '\\':
			if out == nil {
				out = append(make([]byte, 0, s.at-begin+16), s.data[begin:s.at]...)
			}
			r, err := s.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		default:
			if out != nil {
				out = append(out, c)
			}
			s.at++
		}
	}
	return "", s.bad("a string without end")
}

func (s *scanner) escape() (rune, error) {
	if s.at++; s.at == len(s.data) {
		return 0, s.bad("an escape without end")
	}
	c := s.data[s.at]
	s.at++
	if i := bytes.IndexByte([]byte(`"\/bfnrt`), c); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), nil
	}
	if c != 'u' {
		return 0, s.bad("an unknown escape")
	}
	r, err := s.hex4()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if !bytes.HasPrefix(s.data[s.at:], []byte(`\u`)) {
		return 0, s.bad("half a surrogate pair")
	}
	s.at += 2
	low, err := s.hex4()
	if err != nil {
		return 0, err
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, s.bad("half a surrogate pair")
	}
	return r, nil
}

func (s *scanner) hex4() (rune, error) {
	if len(s.data)-s.at < 4 {
		return 0, s.bad("an escape without end")
	}
	v, err := strconv.ParseUint(string(s.data[s.at:s.at+4]), 16, 16)
	if err != nil {
		return 0, s.bad("an escape that is not hexadecimal")
	}
	s.at += 4
	return rune(v), nil
}
