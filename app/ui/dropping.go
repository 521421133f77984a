package ui

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"matinee/library"
)

// maxDropped bounds how many files are taken from one drop.
const maxDropped = 200

// dropped takes what was dragged onto the window: subtitles for what plays, a folder or a
// file that the screen has use for; torrents, links and folders of media for the library.
// What cannot be taken is said, also where the rest of the drop was.
func (w *Window) dropped(_ fyne.Position, uris []fyne.URI) {
	w.Tell(nil)
	for _, uri := range uris[:min(len(uris), maxDropped)] {
		if link, ok := droppedLink(uri); ok {
			w.add(link, w.tellFailure)
			continue
		}
		path := uri.Path()
		if w.frame.watching && library.KindOf(path) == library.Subtitle {
			w.theatre.Player().AddSubtitleFile(path)
			continue
		}
		if w.droppedFolder(path) {
			continue
		}
		if s, ok := w.nav.shown.(interface{ TakeFile(path string) bool }); ok && !w.frame.watching && s.TakeFile(path) {
			continue
		}
		w.add(path, w.tellFailure)
	}
}

// tellFailure is Tell, but what succeeded takes no problem away.
func (w *Window) tellFailure(err error) {
	if err != nil {
		w.Tell(err)
	}
}

// linkSchemes begin the links that are taken.
func linkSchemes() []string { return []string{"magnet", "matinee", "http", "https"} }

// droppedLink is the link that was dropped; false for a file. The toolkit gives a link as
// the path of a file of that name in the folder where the program runs, its escapes undone
// and its double slashes made one.
func droppedLink(uri fyne.URI) (string, bool) {
	if slices.Contains(linkSchemes(), strings.ToLower(uri.Scheme())) {
		return uri.String(), true
	}
	here, err := os.Getwd()
	if err != nil {
		return "", false
	}
	name, inside := strings.CutPrefix(uri.Path(), strings.TrimSuffix(filepath.ToSlash(here), "/")+"/")
	scheme, rest, isLink := strings.Cut(name, ":")
	scheme = strings.ToLower(scheme)
	if !inside || !isLink || rest == "" || !slices.Contains(linkSchemes(), scheme) {
		return "", false
	}
	if _, err := os.Lstat(uri.Path()); err == nil { // there is a file of that name
		return "", false
	}
	link := regexp.MustCompile(`(?i)\b(https?|udp|wss?):/+`).ReplaceAllString(scheme+":"+rest, "$1://")
	if before, carried, ok := strings.Cut(link, "link="); ok && scheme == "matinee" {
		link = before + "link=" + url.QueryEscape(carried) // it is the last field, and was escaped
	}
	return link, true
}

// droppedFolder gives a folder to the screen if that has use for it.
func (w *Window) droppedFolder(path string) bool {
	s, ok := w.nav.shown.(interface{ Drop(folder string) })
	if !ok || w.frame.watching {
		return false
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return false
	}
	s.Drop(path)
	return true
}
