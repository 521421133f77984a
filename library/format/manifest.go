package format

import (
	"strings"
	"time"

	"matinee/library"
)

// ManifestName is the file in a bundle's torrent that holds its manifest.
const ManifestName = "bundle.json"

// Manifest says what a bundle is: what it is called, who made it, which editions
// and items it has. It stays the same when prices change.
type Manifest struct {
	Author
	ID          library.Token      `json:"identifier"` // the same in every version
	Version     int64              `json:"version"`    // from 1
	Name        string             `json:"name" max:"200"`
	Creators    []Creator          `json:"creator" max:"64"`
	Description string             `json:"description,omitempty" max:"8000" text:"lines"`
	Languages   []library.Language `json:"inLanguage,omitempty" max:"64"`
	MinAge      *int64             `json:"suggestedMinAge,omitempty"` // years; nil: not said
	Published   time.Time          `json:"datePublished"`
	License     library.SPDX       `json:"license"`                                 // for what has been opened
	Rights      string             `json:"copyrightNotice" max:"2000" text:"lines"` // who holds them; needed to publish
	Keywords    []string           `json:"keywords,omitempty" max:"32"`             // genres and tags
	Editions    []Edition          `json:"editions" max:"16"`
	Items       []Item             `json:"items" max:"4000"`
	More        library.More       `json:"-"`
}

// Creator is who made a bundle, and as what.
type Creator struct {
	Name string         `json:"name" max:"120"`
	Role string         `json:"roleName,omitempty" max:"60"`
	URL  library.WebURL `json:"url,omitempty" max:"512"`
	More library.More   `json:"-"`
}

// Edition is what is sold as one. One without a recipient has nothing sealed.
type Edition struct {
	ID        library.EditionID `json:"identifier"`
	Name      string            `json:"name" max:"120"`
	Recipient library.Recipient `json:"recipient,omitempty"`  // to which its sealed items are sealed
	Premiere  library.Recipient `json:"premiere,omitempty"`   // the lock around licences sold before the premiere
	Release   library.Key       `json:"releaseKey,omitempty"` // under which its key is published (ReleaseKey)
	More      library.More      `json:"-"`
}

// Item is one file of a bundle.
type Item struct {
	Path      library.ItemPath    `json:"path" max:"512"` // as in the torrent; a sealed one ends in .age
	Role      library.Role        `json:"role"`
	Editions  []library.EditionID `json:"editions,omitempty" max:"16"` // empty: for everybody
	Name      string              `json:"name,omitempty" max:"200"`
	Season    int64               `json:"seasonNumber,omitempty"`
	Episode   int64               `json:"episodeNumber,omitempty"`
	Languages []library.Language  `json:"inLanguage,omitempty" max:"64"`
	Duration  time.Duration       `json:"duration,omitempty"`
	Format    string              `json:"encodingFormat,omitempty" max:"100"` // MIME type of the plain form
	Width     int64               `json:"width,omitempty"`                    // pixels
	Height    int64               `json:"height,omitempty"`                   // pixels
	Bitrate   int64               `json:"bitrate,omitempty"`                  // bits a second
	For       library.ItemPath    `json:"isPartOf,omitempty" max:"512"`       // the item a caption or poster belongs to
	Plain     library.Sum         `json:"plain"`
	Sealed    *library.Sum        `json:"sealed,omitempty"` // nil: in clear
	More      library.More        `json:"-"`
}

func (Manifest) kind() kind { return kind{"manifest", MaxManifest} }

// Edition returns the edition of that name.
func (m Manifest) Edition(id library.EditionID) (Edition, bool) {
	for _, e := range m.Editions {
		if e.ID == id {
			return e, true
		}
	}
	return Edition{}, false
}

// Item returns the item at that path.
func (m Manifest) Item(path library.ItemPath) (Item, bool) {
	for _, i := range m.Items {
		if i.Path == path {
			return i, true
		}
	}
	return Item{}, false
}

// SharedEditions are the editions of m whose items are sealed to the same
// recipient as one of another bundle's. Under a deal there may be none in
// another channel.
func (m Manifest) SharedEditions(other Manifest) []library.EditionID {
	var shared []library.EditionID
	for _, mine := range m.Editions {
		for _, theirs := range other.Editions {
			if mine.Recipient != "" && mine.Recipient == theirs.Recipient {
				shared = append(shared, mine.ID)
				break
			}
		}
	}
	return shared
}

func (m Manifest) check() error {
	if m.Version < 1 {
		return within(".version", fail(FaultField, "is not at least 1"))
	}
	if m.MinAge != nil && *m.MinAge > 21 {
		return within(".suggestedMinAge", fail(FaultField, "is above 21 years"))
	}
	if err := m.checkEditions(); err != nil {
		return err
	}
	return m.checkItems()
}

// checkEditions sees to it that no key has two uses.
func (m Manifest) checkEditions() error {
	taken := map[string]bool{}
	for i, e := range m.Editions {
		sealed := e.Recipient != ""
		if sealed != (e.Release != "") || !sealed && e.Premiere != "" {
			return within(element("editions", i), fail(FaultField, "has a recipient without a release key, or the other way round"))
		}
		for _, name := range []string{string(e.ID), string(e.Recipient), string(e.Premiere), string(e.Release)} {
			if name != "" && taken[name] {
				return within(element("editions", i), fail(FaultField, "shares its name or a key with another"))
			}
			taken[name] = true
		}
	}
	return nil
}

func (m Manifest) checkItems() error {
	taken, main := map[string]bool{strings.ToLower(ManifestName): true}, false
	for i, item := range m.Items {
		if err := m.checkItem(item); err != nil {
			return within(element("items", i), err)
		}
		path := strings.ToLower(string(item.Path))
		if taken[path] {
			return within(element("items", i), fail(FaultField, "has the path of another"))
		}
		taken[path] = true
		main = main || item.Role == library.RoleMain
	}
	for i, item := range m.Items {
		for at, c := range item.Path {
			if c == '/' && taken[strings.ToLower(string(item.Path[:at]))] {
				return within(element("items", i), fail(FaultField, "lies below another item as if that were a folder"))
			}
		}
	}
	if !main {
		return within(".items", fail(FaultField, "has no main item"))
	}
	return nil
}

func (m Manifest) checkItem(item Item) error {
	switch item.Role {
	case library.RoleMain, library.RoleExtra, library.RoleTrailer, library.RolePoster, library.RoleCaption:
	default:
		return fail(FaultField, "has the role %s", clip(string(item.Role)))
	}
	for i, id := range item.Editions {
		e, known := m.Edition(id)
		if !known || item.Sealed != nil && e.Recipient == "" {
			return within(element("editions", i), fail(FaultField, "names no edition it could belong to"))
		}
		for _, before := range item.Editions[:i] {
			if before == id {
				return within(element("editions", i), fail(FaultField, "stands twice"))
			}
		}
	}
	if item.For != "" {
		if _, known := m.Item(item.For); !known {
			return within(".isPartOf", fail(FaultField, "names no item"))
		}
	}
	if item.Sealed == nil {
		return nil
	}
	switch {
	case !item.Role.Sealable():
		return fail(FaultField, "is a %s and sealed", item.Role)
	case len(item.Editions) == 0:
		return fail(FaultField, "is sealed for no edition")
	case !strings.HasSuffix(string(item.Path), ".age"):
		return fail(FaultField, "is sealed, but its name does not end in .age")
	case item.Sealed.Length <= item.Plain.Length:
		return fail(FaultField, "is not longer sealed than plain")
	}
	return nil
}
