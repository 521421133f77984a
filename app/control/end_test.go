package control

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"matinee/library"
)

func TestManyClientsAtOnce(t *testing.T) {
	r := &recorder{}
	_, path := stage(t, r)
	var all sync.WaitGroup
	shared := dial(t, path)
	for range 8 {
		c := dial(t, path)
		all.Go(func() {
			for range 20 {
				if b, err := c.Get(t.Context(), "x"); err != nil || b.ID != film {
					t.Errorf("%v, %v", b.ID, err)
				}
				if s, err := shared.Settings(t.Context()); err != nil || s["a.b"] != "c" {
					t.Errorf("%v, %v", s, err)
				}
			}
		})
	}
	all.Wait()
	if len(r.asked) != 8*40 {
		t.Errorf("%d commands arrived", len(r.asked))
	}
}

// TestImportEndsWithTheOneWhoAsked: files are not taken in for a command that was
// interrupted.
func TestImportEndsWithTheOneWhoAsked(t *testing.T) {
	r := &recorder{hold: make(chan struct{}), ended: make(chan error, 1)}
	_, path := stage(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	c := dial(t, path)
	_, err := c.Import(ctx, "/media", func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-r.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the import ends with %v", err)
	}
}

func TestClientThatGoesInTheMiddle(t *testing.T) {
	r := &recorder{hold: make(chan struct{}), ended: make(chan error, 1)}
	_, path := stage(t, r)
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, `{"v":1,"do":"recheck","args":{"id":"x"}}`+"\n"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	r.hold <- struct{}{} // the command goes on to its end
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if _, err := dial(t, path).List(t.Context()); err != nil {
		t.Errorf("others: %v", err)
	}
}

func TestCloseEndsCommandsUnderWay(t *testing.T) {
	r := &recorder{hold: make(chan struct{}), ended: make(chan error, 1)}
	s, path := stage(t, r)
	c := dial(t, path)
	asked := make(chan error, 1)
	go func() { asked <- c.Recheck(t.Context(), film) }()
	for begun := false; !begun; time.Sleep(time.Millisecond) {
		r.mu.Lock()
		begun = len(r.asked) > 0
		r.mu.Unlock()
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-r.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the command ended with %v", err)
	}
	if err := <-asked; library.CodeOf(err) != library.CodeNotRunning && library.CodeOf(err) != library.CodeCanceled {
		t.Errorf("the client hears %v", err)
	}
	if _, err := Dial(t.Context(), path); library.CodeOf(err) != library.CodeNotRunning {
		t.Errorf("dial afterwards: %v", err)
	}
}

func TestCanceledCallBreaksTheConnection(t *testing.T) {
	r := &recorder{hold: make(chan struct{}), ended: make(chan error, 1)}
	_, path := stage(t, r)
	c := dial(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := c.Recheck(ctx, film); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	close(r.hold)
	<-r.ended
	if _, err := c.List(t.Context()); library.CodeOf(err) != library.CodeNotRunning {
		t.Errorf("the next call may get the answer to the one before: %v", err)
	}
}

func TestView(t *testing.T) {
	b := library.Bundle{ID: film, Title: "T", Items: []library.Item{{Index: 3, Path: "x.mp3", Length: 9}}, Length: 9}
	v := View(b, library.Transfer{
		State: library.Stopped, Problem: library.Errorf(library.CodeQuota, "2 MB more are needed"), Wanted: 9, Done: 9,
		Items: []library.ItemProgress{{Index: 3, Done: 9}}, ETA: -1,
	})
	if !v.Complete() || v.Progress != 1 || v.Code != library.CodeQuota || v.Detail != "2 MB more are needed" ||
		!strings.HasPrefix(v.Problem, "The space set for Matinee") || v.Items[0].Done != 9 || v.Items[0].Kind != library.Audio ||
		v.Finished != nil || v.ETA >= 0 {
		t.Errorf("%+v", v)
	}
}

// catalogue is a Service that only knows one bundle.
type catalogue struct {
	recorder
	added []AddRequest
}

func (c *catalogue) Get(_ context.Context, id string) (Bundle, error) {
	if id == string(film) || id == "Film" || len(c.added) > 0 {
		return shown(), nil
	}
	return Bundle{}, library.Errorf(library.CodeNotFound, "%s", id)
}

func (c *catalogue) Add(_ context.Context, q AddRequest) (library.BundleID, error) {
	c.added = append(c.added, q)
	return film, nil
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		source string
		peers  []string
		add    string // the source that is added, "" for none
		want   library.Code
	}{
		{"Film", nil, "", ""},
		{"Film", []string{"h:1"}, string(film), ""},
		{"x.torrent", nil, "x.torrent", ""},
		{"abcd", nil, "", library.CodeNotFound},
		{strings.Repeat("a", 40), nil, strings.Repeat("a", 40), ""},
	} {
		s := &catalogue{}
		b, err := Find(t.Context(), s, AddRequest{Source: c.source, Peers: c.peers})
		switch {
		case c.want != "" && library.CodeOf(err) != c.want:
			t.Errorf("%s: %v", c.source, err)
		case c.want == "" && (err != nil || b.ID != film):
			t.Errorf("%s: %v, %v", c.source, b.ID, err)
		}
		added := ""
		if len(s.added) > 0 {
			added = s.added[0].Source
		}
		if added != c.add {
			t.Errorf("%s: added %q, want %q", c.source, added, c.add)
		}
	}
}
