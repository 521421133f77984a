package publish

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"matinee/library"
	"matinee/library/media"
)

// NewToken draws the number by which a bundle, a deal or a licence is known for
// good.
func NewToken() library.Token {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return library.Token(hex.EncodeToString(raw[:]))
}

// maxItems is how many items a manifest may list.
const maxItems = 4000

// Suggest makes a draft of a folder: what its files seem to be, from their names,
// their tags and where they lie. It offers everything for free; rights and price
// are its creator's to say. Nothing is written. What is no media, hidden, empty or
// a link is left out.
func Suggest(ctx context.Context, folder string, prober Prober) (*library.Draft, error) {
	files, err := list(ctx, folder)
	if err != nil {
		return nil, err
	}
	d := &library.Draft{Format: library.DraftFormat, ID: NewToken(), License: library.AllRightsReserved, Fee: library.MaxFee}
	s := &suggestion{draft: d, folder: folder, prober: prober, taken: map[string]bool{}, lengths: map[library.ItemPath]int64{}}
	for _, f := range files {
		if library.KindOf(f.Path).Playable() {
			if err := s.play(ctx, f); err != nil {
				return nil, err
			}
		}
	}
	s.order()
	for _, f := range files {
		if library.KindOf(f.Path) == library.Subtitle {
			s.caption(f)
		}
	}
	s.picture(files)
	s.name()
	s.editions()
	for _, f := range files {
		d.Seen = append(d.Seen, f.Path)
	}
	return d, nil
}

// suggestion is a draft in the making.
type suggestion struct {
	draft   *library.Draft
	folder  string
	prober  Prober
	taken   map[string]bool // paths, in small letters
	show    string          // of the first episode
	artist  string
	album   string
	lengths map[library.ItemPath]int64
	stands  library.ItemPath // the film that stands for the bundle
}

// list finds the files of a folder, by path.
func list(ctx context.Context, folder string) ([]library.Item, error) {
	var files []library.Item
	err := filepath.WalkDir(folder, func(p string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return &library.Error{Code: library.CodeBadFolder, Detail: p, Err: err}
		case ctx.Err() != nil:
			return ctx.Err()
		case p != folder && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || library.KindOf(entry.Name()) == library.Other:
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
			return nil
		}
		name, rerr := filepath.Rel(folder, p)
		if err = errors.Join(err, rerr); err != nil {
			return fmt.Errorf("read %s: %w", p, err)
		}
		if files = append(files, library.Item{Index: len(files), Path: filepath.ToSlash(name), Length: info.Size()}); len(files) > maxItems {
			return library.Errorf(library.CodeBadFolder, "it holds more than %d files", maxItems)
		}
		return nil
	})
	slices.SortStableFunc(files, func(a, b library.Item) int { return library.CompareNatural(a.Path, b.Path) })
	return files, err
}

// play suggests what a film or a piece of music is. One that tells nothing stays in:
// the check-up says what is wrong with it.
func (s *suggestion) play(ctx context.Context, f library.Item) error {
	facts, err := s.prober.Probe(ctx, filepath.Join(s.folder, filepath.FromSlash(f.Path)))
	if ctx.Err() != nil || library.CodeOf(err) == library.CodeNoMediaTool {
		return errors.Join(ctx.Err(), err)
	}
	named := media.FromName(f.Path)
	item := library.DraftItem{
		File: f.Path, Path: s.path(f.Path), Role: roleOf(f.Path),
		Name: fit(cmp.Or(facts.Title, named.Title), maxName), Languages: tags(facts.Voices),
		Season: int64(named.Season), Episode: int64(max(named.Episode, named.Track, facts.Track)),
	}
	s.draft.Items = append(s.draft.Items, item)
	s.lengths[item.Path] = f.Length
	if item.Role == library.RoleMain {
		s.show = cmp.Or(s.show, named.Show)
		s.artist, s.album = cmp.Or(s.artist, facts.Artist), cmp.Or(s.album, facts.Album)
	}
	return nil
}

