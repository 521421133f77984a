package studio

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/app/ui/kit"
	"matinee/library"
)

func (h *house) Sponsors(_ context.Context, _, _ library.Key, word SponsorWord) (s library.SponsorsAt, err error) {
	err = h.do(func() {
		if word.Named != nil {
			h.sponsors.Named = *word.Named
		}
		for i := range h.sponsors.Sponsors {
			one := &h.sponsors.Sponsors[i]
			one.Refused = one.Name == word.Refuse || one.Refused && one.Name != word.Allow
		}
		h.keys = append(h.keys, strings.TrimSpace("sponsors "+word.Refuse+" "+word.Allow))
		s = h.sponsors
		s.Sponsors = slices.Clone(s.Sponsors)
	})
	return s, err
}

// TestSponsorsInTheWindow: whoever sells has sponsors; one is refused, and allowed again; from
// then on only those who are named; a store that is away is told as one.
func TestSponsorsInTheWindow(t *testing.T) {
	h := ownPage(t, func(c *Channel) {
		c.Stores = []Store{{Name: "Corner", URL: "https://shop.example", Key: root, Recipient: device()}}
	})
	h.mu.Lock()
	h.sponsors = library.SponsorsAt{Sponsors: []library.Sponsor{{Name: "Cinema Cola", Campaigns: 1, Spots: 2, MinAge: 12, Languages: []library.Language{"en"}, Until: time.Now().AddDate(0, 1, 0)}}}
	h.mu.Unlock()
	h.stage.Press("Sponsors")
	h.stage.Until(func() bool { return h.says("Cinema Cola") })
	for _, text := range []string{"Unless you say otherwise, every sponsor may.", "may play · spots: 2", "from age 12", "English"} {
		if !h.says(text) {
			t.Errorf("it does not say %q", text)
		}
	}
	h.stage.Press("Refuse")
	h.stage.Until(func() bool { return h.says("plays with nothing of yours") })
	if b, ok := h.stage.Window.Canvas().Focused().(*kit.Button); !ok || b.Text() != "Allow" {
		t.Error("the keys are lost")
	}
	h.stage.Press("Allow")
	h.stage.Until(func() bool { return h.says("may play · ") })
	h.picks("every sponsor that I do not refuse", "only sponsors that I allow by name")
	h.stage.Until(func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.sponsors.Named
	})
	h.stage.Until(func() bool { return h.top().about.Text() == "" })
	h.mu.Lock()
	h.sponsors.Away = &library.Problem{Code: library.CodeStoreGone}
	h.mu.Unlock()
	h.stage.Press("Refuse")
	h.stage.Until(func() bool { return h.top().woe.Text() != "" })
}
