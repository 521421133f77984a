package publish

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// nobody is a prober that knows no file.
type nobody struct{}

func (nobody) Probe(context.Context, string) (library.Facts, error) {
	return library.Facts{}, library.Errorf(library.CodeNotMedia, "it is nothing")
}

func (nobody) Measure(context.Context, string) (library.Measures, error) {
	return library.Measures{}, nil
}
func (nobody) Frame(context.Context, string, time.Duration, int) ([]byte, error) { return nil, nil }
func (nobody) Still(context.Context, string, int) ([]byte, error)                { return nil, nil }
func (nobody) MoveIndex(context.Context, string, string) error                   { return nil }

func checked(t testing.TB, folder string, d *library.Draft, with Prober) []library.Remark {
	t.Helper()
	remarks, err := CheckUp(t.Context(), Check{Draft: d, Folder: folder, Prober: with, Now: start}, nil)
	must(t, err)
	return remarks
}

func find(remarks []library.Remark, code library.RemarkCode, item library.ItemPath) (library.Remark, bool) {
	at := slices.IndexFunc(remarks, func(r library.Remark) bool { return r.Code == code && (item == "" || r.Item == item) })
	if at < 0 {
		return library.Remark{}, false
	}
	return remarks[at], true
}

// TestCheckUpOfGoodWork: nothing blocks, and nothing is said but what is so.
func TestCheckUpOfGoodWork(t *testing.T) {
	t.Parallel()
	for _, r := range checked(t, work(t), drafted(), looker(t)) {
		// Films of 3 s are small, so a piece of any size holds all of them.
		if r.Code != library.RemarkPiece {
			t.Errorf("%+v", r)
		}
	}
}

// TestCheckUpMeasures: films that were made wrong in one way each are found out.
func TestCheckUpMeasures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	make := func(name string, more ...string) {
		args := []string{
			"-nostdin", "-v", "error", "-y", "-f", "lavfi", "-t", "12", "-i", "testsrc2=size=160x90:rate=10",
			"-f", "lavfi", "-t", "12", "-i", "sine=frequency=1000:sample_rate=48000", "-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-c:a", "aac", "-b:a", "128k",
		}
		ffmpeg(t, append(append(args, more...), filepath.Join(dir, name))...)
	}
	front := []string{"-movflags", "+faststart"}
	make("good.mp4", front...)
	make("end.mp4")
	make("far.mp4", append([]string{"-g", "1000", "-sc_threshold", "0"}, front...)...)
	make("loud.mp4", append([]string{"-af", "volume=17dB"}, front...)...)
	make("quiet.mp4", append([]string{"-af", "volume=-20dB"}, front...)...)
	ffmpeg(t, "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-t", "4", "-i", "nullsrc=size=640x360:rate=25,geq=random(1)*255:128:128",
		"-c:v", "libx264", "-preset", "ultrafast", "-qp", "1", "-movflags", "+faststart", filepath.Join(dir, "heavy.mp4"))
	must(t, os.WriteFile(filepath.Join(dir, "broken.mp4"), []byte(strings.Repeat("no film ", 100)), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "empty.mp4"), nil, 0o600))
	d := drafted()
	d.Items = nil
	for _, name := range []string{"good.mp4", "end.mp4", "far.mp4", "loud.mp4", "quiet.mp4", "heavy.mp4", "broken.mp4", "empty.mp4", "gone.mp4"} {
		d.Items = append(d.Items, library.DraftItem{File: name, Path: library.ItemPath(name), Role: library.RoleMain, Editions: []library.EditionID{"standard"}})
	}
	remarks := checked(t, dir, d, looker(t))
	for _, c := range []struct {
		code   library.RemarkCode
		item   library.ItemPath
		value  float64
		within float64
	}{
		{library.RemarkIndex, "end.mp4", 0, 0},
		{library.RemarkKeyFrames, "far.mp4", 12, 0.2},
		{library.RemarkLoud, "loud.mp4", -4, 1.5},
		{library.RemarkQuiet, "quiet.mp4", -41, 1.5},
		{library.RemarkBitrate, "heavy.mp4", 60, 55},
		{library.RemarkBroken, "broken.mp4", 0, 0},
		{library.RemarkEmpty, "empty.mp4", 0, 0},
		{library.RemarkMissing, "gone.mp4", 0, 0},
		{library.RemarkUneven, "", 37, 3},
		{library.RemarkPiece, "good.mp4", 12, 9},
		{library.RemarkCaptions, "good.mp4", 0, 0},
		{library.RemarkPoster, "", 0, 0},
	} {
		r, found := find(remarks, c.code, c.item)
		if !found || math.Abs(r.Value-c.value) > c.within {
			t.Errorf("%s of %s: %+v, %v", c.code, c.item, r, found)
		}
		if found && strings.Contains(r.Explain().String(), "%!") {
			t.Errorf("%s", r.Explain())
		}
	}
	for _, code := range []library.RemarkCode{library.RemarkIndex, library.RemarkKeyFrames, library.RemarkLoud, library.RemarkQuiet, library.RemarkBitrate} {
		if r, found := find(remarks, code, "good.mp4"); found {
			t.Errorf("said of good work: %+v", r)
		}
	}
	d.Items[1].Front = true // the offer is taken
	if r, found := find(checked(t, dir, d, looker(t)), library.RemarkIndex, "end.mp4"); found {
		t.Errorf("%+v", r)
	}
}

