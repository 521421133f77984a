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

func (r *wallet) ExportItem(_ context.Context, req ExportRequest, progress func(done, total int)) (Exported, error) {
	progress(5, 9)
	return Exported{Path: req.To, Length: 9, Verified: true}, r.note("export %s %d", req.ID, req.Item)
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
	told := 0
	out, err := c.ExportItem(t.Context(), ExportRequest{ID: "a", Item: -1, To: "/to"}, func(done, total int) { told = 10*done + total })
	if err != nil || told != 59 || out != (Exported{Path: "/to", Length: 9, Verified: true}) || there.asked[2] != "export a -1" {
		t.Errorf("%+v, %v, told %d", out, err, told)
	}
	if len(there.asked) != 3 || there.asked[1] != `bring "\x00\xff\n"` {
		t.Errorf("%q", there.asked)
	}
	there.err = library.Errorf(library.CodeOtherDevice, "x")
	if _, err := c.BringLicence(t.Context(), nil); library.CodeOf(err) != library.CodeOtherDevice {
		t.Error(err)
	}
}
