package a11y

import (
	"unicode"

	"github.com/godbus/dbus/v5"
)

// textCalls are asked of fields. Offsets are in characters.
type textCalls struct{ s *server }

func (c textCalls) text(m dbus.Message) ([]rune, *dbus.Error) {
	a, err := c.s.find(m)
	if err != nil || a.node.Node == nil || !a.node.typed() {
		return nil, err
	}
	return []rune(a.node.Text), nil
}

// GetText tells a part; to the end for a negative one.
func (c textCalls) GetText(m dbus.Message, from, to int32) (string, *dbus.Error) {
	text, err := c.text(m)
	a, b := within(len(text), from, to)
	return string(text[a:b]), err
}

func within(length int, from, to int32) (int, int) {
	b := int(to)
	if b < 0 || b > length {
		b = length
	}
	return min(max(int(from), 0), b), b
}

// GetCharacterAtOffset tells one character; 0 beyond the end.
func (c textCalls) GetCharacterAtOffset(m dbus.Message, at int32) (int32, *dbus.Error) {
	text, err := c.text(m)
	if at < 0 || int(at) >= len(text) {
		return 0, err
	}
	return text[at], err
}

// The parts that are asked for: GetStringAtOffset counts otherwise than GetTextAtOffset.
const (
	byCharacter = 0
	byWord      = 1
)

// GetStringAtOffset tells the character, the word, or else the whole text around a place.
func (c textCalls) GetStringAtOffset(m dbus.Message, at int32, by uint32) (string, int32, int32, *dbus.Error) {
	text, err := c.text(m)
	from, to := 0, len(text)
	i := min(max(int(at), 0), len(text))
	switch by {
	case byCharacter:
		from, to = i, min(i+1, len(text))
	case byWord:
		from, to = word(text, i)
	}
	return string(text[from:to]), int32(from), int32(to), err //nolint:gosec // bounded by the text
}

// GetTextAtOffset is the older form of it.
func (c textCalls) GetTextAtOffset(m dbus.Message, at int32, kind uint32) (string, int32, int32, *dbus.Error) {
	by := uint32(2)
	if kind <= byWord {
		by = kind
	} else if kind == 2 {
		by = byWord
	}
	return c.GetStringAtOffset(m, at, by)
}

func word(text []rune, at int) (from, to int) {
	from, to = at, at
	for from > 0 && !unicode.IsSpace(text[from-1]) {
		from--
	}
	for to < len(text) && !unicode.IsSpace(text[to]) {
		to++
	}
	return from, to
}

// GetNSelections tells that nothing is marked.
func (c textCalls) GetNSelections() (int32, *dbus.Error) { return 0, nil }

// GetSelection tells no mark.
func (c textCalls) GetSelection(int32) (int32, int32, *dbus.Error) { return 0, 0, nil }

// GetAttributes tells of no formatting.
func (c textCalls) GetAttributes(m dbus.Message, _ int32) (map[string]string, int32, int32, *dbus.Error) {
	text, err := c.text(m)
	return map[string]string{}, 0, int32(len(text)), err //nolint:gosec // bounded by the text
}

// GetDefaultAttributes tells of no formatting.
func (c textCalls) GetDefaultAttributes() (map[string]string, *dbus.Error) {
	return map[string]string{}, nil
}

// SetCaretOffset is not offered.
func (c textCalls) SetCaretOffset(int32) (bool, *dbus.Error) { return false, nil }
