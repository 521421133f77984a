package ui

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"matinee/library"
)

// drop drops what a list of URIs holds, as the toolkit hands it on: its parser undoes the
// escapes, and each name is made the address of a file.
func (h *house) drop(lines ...string) {
	uris := make([]fyne.URI, len(lines))
	for i, line := range lines {
		name, err := url.PathUnescape(strings.TrimPrefix(line, "file://"))
		if err != nil {
			h.t.Fatal(err)
		}
		uris[i] = storage.NewFileURI(name)
	}
	h.window.dropped(fyne.Position{}, uris)
}

// TestAListOfAllKindsIsDropped: torrents, links of each kind and a folder of media, at once.
func TestAListOfAllKindsIsDropped(t *testing.T) {
	h, _ := openLibrary(t)
	folder := filepath.Join(t.TempDir(), "My films")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	torrent := filepath.Join(t.TempDir(), "a b.torrent")
	if err := os.WriteFile(torrent, []byte("d4:infoe"), 0o600); err != nil {
		t.Fatal(err)
	}
	hash := strings.Repeat("a", 40)
	magnet := "magnet:?xt=urn:btih:" + hash + "&tr=http://tracker.example//announce&tr=udp://tracker.example:80"
	h.drop(
		"file://"+(&url.URL{Path: torrent}).EscapedPath(),
		"magnet:?xt=urn:btih:"+hash+"&tr=http%3A%2F%2Ftracker.example%2Fannounce&tr=udp%3A%2F%2Ftracker.example%3A80",
		"https://films.example/low%20tide.torrent",
		"matinee:add?link="+url.QueryEscape("magnet:?xt=urn:btih:"+strings.Repeat("b", 40)+"&dn=Low+Tide&tr=https://t.example/announce"),
		"file://"+(&url.URL{Path: folder}).EscapedPath(),
	)
	for _, call := range []string{
		"add " + torrent, "add " + strings.ReplaceAll(magnet, "//announce", "/announce"),
		"add https://films.example/low tide.torrent",
		"add magnet:?xt=urn:btih:" + strings.Repeat("b", 40) + "&dn=Low+Tide&tr=https://t.example/announce", "import " + folder,
	} {
		h.until(func() bool { return h.program.has(call) })
	}
	if h.window.frame.notice.Visible() {
		t.Error("there is a complaint")
	}
}

// TestNonsenseThatIsDroppedIsSaid, in a sentence that stays when the rest was taken.
func TestNonsenseThatIsDroppedIsSaid(t *testing.T) {
	h, _ := openLibrary(t)
	h.drop("matinee:add?link=" + url.QueryEscape("/etc/passwd"))
	if !h.window.frame.notice.Visible() {
		t.Fatal("nothing is said of a link to a file")
	}
	h.program.mu.Lock()
	h.program.err = &library.Error{Code: library.CodeBadTorrent}
	h.program.mu.Unlock()
	nonsense := filepath.Join(t.TempDir(), "photo.jpg")
	h.drop("file://" + nonsense)
	h.until(func() bool { return h.program.has("add "+nonsense) && h.window.frame.notice.Visible() })
	h.program.mu.Lock()
	h.program.err = nil
	h.program.mu.Unlock()
	heard := false
	h.window.add("/films/b.torrent", func(err error) { heard = true; h.window.tellFailure(err) })
	h.until(func() bool { return heard })
	if !h.window.frame.notice.Visible() {
		t.Error("what was taken takes the problem of another away")
	}
	h.drop("file:///films/c.torrent")
	if h.window.frame.notice.Visible() {
		t.Error("the problem of the drop before stays")
	}
	h.until(func() bool { return h.program.has("add /films/c.torrent") })
}

// TestAFileWithTheNameOfALink is a file.
func TestAFileWithTheNameOfALink(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("magnet:?x", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if link, ok := droppedLink(storage.NewFileURI("magnet:?x")); ok {
		t.Errorf("it is the link %s", link)
	}
	for _, name := range []string{"magnet:", "a:b", "notes.txt", filepath.Join(here, "x", "magnet:?x")} {
		if link, ok := droppedLink(storage.NewFileURI(name)); ok {
			t.Errorf("%s is the link %s", name, link)
		}
	}
}
