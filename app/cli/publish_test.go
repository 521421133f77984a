package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// workshop is a Session of a creator who has one draft.
type workshop struct {
	desk
	draft   library.Draft
	saved   []library.Draft
	remarks []library.Remark
	revised *library.Draft
	licence control.LicenceRequest
	deal    control.DealRequest
	all     []library.Production
}

func newWorkshop() *workshop {
	free := []library.Offer{{Kind: library.OfferFree}}
	return &workshop{draft: library.Draft{
		Format: library.DraftFormat, ID: "00112233445566778899aabbccddeeff", Title: "Low Tide", Creators: []library.Maker{{Name: "Ann"}}, Fee: 1000,
		Editions: []library.DraftEdition{{ID: "standard", Offers: free}, {ID: "extras", Offers: free}},
		Items:    []library.DraftItem{{File: "a.mp4", Path: "a.mp4", Role: library.RoleMain}},
	}}
}

func (w *workshop) Connect(ctx context.Context, o Options, quiet bool) (Session, error) {
	if _, err := w.desk.Connect(ctx, o, quiet); err != nil {
		return nil, err
	}
	return w, nil
}

// clone is a draft that shares nothing with another one.
func clone(d library.Draft) (out library.Draft) {
	raw, _ := json.Marshal(d)
	_ = json.Unmarshal(raw, &out)
	return out
}

func (w *workshop) Draft(_ context.Context, folder string) (library.Draft, error) {
	return clone(w.draft), w.do("draft", folder)
}

func (w *workshop) DraftOf(_ context.Context, name string) (library.Draft, error) {
	if name != "0011" {
		return library.Draft{}, library.Errorf(library.CodeNotFound, "%s", name)
	}
	return clone(w.draft), w.do("draft of", name)
}

func (w *workshop) SaveDraft(_ context.Context, _ string, d library.Draft) error {
	w.draft = clone(d)
	w.saved = append(w.saved, w.draft)
	return w.do("save")
}

func (w *workshop) CheckUp(_ context.Context, q control.PublishRequest, progress func(done, total int)) ([]library.Remark, error) {
	progress(1, 1)
	return w.remarks, w.do("check", q.Channel)
}

func (w *workshop) Publish(_ context.Context, q control.PublishRequest, progress func(done, total int)) (library.Production, error) {
	progress(5_000_000, 10_000_000)
	return library.Production{Title: w.draft.Title, Bundle: film, Folder: "/media/Low\x1b Tide"}, w.do("publish", q.Channel)
}

func (w *workshop) Productions(context.Context) ([]library.Production, error) {
	return w.all, w.do("productions")
}

func (w *workshop) ReviseTerms(_ context.Context, name string, d library.Draft) (library.Production, error) {
	w.revised = &d
	return library.Production{Title: d.Title, Terms: 2}, w.do("revise", name)
}

func (w *workshop) WithdrawBundle(_ context.Context, name, why string) (library.Production, error) {
	return library.Production{Title: name}, w.do("withdraw", why)
}

func (w *workshop) HoldPublishing(_ context.Context, id library.Token, hold bool) error {
	return w.do("hold", string(id), map[bool]string{true: "on", false: "off"}[hold])
}

func (w *workshop) IssueLicence(_ context.Context, q control.LicenceRequest) ([]byte, error) {
	w.licence = q
	return []byte(`{"licence":1}`), w.do("licence", q.Name)
}

func (w *workshop) IssueGifts(_ context.Context, q control.LicenceRequest, count int) ([]string, error) {
	w.licence = q
	return slices.Repeat([]string{"matinee:gift:x"}, count), w.do("gifts", q.Name)
}

func (w *workshop) NewDeal(_ context.Context, q control.DealRequest) ([]byte, error) {
	w.deal = q
	return []byte("deal"), w.do("deal")
}

// order runs a command line on w.
func (w *workshop) order(t *testing.T, args ...string) outcome {
	t.Helper()
	var out, errs strings.Builder
	code := Run(t.Context(), w, IO{In: strings.NewReader(""), Out: &out, Err: &errs}, "1", args)
	return outcome{code, out.String(), errs.String()}
}