// TestIndexIsMoved: the offer of the check-up is carried out while publishing: what
// is published starts at once, the work stays as it is.
func TestIndexIsMoved(t *testing.T) {
	t.Parallel()
	dir, d := work(t), drafted()
	film(t, filepath.Join(dir, "Low Tide.mp4"), "-g", "25")
	before := contents(t, dir)
	d.Items[0].Front = true
	d.Editions = d.Editions[:1]
	d.Items[0].Editions = nil // in clear, so that it can be looked at
	d.Items[1].Editions = []library.EditionID{"standard"}
	job := newJob(t, dir, d)
	built := makeBundle(t, job)
	m, err := looker(t).Measure(t.Context(), filepath.Join(job.Target, "Low Tide.mp4"))
	must(t, err)
	if m.IndexAtEnd || !same(before, contents(t, dir)) {
		t.Error("the index is at the end, or the work was changed")
	}
	if v := libtorrent(t, built); !v.Seeding {
		t.Errorf("%+v", v)
	}
	if left, _ := filepath.Glob(filepath.Join(job.Work, "front*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// TestCheckUpDecides looks at what needs no file.
func TestCheckUpDecides(t *testing.T) {
	t.Parallel()
	dir := sketch(t)
	paid := func(minor int64, c library.Currency) []library.Offer {
		return []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: c, Minor: minor}}}
	}
	for name, c := range map[string]struct {
		change func(*library.Draft)
		code   library.RemarkCode
		blocks bool
	}{
		"no rights":       {func(d *library.Draft) { d.Rights = " " }, library.RemarkNoRights, true},
		"no title":        {func(d *library.Draft) { d.Title = "" }, library.RemarkNoTitle, true},
		"no creator":      {func(d *library.Draft) { d.Creators = nil }, library.RemarkNoCreator, true},
		"no main":         {func(d *library.Draft) { d.Items = d.Items[2:4] }, library.RemarkNoMain, true},
		"short window":    {func(d *library.Draft) { d.Editions[0].Window.Long = library.Interval(time.Hour) }, library.RemarkWindow, true},
		"no such time":    {func(d *library.Draft) { d.Editions[0].Window.From = "2027-03-28T02:30" }, library.RemarkWindow, true},
		"two such times":  {func(d *library.Draft) { d.Editions[0].Window.From = "2027-10-31T02:30" }, library.RemarkTwice, false},
		"yesterday":       {func(d *library.Draft) { d.Editions[0].Window.From = "2026-10-31T20:00" }, library.RemarkLate, false},
		"cheap":           {func(d *library.Draft) { d.Editions[0].Offers = paid(422, "EUR") }, library.RemarkCardFee, false},
		"free but sealed": {func(d *library.Draft) { d.Editions[0].Offers = []library.Offer{{Kind: library.OfferFree}} }, library.RemarkNoKey, false},
		"sold but open":   {func(d *library.Draft) { d.Items[0].Editions, d.Items[1].Editions = nil, nil }, library.RemarkNothing, false},
		"nobody is paid":  {func(d *library.Draft) { d.Editions[0].Splits = nil }, library.RemarkRefused, true},
		"a fee too high":  {func(d *library.Draft) { d.Fee = 1001 }, library.RemarkRefused, true},
		"a bad path":      {func(d *library.Draft) { d.Items[0].Path = "../x.mp4" }, library.RemarkRefused, true},
		"no role":         {func(d *library.Draft) { d.Items[2].Role = "star" }, library.RemarkRefused, true},
		"ads, no break":   {func(d *library.Draft) { d.Editions[0].Offers = []library.Offer{{Kind: library.OfferAds}} }, library.RemarkRefused, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := drafted()
			c.change(d)
			remarks := checked(t, dir, d, known{})
			r, found := find(remarks, c.code, "")
			if !found || r.Blocks != c.blocks {
				t.Fatalf("%+v", remarks)
			}
			blocked := slices.ContainsFunc(remarks, func(r library.Remark) bool { return r.Blocks })
			if blocked && !remarks[0].Blocks {
				t.Error("what blocks is not in front")
			}
			job := newJob(t, dir, d)
			job.Prober = known{}
			_, err := Build(t.Context(), job, nil)
			if missing := c.code == library.RemarkNoCreator; (err != nil) != c.blocks && !missing {
				t.Errorf("it blocks: %v, and publishing says %v", c.blocks, err)
			}
		})
	}
	d := drafted()
	d.Editions[0].Offers = paid(423, "EUR")
	if r, found := find(checked(t, dir, d, known{}), library.RemarkCardFee, ""); found {
		t.Errorf("the floor itself is refused: %+v", r)
	}
}

