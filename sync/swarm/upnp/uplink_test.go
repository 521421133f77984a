package upnp

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const lineService = "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1"

// withLine is a description of a router that knows its line.
func withLine() string {
	return strings.Replace(describing(ipConnection, "/no"), "<deviceList><device><deviceList>",
		"<deviceList><device><serviceList><service><serviceType>"+lineService+
			"</serviceType><controlURL>/order</controlURL></service></serviceList><deviceList>", 1)
}

func TestUplink(t *testing.T) {
	for said, want := range map[string]int64{
		"40000000": 5_000_000, "0": 0, "-1": 0, "99999999999999999": 0, "much": 0, "": 0,
	} {
		asked := make(chan string, 1)
		at := router(t, withLine(), func(w http.ResponseWriter, r *http.Request) {
			asked <- r.Header.Get("SOAPAction")
			_, _ = io.WriteString(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><u:GetCommonLinkPropertiesResponse xmlns:u="`+lineService+
				`"><NewWANAccessType>DSL</NewWANAccessType><NewLayer1UpstreamMaxBitRate>`+said+`</NewLayer1UpstreamMaxBitRate></u:GetCommonLinkPropertiesResponse></s:Body></s:Envelope>`)
		})
		g, err := describe(t.Context(), here(), here(), at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := g.Uplink(t.Context())
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v", said, got, err)
		}
		if action := <-asked; action != `"`+lineService+`#GetCommonLinkProperties"` {
			t.Errorf("asked for %s", action)
		}
	}
}

func TestARouterThatDoesNotKnowItsLine(t *testing.T) {
	g, err := describe(t.Context(), here(), here(), router(t, describing(ipConnection, "/order"), nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Uplink(t.Context()); err == nil {
		t.Fatal("it says something all the same")
	}
}
