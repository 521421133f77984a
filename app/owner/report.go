package owner

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"matinee/app/control"
	"matinee/library"
)

// ReportBundle implements control.Channels. No server stands between: it is a message that
// a person sends, to the address that every domain keeps for this (RFC 2142).
func (o *Owner) ReportBundle(ctx context.Context, req control.ReportRequest) (control.Report, error) {
	l, err := o.reported(ctx, strings.TrimSpace(req.Name))
	if err != nil {
		return control.Report{}, err
	}
	return o.report(ctx, l, req.Why)
}

// Complain writes a message about a bundle that a followed channel lists.
func (o *Owner) Complain(ctx context.Context, root library.Key, bundle library.Token, why string) (library.Complaint, error) {
	l, err := o.listing(ctx, root, bundle)
	if err != nil {
		return library.Complaint{}, err
	}
	r, err := o.report(ctx, l, why)
	if err != nil {
		return library.Complaint{}, err
	}
	return library.Complaint{Link: r.Link, Text: "To: " + strings.Join(r.To, ", ") + "\nSubject: " + r.Subject + "\n\n" + r.Body}, nil
}

// report writes to those who answer for a listed bundle.
func (o *Owner) report(ctx context.Context, l library.Listing, why string) (control.Report, error) {
	c, _, err := o.db.Channel(ctx, l.Channel)
	if err != nil {
		return control.Report{}, err
	}
	var r control.Report
	if c.Domain != "" && !c.Verified.IsZero() { // a domain that does not name the channel has nothing to do with it
		r.To = append(r.To, abuseAt(string(c.Domain)))
	}
	stores, err := o.follow.Stores(ctx, l.Channel)
	if err != nil {
		return control.Report{}, err
	}
	for _, s := range stores {
		if u, err := url.Parse(string(s.URL)); err == nil && u.Hostname() != "" && o.now().Before(s.Until) {
			r.To = append(r.To, abuseAt(u.Hostname()))
		}
	}
	if len(r.To) == 0 {
		return r, library.Errorf(library.CodeNoContact, "%s", c.Name)
	}
	r.Subject = "Report: " + l.Name
	r.Body = fmt.Sprintf("%s\n\nBundle: %s\nNumber: %s\nInfohash: %s\nChannel: %s\n%s\n",
		library.CleanText(why, library.MaxSynopsis), l.Name, l.Bundle, l.Infohash, c.Name, c.Link)
	r.Link = mailLink(r)
	return r, nil
}

// abuseAt is where a domain takes complaints.
func abuseAt(host string) string { return "abuse@" + strings.ToLower(host) }

// mailLink opens a message in the mail program (RFC 6068).
func mailLink(r control.Report) string {
	part := func(text string) string {
		return strings.ReplaceAll(url.QueryEscape(strings.ReplaceAll(text, "\n", "\r\n")), "+", "%20")
	}
	var to []string
	for _, a := range r.To {
		to = append(to, strings.ReplaceAll(url.PathEscape(a), ",", "%2C"))
	}
	return "mailto:" + strings.Join(to, ",") + "?subject=" + part(r.Subject) + "&body=" + part(r.Body)
}

// reported finds what a followed channel lists: by an infohash or number, at least four
// digits of one, or its title.
func (o *Owner) reported(ctx context.Context, name string) (library.Listing, error) {
	if err := o.shelf.Unlimited(); err != nil {
		return library.Listing{}, err
	}
	return o.named(ctx, name)
}

// named finds a bundle that followed channels list, among what the profile sees.
func (o *Owner) named(ctx context.Context, name string) (library.Listing, error) {
	channels, err := o.follow.Channels(ctx)
	if err != nil {
		return library.Listing{}, err
	}
	lower := strings.ToLower(name)
	var found []library.Listing
	for _, c := range channels {
		listed, err := o.follow.Bundles(ctx, c.Root)
		if err != nil {
			return library.Listing{}, err
		}
		for _, l := range listed {
			prefix := len(lower) >= minPrefix && (strings.HasPrefix(string(l.Infohash), lower) || strings.HasPrefix(string(l.Bundle), lower))
			if (prefix || l.Name == name) && (!o.limited() || o.shelf.Sees(l.Infohash)) {
				found = append(found, l)
			}
		}
	}
	if len(found) != 1 {
		return library.Listing{}, library.Errorf(library.CodeNotFound, "%.60s means %d bundles of the channels that are followed", name, len(found))
	}
	return found[0], nil
}
