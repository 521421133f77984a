package control

import (
	"context"
	"time"

	"matinee/library"
)

// Licences is what opens sealed editions on this machine.
type Licences interface {
	// DeviceRecipient is to whom licences for this machine are made.
	DeviceRecipient(ctx context.Context) (library.Recipient, error)
	// BringLicence keeps a licence for a bundle that is here.
	BringLicence(ctx context.Context, document []byte) (Licence, error)
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

// documentArgs carry a document.
type documentArgs struct {
	Document []byte `json:"document"`
}

// doLicences carries out a command about licences held here; false if it is none.
func (s *Server) doLicences(ctx context.Context, req request) (result any, known bool, err error) {
	switch req.Do {
	case "device":
		result, err = s.service.DeviceRecipient(ctx)
	case "licence-bring":
		result, err = call(req, func(a documentArgs) (any, error) { return s.service.BringLicence(ctx, a.Document) })
	default:
		return nil, false, nil
	}
	return result, true, err
}
