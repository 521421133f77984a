package control

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"matinee/library"
)

// channelist is a Service that remembers what it was asked about channels.
type channelist struct {
	recorder
}

// heard writes a request as the one who asked wrote it.
func heard(v any) string {
	raw, err := json.Marshal(v)
	return fmt.Sprint(string(raw), err)
}

func someChannel() Channel {
	return Channel{Root: "r", Name: "Été <1>", Warning: "w", Code: library.CodeForked, Listed: []Listed{{Name: "Film"}}}
}

func (r *channelist) Follow(_ context.Context, q FollowRequest) (Channel, error) {
	return someChannel(), r.note("follow %s", heard(q))
}

func (r *channelist) Unfollow(_ context.Context, name string) error {
	return r.note("unfollow %s", name)
}

func (r *channelist) Refresh(_ context.Context, name string) ([]Channel, error) {
	return []Channel{someChannel()}, r.note("refresh %s", name)
}

func (r *channelist) Following(context.Context) ([]Channel, error) {
	return []Channel{someChannel()}, r.note("following")
}

func (r *channelist) Listed(_ context.Context, name string) (Channel, error) {
	return someChannel(), r.note("listed %s", name)
}

func (r *channelist) SetRules(_ context.Context, q RulesRequest) (Channel, error) {
	return someChannel(), r.note("rules %s", heard(q))
}

func (r *channelist) ReportBundle(_ context.Context, q ReportRequest) (Report, error) {
	return Report{To: []string{"a@b"}, Link: "mailto:a@b?subject=<é>"}, r.note("report %s", heard(q))
}

func (r *channelist) NewChannel(_ context.Context, q NewChannelRequest) (NewChannel, error) {
	return NewChannel{OwnChannel{Root: "r"}, "secret"}, r.note("new %s", heard(q))
}

func (r *channelist) OwnChannels(context.Context) ([]OwnChannel, error) {
	return []OwnChannel{{Name: "Own"}}, r.note("own")
}

func (r *channelist) PublishChannel(_ context.Context, q PublishChannelRequest) (OwnChannel, error) {
	return OwnChannel{Seq: 3}, r.note("publish %s", heard(q))
}

func (r *channelist) AwaitAnnounced(_ context.Context, name string) (OwnChannel, error) {
	return OwnChannel{Announced: library.Announcement{State: library.AnnouncementReached, Nodes: 8, At: time.Unix(7, 0).UTC()}}, r.note("announced %s", name)
}

func (r *channelist) RootKey(_ context.Context, name, passphrase string) (string, error) {
	return "ROOT <é>", r.note("root %s %s", name, passphrase)
}

func (r *channelist) RecoverChannel(_ context.Context, q RecoverRequest) (OwnChannel, error) {
	return OwnChannel{Seq: 6, Stores: []Certified{{Name: "S", StoreKeys: StoreKeys{Key: "k"}}}}, r.note("recover %s", heard(q))
}

func (r *channelist) ExportChannel(_ context.Context, name, to string) (OwnChannel, error) {
	return OwnChannel{Seq: 4}, r.note("export %s %s", name, to)
}

func (r *channelist) RotateChannel(_ context.Context, q RotateRequest) (OwnChannel, error) {
	return OwnChannel{Seq: 5}, r.note("rotate %s", heard(q))
}

// aboutChannels asks everything, and returns what came back.
func aboutChannels(ctx context.Context, s Channels) (answers []any, errs []error) {
	add := func(answer any, err error) { answers, errs = append(answers, answer), append(errs, err) }
	add(s.Follow(ctx, FollowRequest{Link: "magnet:?x", LocalOK: true, Whole: true}))
	add(nil, s.Unfollow(ctx, "a b"))
	add(s.Refresh(ctx, ""))
	add(s.Following(ctx))
	add(s.Listed(ctx, "c"))
	add(s.SetRules(ctx, RulesRequest{Name: "c", Download: true, MaxSize: 5, Edition: "e", Language: "fr", Night: true}))
	add(s.ReportBundle(ctx, ReportRequest{Name: "n", Why: "two\nlines"}))
	add(s.NewChannel(ctx, NewChannelRequest{ChannelProfile: ChannelProfile{Name: "N", Mirrors: []string{"https://m"}}, Passphrase: "p", To: "/t"}))
	add(s.OwnChannels(ctx))
	add(s.PublishChannel(ctx, PublishChannelRequest{Name: "n", Profile: &ChannelProfile{Name: "M"}, Withdraw: []string{"w"}, Recommend: []Recommended{{Link: "l"}}, Adopt: true}))
	add(s.AwaitAnnounced(ctx, "n"))
	add(s.RootKey(ctx, "n", "p q"))
	add(s.RecoverChannel(ctx, RecoverRequest{Link: "l", RootKey: "k", Passphrase: "p", LocalOK: true}))
	add(s.ExportChannel(ctx, "n", "/to"))
	add(s.RotateChannel(ctx, RotateRequest{Name: "n", RootKey: "k", Stolen: time.Unix(9, 0).UTC()}))
	return answers, errs
}

// TestChannelsOverTheSocket: everything that is asked and answered about channels is
// the same through the socket as without it.
func TestChannelsOverTheSocket(t *testing.T) {
	here, there := &channelist{}, &channelist{}
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := Serve(t.Context(), l, there)
	defer func() { _ = s.Close() }()
	want, errs := aboutChannels(t.Context(), here)
	got, remote := aboutChannels(t.Context(), dial(t, path))
	for i := range errs {
		if errs[i] != nil || remote[i] != nil {
			t.Errorf("%d: %v, %v", i, errs[i], remote[i])
		}
	}
	if n := reflect.TypeFor[Channels]().NumMethod(); n != len(errs) {
		t.Errorf("%d commands are tried, there are %d", len(errs), n)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if !reflect.DeepEqual(there.asked, here.asked) {
		t.Errorf("\nheard %q\n said %q", there.asked, here.asked)
	}
	there.err = library.Errorf(library.CodeNoChannel, "x")
	_, remote = aboutChannels(t.Context(), dial(t, path))
	for i, err := range remote {
		if library.CodeOf(err) != library.CodeNoChannel {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestViewChannel shows what a person is to know.
func TestViewChannel(t *testing.T) {
	c := library.Channel{
		Name: "C", Verified: time.Unix(1, 0), Warning: &library.Error{Code: library.CodeForked, Detail: "seq 7"},
		Auto: library.AutoDownload{On: true, Night: true},
	}
	v := ViewChannel(c, []library.Listing{{Name: "A", Manifest: "m", Read: "m"}, {Name: "B", Manifest: "m", State: library.ListingWanted}})
	if !v.Verified || v.Code != library.CodeForked || v.Rules.Auto() != c.Auto || !v.Listed[0].Read || v.Listed[1].Read || !v.Listed[1].Wanted {
		t.Errorf("%+v", v)
	}
}
