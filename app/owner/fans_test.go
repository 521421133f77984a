package owner

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"matinee/app/control"
	"matinee/app/rehearsal"
	"matinee/library"
)

// TestFansSeeWhatChannelsList: what a followed channel lists is news until somebody
// looked at it, says what it costs, and is brought into the library.
func TestFansSeeWhatChannelsList(t *testing.T) {
	tree := t.TempDir()
	server := httptest.NewServer(http.FileServer(http.Dir(tree)))
	defer server.Close()
	creator, fan := open(t, t.TempDir()), open(t, t.TempDir())
	made := creator.channelNew("Studio", server.URL)
	creator.list("Studio", tree, one(t, "one.mkv", piece))
	root, err := fan.FollowLink(t.Context(), made.Link, true)
	if err != nil || root != made.Root {
		t.Fatal(root, err)
	}
	if err := fan.RefreshAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	follows := ok[[]library.Followed](t)(fan.Follows(t.Context()))
	if len(follows) != 1 || follows[0].Name != "Studio" || follows[0].New != 1 {
		t.Fatalf("followed: %+v", follows)
	}
	news := ok[[]library.Listed](t)(fan.News(t.Context(), 10))
	if len(news) != 1 || news[0].By != "Studio" || !news[0].New || news[0].Here || !news[0].Access.Plays() {
		t.Fatalf("news: %+v", news)
	}
	if lead, ok := news[0].Access.Lead(); !ok || lead.Standing.Stage(time.Now()) != library.StageOpen || !lead.Offered(library.OfferFree) {
		t.Errorf("it stands at %+v", lead)
	}
	if err := fan.LookedAt(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	page := ok[library.ChannelPage](t)(fan.ChannelPage(t.Context(), root))
	if page.New != 0 || len(page.Listed) != 1 || page.Listed[0].New {
		t.Errorf("the page: %+v", page)
	}
	l := ok[library.Listed](t)(fan.Listing(t.Context(), root, news[0].Bundle))
	id := ok[library.BundleID](t)(fan.DownloadListed(t.Context(), root, l.Bundle, ""))
	if l = ok[library.Listed](t)(fan.Listing(t.Context(), root, l.Bundle)); !l.Here || id != l.Infohash {
		t.Errorf("it is not here: %+v", l)
	}
	a := ok[library.Access](t)(fan.Access(t.Context(), id))
	if !a.Signed() || a.By != "Studio" || a.Name != "The one.mkv" || !a.Plays() || a.Version != 1 {
		t.Errorf("access: %+v", a)
	}
	found := ok[library.Found](t)(fan.DiscoverListed(t.Context(), "one"))
	if len(found.Bundles) != 1 || !found.Bundles[0].Here {
		t.Errorf("found %+v", found)
	}
	if _, err := fan.Listing(t.Context(), root, "none"); library.CodeOf(err) != library.CodeNotFound {
		t.Errorf("a bundle that is not listed: %v", err)
	}
}

// RefreshAll looks for all channels.
func (h *house) RefreshAll(ctx context.Context) error {
	_, err := h.Refresh(ctx, "")
	return err
}

// TestGivingUpOnALink: who gives up before a channel was found does not follow it; who
// followed it before still does.
func TestGivingUpOnALink(t *testing.T) {
	asked := make(chan struct{}, 99)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	defer server.Close()
	creator, fan := open(t, t.TempDir()), open(t, t.TempDir())
	link := creator.channelNew("Studio", server.URL).Link
	giveUp := func(follow func(ctx context.Context) error) error {
		for len(asked) > 0 {
			<-asked
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { <-asked; cancel() }()
		return follow(ctx)
	}
	byLink := func(ctx context.Context) error {
		_, err := fan.FollowLink(ctx, link, true)
		return err
	}
	code(t, giveUp(byLink), library.CodeCanceled)
	if all := ok[[]library.Followed](t)(fan.Follows(t.Context())); len(all) != 0 {
		t.Fatalf("it is followed: %+v", all)
	}
	err := giveUp(func(ctx context.Context) error {
		_, err := fan.Follow(ctx, control.FollowRequest{Link: link, LocalOK: true})
		return err
	})
	if err == nil {
		t.Error("a channel was found that nobody has")
	}
	_ = giveUp(byLink)
	if all := ok[[]library.Followed](t)(fan.Follows(t.Context())); len(all) != 1 {
		t.Errorf("what was followed before is not any more: %+v", all)
	}
}

// TestAccessToASealedBundle: its page says that it is sealed, and that a license opens
// it; the license is told of.
func TestAccessToASealedBundle(t *testing.T) {
	s := newSealedFilm(t)
	h := open(t, t.TempDir())
	id := h.add(s.Bundle, rehearsal.Seed(t, s.Bundle, 0).Addr)
	h.awaitSeeding(id)
	if err := h.learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := ok[library.Access](t)(h.Access(t.Context(), id))
	e, found := a.Edition("standard")
	if !found || !e.Sealed || e.Why != library.CodeSealed || a.Plays() || a.Version != 0 || !e.Standing.Fetching {
		t.Fatalf("%+v", a)
	}
	if i, _ := a.Item("film.mkv.age"); i.Title != "The Film Itself" || i.Duration == 0 || i.Why != library.CodeSealed {
		t.Errorf("its item: %+v", i)
	}
	events := h.Changes(t.Context())
	if _, err := h.BringLicence(t.Context(), s.licence(t, h.Device())); err != nil {
		t.Fatal(err)
	}
	for deadline := time.After(patience); ; {
		select {
		case ev := <-events:
			if _, described := ev.(library.Described); !described || ev.About() != id {
				continue
			}
		case <-deadline:
			t.Fatal("nobody was told of the license")
		}
		break
	}
	if a = ok[library.Access](t)(h.Access(t.Context(), id)); !a.Plays() {
		t.Errorf("with a license: %+v", a)
	}
}
