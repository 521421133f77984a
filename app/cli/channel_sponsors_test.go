package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

func (c *clerk) Sponsors(_ context.Context, req control.SponsorsRequest) ([]library.SponsorsAt, error) {
	c.words = append(c.words, req)
	return c.sponsors, nil
}

// TestChannelSponsors: who may play is shown in words, and what is asked for is passed on.
func TestChannelSponsors(t *testing.T) {
	until := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	c := &clerk{sponsors: []library.SponsorsAt{
		{Store: "Corner", Sponsors: []library.Sponsor{
			{Name: "Cola\x1b[2J", Campaigns: 1, Spots: 2, Until: until, Languages: []library.Language{"en"}}, {Name: "Gin", Spots: 1, Until: until, MinAge: 18, Refused: true},
		}},
		{Store: "Away", Named: true, Away: &library.Problem{Code: library.CodeStoreGone}},
	}}
	run := func(args ...string) outcome {
		t.Helper()
		var out, errs strings.Builder
		code := Run(t.Context(), c, IO{In: strings.NewReader(""), Out: &out, Err: &errs}, "1.2.3", append([]string{"channel", "sponsors"}, args...))
		return outcome{code, out.String(), errs.String()}
	}
	got := run()
	for _, want := range []string{
		"Corner: Every sponsor may play that you do not refuse.\n", "  plays    Cola", ", 2 spots until 2026-12-01, in en\n",
		"  refused  Gin, 1 spots until 2026-12-01, some from 18 years on\n", "Away: Only sponsors play that you allow by name.\n",
	} {
		if got.code != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%q is not in %+v", want, got)
		}
	}
	if strings.Contains(got.out, "\x1b") || c.words[0].Changes() {
		t.Errorf("%+v", got)
	}
	if got := run("--refuse", "Gin", "--allow", "Cola", "--named"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if w := c.words[1]; len(w.Refuse) != 1 || len(w.Allow) != 1 || w.Named == nil || !*w.Named || w.Channel != strings.Repeat("1", 64) {
		t.Errorf("%+v", w)
	}
	if got := run("--every"); got.code != 0 || c.words[2].Named == nil || *c.words[2].Named {
		t.Errorf("%+v %+v", got, c.words[2])
	}
	if got := run("--every", "--named"); got.code != 2 {
		t.Errorf("both: %+v", got)
	}
}
