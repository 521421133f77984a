package format

import (
	"time"

	"matinee/library"
)

// Certificate is the root's word for which key speaks for a channel. Followers
// pin the root, so a channel key that is lost or stolen is replaced by a
// certificate with a higher serial, and strands nobody.
type Certificate struct {
	Root    library.Key `json:"root"`   // who signs it
	Key     library.Key `json:"key"`    // the channel key
	Serial  int64       `json:"serial"` // the highest one counts; from 1
	Issued  time.Time   `json:"issued"`
	Expires time.Time   `json:"expires,omitempty"` // zero: never
	// MovedTo is the link of the channel that goes on in this one's place. It
	// stands here so that only the root can send followers elsewhere.
	MovedTo string       `json:"movedTo,omitempty" max:"512"`
	More    library.More `json:"-"`
}

func (Certificate) kind() kind { return kind{"certificate", MaxCertificate} }

func (c Certificate) check() error {
	if c.Serial < 1 {
		return within(".serial", fail(FaultField, "is not at least 1"))
	}
	if !c.Expires.IsZero() && !c.Expires.After(c.Issued) {
		return within(".expires", fail(FaultField, "is not after issued"))
	}
	if c.MovedTo == "" {
		return nil
	}
	to, err := parseLink(c.MovedTo)
	if err == nil && to.Root == c.Root {
		err = fail(FaultField, "leads to the same channel")
	}
	if err != nil {
		return within(".movedTo", err)
	}
	return nil
}

func (c Certificate) signers() ([]library.Key, error) { return []library.Key{c.Root}, nil }

// Author is for which channel a document speaks: the channel's root, the root's
// word for the key that signed, and when.
type Author struct {
	Channel     library.Key `json:"channel"`
	Certificate Envelope    `json:"certificate"`
	Issued      time.Time   `json:"issued"`
}

// Certified opens the certificate and holds it against the document.
func (a Author) Certified() (Certificate, error) {
	c, err := Open[Certificate](a.Certificate)
	switch {
	case err != nil:
	case c.Doc.Root != a.Channel:
		err = fail(FaultRoot, "is of another channel")
	case a.Issued.Before(c.Doc.Issued):
		err = fail(FaultSigner, "is younger than what it is for")
	case !c.Doc.Expires.IsZero() && !a.Issued.Before(c.Doc.Expires):
		err = fail(FaultExpired, "had expired when it was used")
	}
	if err != nil {
		return Certificate{}, within(".certificate", err)
	}
	return c.Doc, nil
}

func (a Author) signers() ([]library.Key, error) {
	c, err := a.Certified()
	return []library.Key{c.Key}, err
}