// tags are those of a list that are language tags.
func tags(names []string) (out []library.Language) {
	for _, n := range names {
		if l := library.Language(n); l.Valid() == nil && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// path is what a file is called in the bundle: allowed everywhere, and once.
func (s *suggestion) path(file string) library.ItemPath {
	ext := path.Ext(file)
	p := library.SafePath(file)
	if p == "" {
		p = library.SafePath("item" + ext)
	}
	stem := strings.TrimSuffix(string(p), ext)
	for n := 2; s.taken[strings.ToLower(string(p))] || p == "bundle.json"; n++ {
		p = library.ItemPath(fmt.Sprintf("%s (%d)%s", stem, n, ext))
	}
	s.taken[strings.ToLower(string(p))] = true
	return p
}

// roleOf tells what a playable file is for by its name and its folders.
func roleOf(file string) library.Role {
	lower := strings.ToLower(file)
	parts := strings.Split(lower, "/")
	name := parts[len(parts)-1]
	in := func(words string) bool {
		return slices.ContainsFunc(parts[:len(parts)-1], func(folder string) bool { return slices.Contains(strings.Fields(words), folder) })
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case has("trailer", "teaser", "bande-annonce", "bande annonce") || in("trailer trailers"):
		return library.RoleTrailer
	case in("extra extras bonus featurettes featurette specials special behind-the-scenes") ||
		has("making of", "making-of", "deleted scene", "featurette", "behind the scenes", "bonus"):
		return library.RoleExtra
	}
	return library.RoleMain
}

// order puts what is watched first in front.
func (s *suggestion) order() {
	rank := func(r library.Role) int {
		return slices.Index([]library.Role{library.RoleMain, library.RoleExtra, library.RoleTrailer}, r)
	}
	slices.SortStableFunc(s.draft.Items, func(a, b library.DraftItem) int {
		return cmp.Or(cmp.Compare(rank(a.Role), rank(b.Role)), cmp.Compare(a.Season, b.Season), cmp.Compare(a.Episode, b.Episode),
			library.CompareNatural(string(a.Path), string(b.Path)))
	})
}

// caption finds to which item a subtitle file belongs, and its language.
func (s *suggestion) caption(f library.Item) {
	item := library.DraftItem{File: f.Path, Path: s.path(f.Path), Role: library.RoleCaption}
	stem := strings.ToLower(strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path)))
	longest, main, mains := 0, library.ItemPath(""), 0
	for _, i := range s.draft.Items {
		if i.Role == library.RoleMain {
			main, mains = i.Path, mains+1
		}
		own := strings.ToLower(strings.TrimSuffix(path.Base(i.File), path.Ext(i.File)))
		rest, fits := strings.CutPrefix(stem, own)
		if fits && (rest == "" || strings.ContainsAny(rest[:1], " ._-[(")) && len(own) > longest {
			longest, item.For = len(own), i.Path
		}
	}
	if item.For == "" && mains == 1 {
		item.For = main
	}
	item.Languages = languageIn(stem[longest:])
	s.draft.Items = append(s.draft.Items, item)
}

// languageIn finds a language in what follows an item's name: ".fr", ".pt-br.forced".
func languageIn(rest string) []library.Language {
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" ._[]()", r) }) {
		if tag := media.LanguageTag(word); tag != "" && word != "sdh" { // for the deaf and hard of hearing
			return []library.Language{library.Language(tag)}
		}
	}
	return nil
}

// picture finds the poster, or takes a frame of the film that stands for all.
func (s *suggestion) picture(files []library.Item) {
	for _, i := range s.draft.Items {
		if i.Role == library.RoleMain && library.KindOf(i.File) == library.Video && (s.stands == "" || s.lengths[i.Path] > s.lengths[s.stands]) {
			s.stands = i.Path
		}
	}
	if found := media.Pictures(library.Bundle{Items: files}); len(found) > 0 {
		s.draft.Items = append(s.draft.Items, library.DraftItem{File: found[0].Path, Path: s.path(found[0].Path), Role: library.RolePoster})
		return
	}
	if of := s.draft.Item(s.stands); of != nil {
		s.draft.Items = append(s.draft.Items, library.DraftItem{Frame: of.File, Path: s.path("poster.jpg"), Role: library.RolePoster})
	}
}

// name names the bundle: a series by its name, an album by its tag, one film by
// its own title, anything else by the folder.
func (s *suggestion) name() {
	var mains []library.DraftItem
	for _, i := range s.draft.Items {
		if i.Role == library.RoleMain {
			mains = append(mains, i)
			for _, l := range i.Languages {
				if !slices.Contains(s.draft.Languages, l) {
					s.draft.Languages = append(s.draft.Languages, l)
				}
			}
		}
	}
	title := media.FromName(filepath.Base(s.folder)).Title
	switch {
	case s.show != "":
		title = s.show
	case s.album != "":
		title = s.album
	case len(mains) == 1 && mains[0].Name != "":
		title = mains[0].Name
	}
	s.draft.Title = fit(title, maxName)
	if s.artist != "" {
		s.draft.Creators = []library.Maker{{Name: fit(s.artist, maxPerson)}}
	}
}

// Bounds of names in a manifest, in bytes.
const (
	maxName   = 200
	maxPerson = 120
)

// fit makes a stranger's text one line of at most so many bytes.
func fit(text string, most int) string {
	for runes := most; ; runes-- {
		if short := library.CleanLine(text, runes); len(short) <= most {
			return short
		}
	}
}

// editions suggests one edition with everything, or two when there are extras.
func (s *suggestion) editions() {
	free := []library.Offer{{Kind: library.OfferFree}}
	s.draft.Editions = []library.DraftEdition{{ID: "standard", Name: "Standard", Offers: free}}
	all, wide := []library.EditionID{"standard"}, []library.EditionID{"standard"}
	if slices.ContainsFunc(s.draft.Items, func(i library.DraftItem) bool { return i.Role == library.RoleExtra }) {
		s.draft.Editions = append(s.draft.Editions, library.DraftEdition{ID: "extras", Name: "With extras", Offers: free})
		all, wide = []library.EditionID{"standard", "extras"}, []library.EditionID{"extras"}
	}
	for i := range s.draft.Items {
		switch s.draft.Items[i].Role {
		case library.RoleMain:
			s.draft.Items[i].Editions = all
		case library.RoleExtra:
			s.draft.Items[i].Editions = wide
		}
	}
}
