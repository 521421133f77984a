package control

import (
	"context"
	"io"
	"time"

	"matinee/library"
)

// Licences is what opens sealed editions on this machine.
type Licences interface {
	// DeviceRecipient is to whom licences for this machine are made.
	DeviceRecipient(ctx context.Context) (library.Recipient, error)
	// BringLicence keeps a licence for a bundle that is here.
	BringLicence(ctx context.Context, document []byte) (Licence, error)
	// ExportItem saves an item as an ordinary file, as far as a licence or its terms
	// allow; progress counts bytes. When ctx ends, nothing is left of it.
	ExportItem(ctx context.Context, req ExportRequest, progress func(done, total int)) (Exported, error)
}

// ExportRequest says which item is saved where: in a file, or in a folder under its own
// name. An Item below 0 means the main one.
type ExportRequest struct {
	ID   library.BundleID `json:"id"`
	Item int              `json:"item"`
	To   string           `json:"to"`
}

// Exported is a file that was saved.
type Exported struct {
	Path     string `json:"path"`
	Length   int64  `json:"length"`
	Verified bool   `json:"verified"` // against the hash that its publisher signed
}

// Licence is a licence as commands show it.
type Licence struct {
	Bundle  library.Token       `json:"bundle"`
	Edition library.EditionID   `json:"edition"`
	Kind    library.LicenceKind `json:"kind"`
	Waits   bool                `json:"waits"` // for the premiere
	Expires time.Time           `json:"expires,omitzero"`
}

// DeviceRecipient implements Licences.
func (c *Client) DeviceRecipient(ctx context.Context) (to library.Recipient, err error) {
	err = c.ask(ctx, "device", nil, &to)
	return to, err
}

// BringLicence implements Licences.
func (c *Client) BringLicence(ctx context.Context, document []byte) (l Licence, err error) {
	err = c.ask(ctx, "licence-bring", documentArgs{document}, &l)
	return l, err
}

// ExportItem implements Licences.
func (c *Client) ExportItem(ctx context.Context, req ExportRequest, progress func(done, total int)) (out Exported, err error) {
	err = c.follow(ctx, "export", req, &out, progress)
	return out, err
}

// documentArgs carry a document.
type documentArgs struct {
	Document []byte `json:"document"`
}

// doLicences carries out a command about licences held here; false if it is none.
func (s *Server) doLicences(ctx context.Context, req request, conn io.Writer) (result any, known bool, err error) {
	switch req.Do {
	case "device":
		result, err = s.service.DeviceRecipient(ctx)
	case "licence-bring":
		result, err = call(req, func(a documentArgs) (any, error) { return s.service.BringLicence(ctx, a.Document) })
	case "export":
		result, err = call(req, func(a ExportRequest) (any, error) {
			return reporting(ctx, conn, func(ctx context.Context, tell func(done, total int)) (Exported, error) {
				return s.service.ExportItem(ctx, a, tell)
			})
		})
	default:
		return nil, false, nil
	}
	return result, true, err
}
