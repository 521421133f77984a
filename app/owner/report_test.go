package owner

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/seal"
)

// TestReports: a message goes to the domain that confirms the channel and to the stores
// that sell now; where neither is named, that is said. Titles cannot put anybody else in.
func TestReports(t *testing.T) {
	h := open(t, t.TempDir())
	made := h.channelNew("Studio")
	b := one(t, "one.mkv", piece)
	h.list("Studio", "", b)
	h.mustFollow(made.Link, false)
	ask := control.ReportRequest{Name: "The one.mkv", Why: "It is mine.\nReally & truly, a@b?bcc=c"}
	_, err := h.ReportBundle(t.Context(), ask)
	code(t, err, library.CodeNoContact)
	_, key := keyOf("store")
	to := ok[library.Recipient](t)(seal.RecipientOf(ok[library.Identity](t)(seal.NewIdentity())))
	ok[[]byte](t)(h.CertifyStore(t.Context(), control.CertifyRequest{
		StoreKeys: control.StoreKeys{Key: key, Recipient: to}, URL: "https://Store.example/shop", Until: time.Now().AddDate(0, 1, 0),
	}))
	h.mustFollow(made.Link, false)
	got := ok[control.Report](t)(h.ReportBundle(t.Context(), ask))
	if !slices.Equal(got.To, []string{"abuse@store.example"}) {
		t.Errorf("to %q", got.To)
	}
	err = h.db.UpdateChannel(t.Context(), made.Root, func(c *library.Channel, _ *library.HeldChannel) { c.Domain = "studio.example" })
	if err != nil {
		t.Fatal(err)
	}
	if got := ok[control.Report](t)(h.ReportBundle(t.Context(), ask)); len(got.To) != 1 {
		t.Errorf("a domain that does not confirm the channel is written to: %q", got.To)
	}
	err = h.db.UpdateChannel(t.Context(), made.Root, func(c *library.Channel, _ *library.HeldChannel) { c.Verified = time.Now() })
	if err != nil {
		t.Fatal(err)
	}
	ask.Name = b.ID[:6]
	got = ok[control.Report](t)(h.ReportBundle(t.Context(), ask))
	link := ok[*url.URL](t)(url.Parse(got.Link))
	query := ok[url.Values](t)(url.ParseQuery(link.RawQuery))
	if link.Scheme != "mailto" || link.Opaque != "abuse@studio.example,abuse@store.example" || len(query) != 2 || strings.Contains(got.Link, "+") {
		t.Errorf("%s", got.Link)
	}
	if body := query.Get("body"); !strings.Contains(body, "Really & truly, a@b?bcc=c") || !strings.Contains(body, b.ID) || query.Get("subject") != "Report: The one.mkv" {
		t.Errorf("%q", body)
	}
	listed := ok[library.ChannelPage](t)(h.ChannelPage(t.Context(), made.Root)).Listed[0]
	same := ok[library.Complaint](t)(h.Complain(t.Context(), made.Root, listed.Bundle, ask.Why))
	if same.Link != got.Link || !strings.HasPrefix(same.Text, "To: abuse@studio.example, abuse@store.example\nSubject: Report: The one.mkv\n\nIt is mine.") {
		t.Errorf("%q", same)
	}
	_, err = h.ReportBundle(t.Context(), control.ReportRequest{Name: "nothing"})
	code(t, err, library.CodeNotFound)
	h.shift.Store(int64(60 * 24 * time.Hour)) // the store's days are over
	if got := ok[control.Report](t)(h.ReportBundle(t.Context(), ask)); len(got.To) != 1 {
		t.Errorf("to %q", got.To)
	}
	h.limited(6)
	_, err = h.ReportBundle(t.Context(), ask)
	code(t, err, library.CodeLimited)
}
