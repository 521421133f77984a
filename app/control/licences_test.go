package control

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"matinee/library"
)

// wallet is a Service that remembers what it was brought.
type wallet struct{ recorder }

func (r *wallet) DeviceRecipient(context.Context) (library.Recipient, error) {
	return "age1x", r.note("device")
}

func (r *wallet) BringLicence(_ context.Context, document []byte) (Licence, error) {
	return Licence{Bundle: "1", Edition: "e", Waits: true}, r.note("bring %q", document)
}

// TestLicencesOverTheSocket: a licence arrives byte for byte.
func TestLicencesOverTheSocket(t *testing.T) {
	there := &wallet{}
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := Serve(t.Context(), l, there)
	defer func() { _ = s.Close() }()
	c := dial(t, path)
	if to, err := c.DeviceRecipient(t.Context()); err != nil || to != "age1x" {
		t.Errorf("%s, %v", to, err)
	}
	if l, err := c.BringLicence(t.Context(), []byte{0, 255, '\n'}); err != nil || !l.Waits || l.Edition != "e" {
		t.Errorf("%+v, %v", l, err)
	}
	if len(there.asked) != 2 || there.asked[1] != `bring "\x00\xff\n"` {
		t.Errorf("%q", there.asked)
	}
	there.err = library.Errorf(library.CodeOtherDevice, "x")
	if _, err := c.BringLicence(t.Context(), nil); library.CodeOf(err) != library.CodeOtherDevice {
		t.Error(err)
	}
}