// TestPublishDecides: what is typed becomes the draft, the rest of it stays.
func TestPublishDecides(t *testing.T) {
	paid := func(minor int64) []library.Offer {
		return []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: minor}}}
	}
	ann := []library.Split{{Party: "Ann", Weight: 1}}
	for name, c := range map[string]struct {
		args []string
		want func(d *library.Draft)
	}{
		"nothing": {nil, func(*library.Draft) {}},
		"about": {
			[]string{"--title", "High Tide", "--rights", "© Ann", "--creator", "Ben", "--creator", "Cy", "--language", "fr", "--license", "CC-BY-4.0", "--v1", "--rating", "12"},
			func(d *library.Draft) {
				age := int64(12)
				d.Title, d.Rights, d.License, d.V1Only, d.MinAge = "High Tide", "© Ann", "CC-BY-4.0", true, &age
				d.Creators, d.Languages = []library.Maker{{Name: "Ben"}, {Name: "Cy"}}, []library.Language{"fr"}
			},
		},
		"one price": {[]string{"--price", "4.95EUR"}, func(d *library.Draft) {
			for i := range d.Editions {
				d.Editions[i].Offers, d.Editions[i].Splits = paid(495), ann
			}
		}},
		"two prices": {[]string{"--price", "4.95EUR", "--price", "extras=9.95EUR", "--split", "Ann=2", "--split", "Ben=x=1"}, func(d *library.Draft) {
			d.Editions[0].Offers, d.Editions[1].Offers = paid(495), paid(995)
			for i := range d.Editions {
				d.Editions[i].Splits = []library.Split{{Party: "Ann", Weight: 2}, {Party: "Ben=x", Weight: 1}}
			}
		}},
		"buyers bear the fee": {[]string{"--price", "4.95EUR", "--price", "extras=9.95EUR", "--ads", "extras", "--card-fee", "buyer"}, func(d *library.Draft) {
			d.Editions[0].Offers, d.Editions[1].Offers = paid(495), append([]library.Offer{{Kind: library.OfferAds}}, paid(995)...)
			d.Editions[1].Breaks = []library.Break{{Place: library.BreakBefore, Spots: 2, Longest: 90 * time.Second}}
			for i := range d.Editions {
				d.Editions[i].Splits = ann
				d.Editions[i].Offers[i].CardFee = library.BuyerBears
			}
		}},
		"only extras": {[]string{"--price", "extras=9.95EUR"}, func(d *library.Draft) { d.Editions[1].Offers, d.Editions[1].Splits = paid(995), ann }},
		"ads or gift": {[]string{"--ads", "standard", "--pay-what-you-want", "standard=0EUR"}, func(d *library.Draft) {
			d.Editions[0].Offers = []library.Offer{{Kind: library.OfferAds}, {Kind: library.OfferPWYW, Price: &library.Money{Currency: "EUR"}}}
			d.Editions[0].Splits = ann
			d.Editions[0].Breaks = []library.Break{{Place: library.BreakBefore, Spots: 2, Longest: 90 * time.Second}}
		}},
		"premiere": {[]string{"--premiere", "2099-12-24T20:00", "--zone", "Europe/Paris", "--after", "open", "--opens-later", "2d"}, func(d *library.Draft) {
			for i := range d.Editions {
				d.Editions[i].Window = &library.DraftWindow{
					From: "2099-12-24T20:00", Zone: "Europe/Paris", Long: library.Interval(45 * 24 * time.Hour), After: library.AfterOpen, Later: library.Interval(48 * time.Hour),
				}
			}
		}},
		"own length": {[]string{"--window", "2m", "--own-length"}, func(d *library.Draft) {
			for i := range d.Editions {
				d.Editions[i].Window = &library.DraftWindow{Long: library.Interval(2 * time.Minute), Override: library.OwnLength}
			}
		}},
		"sale": {[]string{"--store-fee", "800", "--deal", "abcd"}, func(d *library.Draft) { d.Fee, d.Deal = 800, "abcd" }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkshop()
			want := clone(w.draft)
			c.want(&want)
			got := w.order(t, append([]string{"publish", "/work", "--no-check", "--channel", "c"}, c.args...)...)
			if got.code != 0 || len(w.saved) != 1 {
				t.Fatalf("%+v", got)
			}
			if !reflect.DeepEqual(w.saved[0], clone(want)) {
				t.Errorf("\n got %+v\nwant %+v", w.saved[0], want)
			}
			if last := w.done[len(w.done)-1]; last != "publish c" || strings.Contains(got.out, "\x1b") || !strings.Contains(got.out, "is published") {
				t.Errorf("%s: %q", last, got.out)
			}
		})
	}
}

func TestPublishRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"--free", "--price", "4.95EUR"},
		{"--price", "gold=4.95EUR"},
		{"--window", "29d"},
		{"--window", "2m"},
		{"--premiere", "tomorrow"},
		{"--premiere", "2099-12-24T20:00", "--zone", "Mars/Base"},
		{"--split", "Ann"},
		{"--split", "Ann=0"},
		{"--after", "never"},
		{"--store", "x"},
		{"--language", "!"},
		{"--check", "--no-check"},
	} {
		w := newWorkshop()
		if got := w.order(t, append([]string{"publish", "/work"}, args...)...); got.code != 2 || len(w.saved) > 0 {
			t.Errorf("%v: %+v", args, got)
		}
	}
	w := newWorkshop()
	if got := w.order(t, "publish", "/work", "--price", "much"); got.code != 1 || len(w.saved) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestPublishChecksUp: what blocks stops it, advice does not; the index is moved where
