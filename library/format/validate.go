package format

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"filippo.io/age"

	"matinee/library"
)

// validate checks every value of a document against its field's bounds and the
// rules of its type. Documents pass it when they are read and when they are
// signed, so that nothing is signed that others refuse.
func (c *codec) validate(v reflect.Value, f field) error {
	if err := bounded(v, f); err != nil {
		return err
	}
	if f.optional && empty(v) {
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		if err := c.validateStruct(v); err != nil {
			return err
		}
	case reflect.Pointer:
		if v.IsNil() {
			return fail(FaultField, "is missing")
		}
		return c.validate(v.Elem(), field{})
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.Uint8 {
				break
			}
			if err := c.validate(v.Index(i), field{}); err != nil {
				return within(fmt.Sprintf("[%d]", i), err)
			}
		}
	}
	return meaningful(v.Interface())
}

func (c *codec) validateStruct(v reflect.Value) error {
	if _, isTime := v.Interface().(time.Time); isTime {
		return nil
	}
	s := c.shape(v.Type())
	for _, f := range s.fields {
		if err := c.validate(v.FieldByIndex(f.index), f); err != nil {
			return within("."+f.name, err)
		}
	}
	if s.keeps == nil {
		return nil
	}
	more, _ := v.FieldByIndex(s.keeps).Interface().(library.More)
	if len(more) > maxElements {
		return fail(FaultCount, "has more than %d unknown fields", maxElements)
	}
	for name, raw := range more {
		if _, err := scan(raw); err != nil {
			return within("."+clip(name), err)
		}
	}
	return nil
}

// bounded checks sizes.
func bounded(v reflect.Value, f field) error {
	switch value := v.Interface().(type) {
	case time.Time:
		if (!value.IsZero() || !f.optional) && (value.Year() < 1970 || value.Year() > 9999) {
			return fail(FaultField, "is no time between 1970 and 9999")
		}
		return nil
	case time.Duration:
		if value < 0 || value > longest {
			return fail(FaultField, "is no duration of up to 100 years")
		}
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		return checkText(v.String(), f)
	case reflect.Int64:
		if v.Int() < 0 || v.Int() > maxInteger {
			return fail(FaultField, "is below 0 or above 2^53-1")
		}
	case reflect.Slice:
		if most := f.bound(maxElements); v.Len() > most {
			return fail(FaultCount, "has more than %d elements", most)
		}
		if v.Len() == 0 && !f.optional {
			return fail(FaultField, "is empty")
		}
	}
	return nil
}

// checkText refuses what is too long and what would change how other text on a
// screen looks.
func checkText(s string, f field) error {
	switch most := f.bound(maxText); {
	case len(s) > most:
		return fail(FaultField, "has more than %d bytes", most)
	case s == "" && !f.optional:
		return fail(FaultField, "is empty")
	case !utf8.ValidString(s):
		return fail(FaultField, "is not UTF-8")
	case strings.TrimSpace(s) != s:
		return fail(FaultField, "begins or ends with white space")
	}
	if strings.ContainsFunc(s, func(r rune) bool { return library.Hidden(r) && (!f.lines || r != '\n') }) {
		return fail(FaultField, "has a control or directional character")
	}
	return nil
}

// meaningful asks a type for its own rules.
func meaningful(value any) error {
	fault := FaultField
	switch value := value.(type) {
	case library.Window, library.Offer, library.Split, library.Break:
		fault = FaultTerms
	case Envelope:
		return value.checkType()
	case library.Recipient:
		if _, err := age.ParseX25519Recipient(string(value)); err != nil {
			return fail(FaultField, "is not an age X25519 recipient")
		}
	case library.Identity:
		// Never wrap what age says: it might repeat the secret.
		if _, err := age.ParseX25519Identity(value.Reveal()); err != nil {
			return fail(FaultField, "is not an age X25519 identity")
		}
	}
	ruled, ok := value.(interface{ Valid() error })
	if !ok {
		return nil
	}
	if err := ruled.Valid(); err != nil {
		return fail(fault, "%s", err)
	}
	return nil
}
