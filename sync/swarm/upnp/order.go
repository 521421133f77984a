package upnp

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Refusal is a gateway's answer to an order it does not carry out.
type Refusal struct {
	Action string
	Code   int    // of UPnP, or of HTTP when it gave none
	Text   string // its own words, shortened
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("the router refused %s: %d %s", r.Action, r.Code, r.Text)
}

// onlyForEver is what a gateway answers that knows no mapping with an end.
const onlyForEver = 725

// Map has the gateway forward a port to the same port of this machine for a while,
// or for ever if it can do nothing else. Doing it again prolongs it.
func (g *Gateway) Map(ctx context.Context, protocol string, port int, name string, life time.Duration) error {
	order := func(life time.Duration) error {
		return g.order(ctx, "AddPortMapping", [][2]string{
			{"NewRemoteHost", ""},
			{"NewExternalPort", strconv.Itoa(port)},
			{"NewProtocol", protocol},
			{"NewInternalPort", strconv.Itoa(port)},
			{"NewInternalClient", g.local.String()},
			{"NewEnabled", "1"},
			{"NewPortMappingDescription", name},
			{"NewLeaseDuration", strconv.Itoa(int(life.Seconds()))},
		})
	}
	err := order(life)
	if r, ok := err.(*Refusal); ok && r.Code == onlyForEver { //nolint:errorlint // order returns it bare
		return order(0)
	}
	return err
}

// Unmap ends the forwarding of a port.
func (g *Gateway) Unmap(ctx context.Context, protocol string, port int) error {
	return g.order(ctx, "DeletePortMapping", [][2]string{
		{"NewRemoteHost", ""},
		{"NewExternalPort", strconv.Itoa(port)},
		{"NewProtocol", protocol},
	})
}

// order gives a SOAP order with its arguments, whose sequence some gateways mind.
func (g *Gateway) order(ctx context.Context, action string, args [][2]string) error {
	_, err := g.ask(ctx, service{g.service, g.control}, action, args)
	return err
}

// ask gives an order to one of the services and returns the answer.
func (g *Gateway) ask(ctx context.Context, to service, action string, args [][2]string) ([]byte, error) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?>` +
		`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">` +
		`<s:Body><u:` + action + ` xmlns:u="`)
	_ = xml.EscapeText(&b, []byte(to.kind)) // a Builder takes everything
	b.WriteString(`">`)
	for _, arg := range args {
		b.WriteString("<" + arg[0] + ">")
		_ = xml.EscapeText(&b, []byte(arg[1]))
		b.WriteString("</" + arg[0] + ">")
	}
	b.WriteString("</u:" + action + "></s:Body></s:Envelope>")
	raw, status, err := g.speak(ctx, http.MethodPost, to, action, b.String())
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", action, err)
	}
	if status == http.StatusOK {
		return raw, nil
	}
	return nil, refusal(action, status, raw)
}

// maxText bounds a gateway's own words in an error, in bytes.
const maxText = 100

func refusal(action string, status int, raw []byte) *Refusal {
	var fault struct {
		Code int    `xml:"Body>Fault>detail>UPnPError>errorCode"`
		Text string `xml:"Body>Fault>detail>UPnPError>errorDescription"`
	}
	r := &Refusal{Action: action, Code: status, Text: http.StatusText(status)}
	if err := xml.Unmarshal(raw, &fault); err == nil && fault.Code != 0 {
		r.Code, r.Text = fault.Code, strings.ToValidUTF8(fault.Text[:min(len(fault.Text), maxText)], "")
	}
	return r
}
