package control

import (
	"context"
	"net"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"matinee/library"
)

// atelier is a Service that remembers what it was asked as a creator's program.
type atelier struct {
	recorder
}

func someDraft() library.Draft {
	return library.Draft{
		Format: library.DraftFormat, ID: "1", Title: "Été <1>",
		Editions: []library.DraftEdition{{ID: "a", Offers: []library.Offer{{Kind: library.OfferFree}}, Window: &library.DraftWindow{Long: library.Interval(45 * 24 * time.Hour)}}},
		Items:    []library.DraftItem{{File: "a.mkv", Path: "a.mkv", Role: library.RoleMain}},
	}
}

func someProduction() library.Production {
	return library.Production{ID: "1", Title: "Été", State: library.ProductionHeld, Done: 1, Total: 2}
}

func (r *atelier) Draft(_ context.Context, folder string) (library.Draft, error) {
	return someDraft(), r.note("draft %s", folder)
}

func (r *atelier) DraftOf(_ context.Context, name string) (library.Draft, error) {
	return someDraft(), r.note("draft of %s", name)
}

func (r *atelier) SaveDraft(_ context.Context, folder string, d library.Draft) error {
	return r.note("save %s %s", folder, heard(d))
}

func (r *atelier) CheckUp(_ context.Context, q PublishRequest, progress func(done, total int)) ([]library.Remark, error) {
	progress(1, 3)
	return []library.Remark{{Code: library.RemarkIndex, Item: "a.mkv", Mends: true, Floor: &library.Money{Currency: "EUR", Minor: 423}}}, r.note("check %s", heard(q))
}

func (r *atelier) Publish(_ context.Context, q PublishRequest, progress func(done, total int)) (library.Production, error) {
	progress(1<<40, 1<<41)
	return someProduction(), r.note("publish %s", heard(q))
}

func (r *atelier) HoldPublishing(_ context.Context, id library.Token, hold bool) error {
	return r.note("hold %s %v", id, hold)
}

func (r *atelier) Productions(context.Context) ([]library.Production, error) {
	return []library.Production{someProduction()}, r.note("productions")
}

func (r *atelier) ReviseTerms(_ context.Context, name string, d library.Draft) (library.Production, error) {
	return someProduction(), r.note("revise %s %s", name, heard(d))
}

func (r *atelier) WithdrawBundle(_ context.Context, name, why string) (library.Production, error) {
	return someProduction(), r.note("withdraw %s %s", name, why)
}

func (r *atelier) IssueLicence(_ context.Context, q LicenceRequest) ([]byte, error) {
	return []byte{0, 255}, r.note("licence %s", heard(q))
}

func (r *atelier) IssueGifts(_ context.Context, q LicenceRequest, count int) ([]string, error) {
	return []string{"a", "b"}, r.note("gifts %s %d", heard(q), count)
}

func (r *atelier) OwnStore(context.Context) (StoreKeys, error) {
	return StoreKeys{"k", "r"}, r.note("store")
}

func (r *atelier) CertifyStore(_ context.Context, q CertifyRequest) ([]byte, error) {
	return []byte("c"), r.note("certify %s", heard(q))
}

func (r *atelier) Consign(_ context.Context, q ConsignRequest) ([][]byte, error) {
	return [][]byte{[]byte("a"), []byte("b")}, r.note("consign %s", heard(q))
}

func (r *atelier) Accounts(_ context.Context, q AccountsRequest) (library.Accounts, error) {
	return library.Accounts{
		Name: "Studio", Books: []library.Books{{Store: "Corner", Problems: []library.Problem{{Code: library.CodeBooksWrong, Detail: "entry 1"}}}},
		Months: []time.Time{q.Month}, Month: q.Month, Takings: []library.Takings{{Month: q.Month, Money: "EUR", All: library.Tally{Sales: 495}}},
	}, r.note("accounts %s", heard(q))
}

func (r *atelier) Sponsors(_ context.Context, q SponsorsRequest) ([]library.SponsorsAt, error) {
	return []library.SponsorsAt{{
		Store: "Corner", Named: true, Away: &library.Problem{Code: library.CodeStoreGone},
		Sponsors: []library.Sponsor{{Name: "Cola", Spots: 2, Languages: []library.Language{"en"}, Until: time.Unix(9, 0).UTC(), Refused: true}},
	}}, r.note("sponsors %s", heard(q))
}