// that was asked for.
func TestPublishChecksUp(t *testing.T) {
	w := newWorkshop()
	w.remarks = []library.Remark{{Code: library.RemarkNoRights, Blocks: true}, {Code: library.RemarkIndex, Item: "a.mp4", Mends: true}}
	got := w.order(t, "publish", "/work")
	if got.code != 1 || !strings.Contains(got.err, "Nothing says who holds the rights") || !strings.Contains(got.err, "This cannot be published yet") {
		t.Errorf("%+v", got)
	}
	if last := w.done[len(w.done)-1]; last != "check " {
		t.Errorf("after what blocks came %q", last)
	}
	if got := w.order(t, "publish", "/work", "--check"); got.code != 0 || !strings.Contains(got.out, "must be") || !strings.Contains(got.out, "a.mp4") {
		t.Errorf("%+v", got)
	}
	var remarks []library.Remark
	if got := w.order(t, "publish", "/work", "--check", "--json"); json.Unmarshal([]byte(got.out), &remarks) != nil || len(remarks) != 2 {
		t.Errorf("%+v", got)
	}
	w.remarks = w.remarks[1:]
	if got := w.order(t, "publish", "/work"); got.code != 0 || w.draft.Items[0].Front {
		t.Errorf("%+v", got)
	}
	if got := w.order(t, "publish", "/work", "--remux"); got.code != 0 || !w.draft.Items[0].Front {
		t.Errorf("%+v", got)
	}
}

// TestTerms: new prices go to the production that was named, whose other terms stay.
func TestTerms(t *testing.T) {
	w := newWorkshop()
	w.all = []library.Production{{ID: w.draft.ID, Title: "Low Tide", Source: "/work"}, {ID: "ff", Title: "Another"}}
	if got := w.order(t, "terms", "0011", "--price", "standard=2.95EUR"); got.code != 0 || !strings.Contains(got.out, "version 2") {
		t.Errorf("%+v", got)
	}
	if w.revised == nil || w.revised.Editions[0].Offers[0].Price.Minor != 295 || w.revised.Editions[1].Offers[0].Kind != library.OfferFree {
		t.Errorf("%+v", w.revised)
	}
	for _, args := range [][]string{{"terms", "nobody"}, {"terms", "Another"}} {
		if got := w.order(t, args...); got.code != 1 {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := w.order(t, "withdraw", "Low Tide", "--why", "a mistake"); got.code != 0 || w.done[len(w.done)-1] != "withdraw a mistake" {
		t.Errorf("%+v", got)
	}
	if got := w.order(t, "studio", "pause", "Low Tide"); got.code != 0 || w.done[len(w.done)-1] != "hold "+string(w.draft.ID)+" on" {
		t.Errorf("%+v, %v", got, w.done)
	}
	if got := w.order(t, "studio"); got.code != 0 || strings.Count(got.out, "\n") != 2 {
		t.Errorf("%+v", got)
	}
}

func TestLicenceAndDeal(t *testing.T) {
	w := newWorkshop()
	dir := t.TempDir()
	device := "age1" + strings.Repeat("q", 58)
	out := filepath.Join(dir, "a.licence")
	if got := w.order(t, "licence", "issue", "Low Tide", device, "--edition", "extras", "--kind", "press", "--early", "--export", "--days", "3", "-o", out); got.code != 0 {
		t.Errorf("%+v", got)
	}
	q := w.licence
	if q.Name != "Low Tide" || q.Edition != "extras" || q.Kind != library.LicencePress || !q.Early || len(q.Permits) != 1 || time.Until(q.Expires) > 73*time.Hour || time.Until(q.Expires) < 70*time.Hour {
		t.Errorf("%+v", q)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 || info.Size() != 13 {
		t.Errorf("%v, %v", info, err)
	}
	if got := w.order(t, "licence", "gift", "Low Tide", "2", "--edition", "extras", "--export"); got.code != 0 || got.out != "matinee:gift:x\nmatinee:gift:x\n" ||
		w.licence.Kind != library.LicenceGift || w.licence.Edition != "extras" || len(w.licence.Permits) != 1 {
		t.Errorf("%+v, %+v", got, w.licence)
	}
	if got := w.order(t, "licence", "gift", "Low Tide", "--csv"); got.code != 0 || got.out != "number,code,for\n1,matinee:gift:x,\n\n" {
		t.Errorf("%+v", got)
	}
	if got := w.order(t, "licence", "issue", "Low Tide", "me"); got.code != 2 {
		t.Errorf("%+v", got)
	}
	file := filepath.Join(dir, "deal.json")
	text := `{"name":"Three films","studio":"Ann","stores":[{"name":"Shop","key":"k"}],"from":"2026-01-01T00:00:00Z","until":"2029-01-01T00:00:00Z","shortestWindow":"40d","longestWindow":"50d","creatorShare":9200,"productions":[{"name":"Low Tide"}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := w.order(t, "deal", "new", file, "--annex", file); got.code != 0 || got.out != "deal\n" || w.deal.Share != 9200 || w.deal.Shortest.String() != "40d" || len(w.deal.Annex) == 0 {
		t.Errorf("%+v, %+v", got, w.deal)
	}
	for _, args := range [][]string{{"deal", "new", filepath.Join(dir, "gone")}, {"deal", "keep", dir}} {
		if got := w.order(t, args...); got.code != 1 {
			t.Errorf("%v: %+v", args, got)
		}
	}
}
