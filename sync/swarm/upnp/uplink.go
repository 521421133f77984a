package upnp

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
)

// What a line may be said to send, in bits a second: what lies beyond is no answer.
const (
	leastUplink = 10_000
	mostUplink  = 1_000_000_000_000
)

// Uplink asks what the router's line to the internet sends at most, in bytes a second.
// Many routers know; some name the speed of their own socket instead.
func (g *Gateway) Uplink(ctx context.Context) (int64, error) {
	if g.line.at == nil {
		return 0, errors.New("the router tells nothing about its line")
	}
	raw, err := g.ask(ctx, g.line, "GetCommonLinkProperties", nil)
	if err != nil {
		return 0, err
	}
	var answer struct {
		Bits int64 `xml:"Body>GetCommonLinkPropertiesResponse>NewLayer1UpstreamMaxBitRate"`
	}
	if err := xml.Unmarshal(raw, &answer); err != nil {
		return 0, fmt.Errorf("read what the router says of its line: %w", err)
	}
	if answer.Bits < leastUplink || answer.Bits > mostUplink {
		return 0, fmt.Errorf("the router says its line sends %d bits a second", answer.Bits)
	}
	return answer.Bits / 8, nil
}
