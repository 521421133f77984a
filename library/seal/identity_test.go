package seal_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"matinee/library"
	"matinee/library/seal"
)

func TestWrapForADevice(t *testing.T) {
	edition, device := newPair(t), newPair(t)
	wrapped, err := seal.Wrap(edition.identity, device.recipient)
	if err != nil {
		t.Fatal(err)
	}
	got, err := seal.Unwrap(wrapped, edition.recipient, device.identity)
	if err != nil || got != edition.identity {
		t.Errorf("%v", err)
	}
}

// TestWrapBehindAPremiere: what was sold before the premiere opens only with both
// keys, the device's first.
func TestWrapBehindAPremiere(t *testing.T) {
	edition, premiere, device := newPair(t), newPair(t), newPair(t)
	wrapped, err := seal.Wrap(edition.identity, premiere.recipient, device.recipient)
	if err != nil {
		t.Fatal(err)
	}
	if len(wrapped) > 1024 {
		t.Errorf("%d bytes", len(wrapped))
	}
	got, err := seal.Unwrap(wrapped, edition.recipient, device.identity, premiere.identity)
	if err != nil || got != edition.identity {
		t.Errorf("%v", err)
	}
	for name, c := range map[string]struct {
		with []library.Identity
		want library.Code
	}{
		"before the premiere":   {[]library.Identity{device.identity}, library.CodeTooEarly},
		"without the device":    {[]library.Identity{premiere.identity}, library.CodeWrongKey},
		"in the wrong order":    {[]library.Identity{premiere.identity, device.identity}, library.CodeWrongKey},
		"with another lock":     {[]library.Identity{device.identity, newPair(t).identity}, library.CodeWrongKey},
		"with no key":           {nil, library.CodeInternal},
		"with too many":         {[]library.Identity{device.identity, premiere.identity, edition.identity}, library.CodeInternal},
		"with the edition's":    {[]library.Identity{edition.identity}, library.CodeWrongKey},
		"with no identity":      {[]library.Identity{"AGE-SECRET-KEY-1"}, library.CodeWrongKey},
		"with the device twice": {[]library.Identity{device.identity, device.identity}, library.CodeWrongKey},
	} {
		if got, err := seal.Unwrap(wrapped, edition.recipient, c.with...); library.CodeOf(err) != c.want || got != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnwrapRefuses(t *testing.T) {
	edition, device := newPair(t), newPair(t)
	wrapped, err := seal.Wrap(edition.identity, device.recipient)
	if err != nil {
		t.Fatal(err)
	}
	for i := range wrapped {
		broken := bytes.Clone(wrapped)
		broken[i] ^= 1 << (i % 8)
		if got, err := seal.Unwrap(broken, edition.recipient, device.identity); err == nil || got != "" {
			t.Fatalf("byte %d was changed, and nothing was said", i)
		}
	}
	for name, c := range map[string]struct {
		wrapped []byte
		want    library.Recipient
		code    library.Code
	}{
		"another edition's": {wrapped, newPair(t).recipient, library.CodeWrongKey},
		"oversized":         {append(wrapped, make([]byte, 4096)...), edition.recipient, library.CodeDamagedItem},
		"cut":               {wrapped[:len(wrapped)-1], edition.recipient, library.CodeDamagedItem},
		"empty":             {nil, edition.recipient, library.CodeDamagedItem},
		"no key inside":     {sealed(t, []byte("hello"), device.recipient), edition.recipient, library.CodeWrongKey},
		"a lot inside":      {sealed(t, make([]byte, 1900), device.recipient), edition.recipient, library.CodeDamagedItem},
	} {
		got, err := seal.Unwrap(c.wrapped, c.want, device.identity)
		if library.CodeOf(err) != c.code || got != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBelongs(t *testing.T) {
	a, b := newPair(t), newPair(t)
	if err := seal.Belongs(a.identity, a.recipient); err != nil {
		t.Error(err)
	}
	if err := seal.Belongs(a.identity, b.recipient); library.CodeOf(err) != library.CodeWrongKey {
		t.Error(err)
	}
	if err := seal.Belongs("nonsense", a.recipient); library.CodeOf(err) != library.CodeWrongKey {
		t.Error(err)
	}
}

// TestSecretsStayOutOfText: no way of printing an identity, and no error about
// one, tells it.
func TestSecretsStayOutOfText(t *testing.T) {
	edition := newPair(t)
	secret := edition.identity.Reveal()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "identity", edition.identity)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "identity", edition.identity)
	broken := library.Identity(secret[:len(secret)-1] + "Q")
	_, err1 := seal.RecipientOf(broken)
	_, err2 := seal.Wrap(broken, edition.recipient)
	_, err3 := seal.Wrap(edition.identity, library.Recipient(secret))
	text := fmt.Sprintf("%+v %#v %s %q %v %v %v %v", edition.identity, edition.identity, edition.identity,
		edition.identity, err1, err2, err3, broken.Valid()) + log.String()
	if strings.Contains(text, secret[16:60]) {
		t.Error(text)
	}
	if err1 == nil || err2 == nil || err3 == nil {
		t.Error("something broken was taken")
	}
}
