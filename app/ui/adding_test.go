package ui

import (
	"net/url"
	"strings"
	"testing"
)

// TestALinkForMatineeIsAdded by what is inside of it; one with anything else inside is
// refused before anybody reads that.
func TestALinkForMatineeIsAdded(t *testing.T) {
	h, _ := openLibrary(t)
	film := "magnet:?xt=urn:btih:" + strings.Repeat("a", 40)
	h.window.Add("matinee:add?link=" + url.QueryEscape("/etc/passwd"))
	if !h.window.frame.notice.Visible() {
		t.Error("a file is added by a page's link")
	}
	h.window.Add("matinee:add?link=" + url.QueryEscape(film))
	h.until(func() bool { return h.program.has("add " + film) })
	if h.program.has("add /etc/passwd") {
		t.Error("a file was read")
	}
}
