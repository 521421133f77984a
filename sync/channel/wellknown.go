package channel

import (
	"bytes"
	"context"

	"matinee/library"
	"matinee/library/format"
)

// wellKnownPath is where a web site names the channels that are its own (RFC 8615).
const wellKnownPath = ".well-known/matinee.json"

// maxKnown is how many channels a web site may name.
const maxKnown = 64

// WellKnown is the file by which a web site names this channel: the certificate. A
// site with several channels has one a line.
func (o *Own) WellKnown() []byte { return append(o.certificate.Bytes(), '\n') }

// Confirms asks a domain whether a channel is its own: it names the channel's root,
// in a certificate that the root signed. The channel itself names the domain, so
// neither can claim the other alone.
func (f *Finder) Confirms(ctx context.Context, domain library.Domain, root library.Key, local bool) (bool, error) {
	if err := domain.Valid(); err != nil {
		return false, library.Errorf(library.CodeBadLink, "domain %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, mirrorWait)
	defer cancel()
	body, err := f.Web.Web(ctx, "https://"+string(domain)+"/"+wellKnownPath, maxWellKnow, local)
	if err != nil {
		return false, err
	}
	return names(body, root), nil
}

// names reports whether a site's file names a root.
func names(body []byte, root library.Key) bool {
	lines := bytes.Split(body, []byte("\n"))
	for _, line := range lines[:min(len(lines), maxKnown)] {
		c, err := format.Read[format.Certificate](bytes.TrimSpace(line))
		if err == nil && c.Doc.Root == root {
			return true
		}
	}
	return false
}
