package intake

import "bytes"

// scan walks one bencoded value (BEP 3) without building anything, and refuses
// what is not canonical or not bounded: nesting, number of values, lengths that
// leave the buffer, integers with leading zeros or beyond 64 bits, dictionary
// keys out of order or repeated, and anything after the value. What passes is
// safe to hand to a recursive decoder.
func scan(raw []byte) error {
	s := scanner{raw: raw}
	for {
		if err := s.value(); err != nil {
			return err
		}
		if s.depth == 0 {
			break
		}
	}
	if s.at != len(raw) {
		return bad("%d bytes follow its end", len(raw)-s.at)
	}
	return nil
}

// scanner is the state of one walk.
type scanner struct {
	raw    []byte
	at     int // offset of the next byte
	tokens int
	work   int
	depth  int
	stack  [maxDepth]container
}

// container is a list or dictionary that is still open.
type container struct {
	dict    bool
	hasKey  bool   // a key was read, its value comes next
	started bool   // the dictionary has at least one key
	last    []byte // its last key
}

// value reads the next key, value, or end of a container.
func (s *scanner) value() error {
	if s.at >= len(s.raw) {
		return bad("it ends too early")
	}
	if s.tokens++; s.tokens > maxTokens {
		return bad("it has too many parts")
	}
	if s.work += s.depth; s.work > maxWork {
		return bad("it is nested too much")
	}
	c := s.raw[s.at]
	if s.depth > 0 {
		top := &s.stack[s.depth-1]
		if c == 'e' {
			return s.end(top)
		}
		if top.dict && !top.hasKey {
			return s.key(top)
		}
		top.hasKey = false
	}
	switch {
	case c == 'd' || c == 'l':
		return s.open(c == 'd')
	case c == 'i':
		return s.integer()
	case c >= '0' && c <= '9':
		_, err := s.text()
		return err
	}
	return bad("it is not bencoded at byte %d", s.at)
}

func (s *scanner) open(dict bool) error {
	if s.depth == maxDepth {
		return bad("it is nested more than %d deep", maxDepth)
	}
	s.stack[s.depth] = container{dict: dict}
	s.depth++
	s.at++
	return nil
}

func (s *scanner) end(top *container) error {
	if top.hasKey {
		return bad("a key has no value at byte %d", s.at)
	}
	s.depth--
	s.at++
	return nil
}

func (s *scanner) key(top *container) error {
	start := s.at
	key, err := s.text()
	if err != nil {
		return err
	}
	if len(key) > maxKey {
		return bad("a key is too long at byte %d", start)
	}
	if top.started {
		switch order := bytes.Compare(key, top.last); {
		case order == 0:
			return bad("a key is repeated at byte %d", start)
		case order < 0:
			return bad("keys are out of order at byte %d", start)
		}
	}
	top.started, top.hasKey, top.last = true, true, key
	return nil
}

// text reads a string: its length in decimal, a colon, its bytes.
func (s *scanner) text() ([]byte, error) {
	start, n := s.at, 0
	for ; s.at < len(s.raw) && s.raw[s.at] != ':'; s.at++ {
		c := s.raw[s.at]
		if c < '0' || c > '9' || (s.at > start && n == 0) {
			return nil, bad("a length is malformed at byte %d", start)
		}
		if n = n*10 + int(c-'0'); n > len(s.raw) {
			return nil, bad("a length leaves the file at byte %d", start)
		}
	}
	if s.at >= len(s.raw) {
		return nil, bad("it ends too early")
	}
	if s.at == start {
		return nil, bad("a length is malformed at byte %d", start)
	}
	s.at++
	if n > len(s.raw)-s.at {
		return nil, bad("a length leaves the file at byte %d", start)
	}
	text := s.raw[s.at : s.at+n]
	s.at += n
	s.work += s.depth * (n / 64)
	return text, nil
}

// maxDigits is what always fits in 64 bits; no field of a torrent needs more.
const maxDigits = 18

// integer reads i…e: no leading zeros, no minus zero, at most maxDigits.
func (s *scanner) integer() error {
	start := s.at
	s.at++
	if s.at < len(s.raw) && s.raw[s.at] == '-' {
		s.at++
		if s.at < len(s.raw) && s.raw[s.at] == '0' {
			return bad("a number is malformed at byte %d", start)
		}
	}
	first := s.at
	for ; s.at < len(s.raw) && s.raw[s.at] != 'e'; s.at++ {
		c := s.raw[s.at]
		if c < '0' || c > '9' || (s.at > first && s.raw[first] == '0') {
			return bad("a number is malformed at byte %d", start)
		}
		if s.at-first >= maxDigits {
			return bad("a number is too large at byte %d", start)
		}
	}
	if s.at >= len(s.raw) {
		return bad("it ends too early")
	}
	if s.at == first {
		return bad("a number is malformed at byte %d", start)
	}
	s.at++
	return nil
}
