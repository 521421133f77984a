package owner

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aead.dev/minisign"

	"matinee/library"
	"matinee/sync/release"
)

// TestReleasesAreFetchedFromTheirMaker: over the ways that the settings leave, bounded, and
// what is asked names neither this release nor this machine.
func TestReleasesAreFetchedFromTheirMaker(t *testing.T) {
	var asked []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r)
		_, _ = w.Write(make([]byte, 100))
	}))
	defer server.Close()
	h := open(t, t.TempDir(), func(c *Config) { c.Version = "0.1.0" })
	address := library.WebURL(server.URL + "/release.json")
	raw, err := h.getRelease(t.Context(), address, 100)
	if err != nil || len(raw) != 100 {
		t.Errorf("got %d bytes, %v", len(raw), err)
	}
	if _, err := h.getRelease(t.Context(), address, 99); err == nil {
		t.Error("more than the bound is taken")
	}
	for name, values := range asked[0].Header {
		switch name {
		case "Accept", "Accept-Encoding", "User-Agent", "Connection":
		default:
			t.Errorf("it says %s: %v", name, values)
		}
	}
	if agent := asked[0].UserAgent(); agent != "" && agent != "Go-http-client/1.1" {
		t.Errorf("it is asked by %q", agent)
	}
	if err := h.SetSetting(t.Context(), "net.proxy", "socks5://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.getRelease(t.Context(), address, 100); err == nil {
		t.Error("the proxy is gone round")
	}
}

// TestWhatIsKnownOfReleasesIsThereAtOnce, for a program that is older, by the maker's key.
func TestWhatIsKnownOfReleasesIsThereAtOnce(t *testing.T) {
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	doc := []byte(`{"version":"0.2.0","page":"https://releases.example/"}`)
	kept, err := json.Marshal(map[string]any{"asked": time.Now(), "document": doc, "signature": minisign.Sign(private, doc)})
	if err != nil {
		t.Fatal(err)
	}
	for version, newer := range map[string]bool{"0.1.0": true, "0.2.0": false} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "release.json"), kept, 0o600); err != nil {
			t.Fatal(err)
		}
		h := open(t, dir, func(c *Config) {
			c.Version, c.Release = version, release.Origin{Address: "https://releases.example/release.json", Key: public.String()}
		})
		if by, ok := h.newer.Newer(); ok != newer || ok && by.Version != "0.2.0" {
			t.Errorf("%s knows of %+v, %v", version, by, ok)
		}
	}
}
