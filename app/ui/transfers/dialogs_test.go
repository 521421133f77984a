package transfers

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/library"
)

// inDialog finds a widget of the dialog on top.
func inDialog[T fyne.CanvasObject](s *stage, fits func(T) bool) T {
	s.t.Helper()
	var none T
	top := s.window.Canvas().Overlays().Top()
	if top == nil {
		s.t.Fatal("no dialog is open")
	}
	for _, o := range test.LaidOutObjects(top) {
		if w, ok := o.(T); ok && fits(w) {
			return w
		}
	}
	s.t.Fatalf("the dialog has no such %T", none)
	return none
}

func any1[T fyne.CanvasObject](T) bool { return true }

func TestLimitsOfABundle(t *testing.T) {
	b := bundleOf(1, 1)
	b.Limits.Up = 2e6
	s := newStage(t, b)
	s.choose(0, "Limits…")
	form := inDialog(s, any1[*limitForm])
	if plain(form.up.Text) != "2 MB/s" || form.down.Text != "" {
		t.Fatalf("the form says %q and %q", form.down.Text, form.up.Text)
	}
	form.down.SetText("quick")
	s.press("Done")
	if len(s.engine.log()) != 0 || !strings.Contains(form.woes.Text(), "no rate") {
		t.Fatalf("nonsense was stored, or is not explained: %v, %q", s.engine.log(), form.woes.Text())
	}
	form.down.SetText("500 KB/s")
	form.up.SetText("3") // megabytes, as before
	form.up.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.until(func() bool { return slices.Contains(s.engine.log(), "limits 0001 500000 3000000") })
}

func TestATapBesideTheLimitsKeepsThem(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	beside := fyne.NewPos(4, s.window.Canvas().Size().Height-4)
	s.choose(0, "Limits…")
	form := inDialog(s, any1[*limitForm])
	form.down.SetText("500 KB/s")
	test.TapCanvas(s.window.Canvas(), beside)
	if s.window.Canvas().Overlays().Top() == nil {
		t.Fatal("what was typed is lost")
	}
	form.down.SetText("")
	test.TapCanvas(s.window.Canvas(), beside)
	if s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("with nothing typed it stays")
	}
}

func TestMoveShowsProgressAndCanBeCanceled(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.desk.choose = "/elsewhere"
	s.choose(0, "Move to another folder…")
	s.until(func() bool { return slices.Contains(s.engine.log(), "move 0001 /elsewhere/b") })
	m := inDialog(s, any1[*moving])
	s.until(func() bool { return m.bar.Value() == 0.3 })
	s.press("Cancel")
	if s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("the dialog stays open")
	}
	n := s.heard
	s.until(func() bool { return s.heard > n })
	if s.screen.notice.Visible() {
		t.Fatalf("what a person canceled is told as a problem: %q", s.screen.notice.Text())
	}
}

func TestMoveThatFailsIsTold(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.desk.choose = "/elsewhere/b"
	s.engine.moved <- library.Errorf(library.CodeFileExists, "/elsewhere/b/E1.mkv")
	s.choose(0, "Move to another folder…")
	s.until(s.screen.notice.Visible)
	if got := s.engine.log(); !slices.Contains(got, "move 0001 /elsewhere/b") {
		t.Fatalf("calls %v", got)
	}
	if s.window.Canvas().Overlays().Top() != nil {
		t.Fatal("the progress of a move that failed stays")
	}
}

func TestDetailsShowPeersAndPieces(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.engine.detail = library.TransferDetail{
		Transfer: s.engine.transfers[0],
		Pieces:   []library.PieceState{library.PieceDone, library.PieceMissing},
		PeerList: []library.Peer{
			{Addr: "127.0.0.1:1", Client: "libtorrent 2.0", Transport: "utp", Encrypted: true, Progress: 0.5, UpRate: 1e6},
			{Addr: "127.0.0.1:2", Transport: "tcp", Progress: 1},
		},
	}
	s.choose(0, "Details and people…")
	body := inDialog(s, any1[*detailsBody])
	s.until(func() bool { return body.heading.Text() == "2 people connected" })
	row := inDialog(s, func(r *peerRow) bool { return r.client.Text() == "libtorrent 2.0" })
	if row.note.Text() != "127.0.0.1:1 · UTP · encrypted" || row.part.Text() != "50%" || plain(row.up.Text()) != "↑ 1.0 MB/s" {
		t.Errorf("the peer says %q, %q, %q", row.note.Text(), row.part.Text(), row.up.Text())
	}
	inDialog(s, func(r *peerRow) bool { return r.client.Text() == "unknown program" })
	s.press("Close")
	if s.screen.details.dialog != nil {
		t.Fatal("the details stay open")
	}
}

func TestEngineErrorsWhileADialogIsOpen(t *testing.T) {
	s := newStage(t, bundleOf(1, 1))
	s.choose(0, "Details and people…")
	s.until(func() bool { return slices.Contains(s.engine.log(), "detail 0001") })
	s.engine.events <- library.NewNotice(&library.Error{Code: library.CodeProxy})
	s.until(s.screen.notice.Visible)
	if s.screen.details.dialog == nil {
		t.Fatal("a notice closed the dialog")
	}
	// The bundle is taken away by another process.
	s.change(func(f *fakeEngine) {
		f.bundles, f.transfers = nil, nil
		f.detailErr = &library.Error{Code: library.CodeNotFound}
	})
	s.until(func() bool { return s.screen.details.dialog == nil })
	if got := s.screen.notice.Text(); !strings.Contains(got, "not in the library") {
		t.Errorf("told: %q", got)
	}
	if s.window.Canvas().Overlays().Top() != nil {
		t.Error("an empty dialog is left over")
	}
}

func TestADialogOfABundleThatIsGoneStillCloses(t *testing.T) {
	for _, action := range []string{"Limits…", "Items…", "Remove…"} {
		t.Run(action, func(t *testing.T) {
			s := newStage(t, bundleOf(1, 1))
			s.choose(0, action)
			s.change(func(f *fakeEngine) {
				f.bundles, f.transfers = nil, nil
				f.err = &library.Error{Code: library.CodeNotFound}
			})
			s.engine.events <- library.NewRemoved(idOf(1))
			s.until(func() bool { return len(s.screen.entries) == 0 })
			inDialog(s, func(b *kit.Button) bool { return b.Text() == "Cancel" }).Tapped(nil)
			if s.window.Canvas().Overlays().Top() != nil {
				t.Fatal("it does not close")
			}
		})
	}
}