// TestCheckUpUnderADeal: what a deal binds is held against the draft before anything
// is made.
func TestCheckUpUnderADeal(t *testing.T) {
	t.Parallel()
	dir, s := sketch(t), newSigner(t, 7)
	store := newSigner(t, 9)
	d := drafted()
	deal := format.Deal{
		Author: s.Author(start()), ID: NewToken(), Name: "Three films", Studio: "Ann Example", Stores: []format.Party{{Name: "Shop", Key: keyOf(store.key)}},
		From: start(), Until: start().AddDate(3, 0, 0), Shortest: 40 * 24 * time.Hour, Longest: 50 * 24 * time.Hour, Share: 9200,
		Productions: []format.Production{{Name: "Low Tide", Bundle: d.ID}},
	}
	signed, err := format.Sign(deal, s.key)
	must(t, err)
	both, err := format.Cosign(signed.Bytes(), store.key)
	must(t, err)
	check := func(d *library.Draft) []library.Remark {
		remarks, err := CheckUp(t.Context(), Check{Draft: d, Folder: dir, Prober: known{}, Now: start, Signer: s, Deal: both.Envelope}, nil)
		must(t, err)
		return remarks
	}
	kept := func() *library.Draft {
		d := drafted()
		d.Fee, d.Stores = 800, []library.Key{keyOf(store.key)}
		d.Editions[1].Window = d.Editions[0].Window
		return d
	}
	if r, found := find(check(kept()), library.RemarkRefused, ""); found {
		t.Errorf("it keeps the deal, and is refused: %+v", r)
	}
	for name, change := range map[string]func(*library.Draft){
		"the fee":      func(d *library.Draft) { d.Fee = 900 },
		"other stores": func(d *library.Draft) { d.Stores = nil },
		"too short": func(d *library.Draft) {
			w := *d.Editions[0].Window
			w.Long = library.Interval(35 * 24 * time.Hour)
			d.Editions[0].Window = &w
		},
		"no window": func(d *library.Draft) { d.Editions[1].Window = nil },
		"given away": func(d *library.Draft) {
			d.Editions[0].Offers = append(d.Editions[0].Offers, library.Offer{Kind: library.OfferFree})
		},
		"another work": func(d *library.Draft) { d.ID = NewToken() },
		"own length": func(d *library.Draft) {
			w := *d.Editions[0].Window
			w.Override = library.OwnLength
			d.Editions[0].Window = &w
		},
	} {
		d := kept()
		change(d)
		if r, found := find(check(d), library.RemarkRefused, ""); !found || !r.Blocks {
			t.Errorf("%s: the deal is broken, and nothing is said", name)
		}
	}
}