func (r *atelier) NewDeal(_ context.Context, q DealRequest) ([]byte, error) {
	return []byte("d"), r.note("deal %s", heard(q))
}

func (r *atelier) SignDeal(_ context.Context, q SignDealRequest) ([]byte, error) {
	return []byte("e"), r.note("sign %s", heard(q))
}

func (r *atelier) KeepDeal(_ context.Context, deal, annex []byte) (Deal, error) {
	return Deal{ID: "9"}, r.note("keep %s %s", deal, annex)
}

func (r *atelier) VerifyDeal(_ context.Context, id library.Token) (Deal, error) {
	return Deal{ID: id, Here: true}, r.note("deal-verify %s", id)
}

func (r *atelier) Deals(context.Context) ([]Deal, error) {
	return []Deal{{ID: "9", Whole: true}}, r.note("deals")
}

func (r *atelier) ExportDeal(_ context.Context, id library.Token, to string) error {
	return r.note("export %s %s", id, to)
}

// asCreator asks everything, and returns what came back.
func asCreator(ctx context.Context, s Studio) (answers []any, errs []error) {
	add := func(answer any, err error) { answers, errs = append(answers, answer), append(errs, err) }
	told := func(int, int) {}
	at := time.Unix(9, 0).UTC()
	add(s.Draft(ctx, "/f"))
	add(s.DraftOf(ctx, "n"))
	add(nil, s.SaveDraft(ctx, "/f", someDraft()))
	add(s.CheckUp(ctx, PublishRequest{"/f", "c"}, told))
	add(s.Publish(ctx, PublishRequest{"/f", "c"}, told))
	add(nil, s.HoldPublishing(ctx, "1", true))
	add(s.Productions(ctx))
	add(s.ReviseTerms(ctx, "n", someDraft()))
	add(s.WithdrawBundle(ctx, "n", "w"))
	add(s.IssueLicence(ctx, LicenceRequest{Name: "n", Edition: "e", Device: "d", Kind: library.LicencePress, Early: true, Expires: at, Permits: []library.Permit{"export"}}))
	add(s.IssueGifts(ctx, LicenceRequest{Name: "n", Edition: "e", Kind: library.LicenceGift, Expires: at}, 2))
	add(s.OwnStore(ctx))
	add(s.CertifyStore(ctx, CertifyRequest{StoreKeys{"k", "r"}, "c", "n", "https://u", at, true}))
	add(s.Consign(ctx, ConsignRequest{"n", "e", []byte("s"), true}))
	add(s.Accounts(ctx, AccountsRequest{"c", at, true, [][]byte{[]byte("r")}}))
	named := false
	add(s.Sponsors(ctx, SponsorsRequest{"c", "k", []string{"Cola"}, []string{"Popcorn"}, &named}))
	add(s.NewDeal(ctx, DealRequest{Name: "n", Stores: []DealStore{{Name: "s"}}, From: at, Shortest: library.Interval(time.Hour), Annex: []byte("x")}))
	add(s.SignDeal(ctx, SignDealRequest{[]byte("d"), "c", true}))
	add(s.KeepDeal(ctx, []byte("d"), []byte("x")))
	add(s.VerifyDeal(ctx, "i"))
	add(s.Deals(ctx))
	add(nil, s.ExportDeal(ctx, "9", "/to"))
	return answers, errs
}

// TestStudioOverTheSocket: everything that a creator asks and is answered is the same
// through the socket as without it.
func TestStudioOverTheSocket(t *testing.T) {
	here, there := &atelier{}, &atelier{}
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := Serve(t.Context(), l, there)
	defer func() { _ = s.Close() }()
	want, errs := asCreator(t.Context(), here)
	got, remote := asCreator(t.Context(), dial(t, path))
	for i := range errs {
		if errs[i] != nil || remote[i] != nil {
			t.Errorf("%d: %v, %v", i, errs[i], remote[i])
		}
	}
	if n := reflect.TypeFor[Studio]().NumMethod(); n != len(errs) {
		t.Errorf("%d commands are tried, there are %d", len(errs), n)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if !reflect.DeepEqual(there.asked, here.asked) {
		t.Errorf("\nheard %q\n said %q", there.asked, here.asked)
	}
	there.err = library.Errorf(library.CodeNotReady, "x")
	_, remote = asCreator(t.Context(), dial(t, path))
	for i, err := range remote {
		if library.CodeOf(err) != library.CodeNotReady {
			t.Errorf("%d: %v", i, err)
		}
	}
}
