package channel

import (
	"path/filepath"
	"slices"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Who looks while a channel is published twice in a row is led to a catalogue that has
// been replaced: nodes of the DHT hand out what they were told before for two hours.
// Its creator's program is the only one that surely has it, so it goes on sharing it.
const (
	maxEarlier = 2
	earlierFor = 3 * time.Hour
)

// replaced is a catalogue that was the newest, and until when it is still shared.
type replaced struct {
	Infohash library.BundleID `json:"infohash"`
	Until    time.Time        `json:"until"`
}

// replace notes that a catalogue is followed by another one, which it is no longer
// shared beside for ever.
func replace(all []replaced, old, next library.BundleID, at time.Time) []replaced {
	all = slices.DeleteFunc(slices.Clone(all), func(r replaced) bool {
		return r.Infohash == next || r.Infohash == old || !at.Before(r.Until)
	})
	if old != "" && old != next {
		all = append(all, replaced{old, at.Add(earlierFor)})
	}
	return all[max(0, len(all)-maxEarlier):]
}

// Replaced are the catalogues before the newest that are still to be shared then, the
// oldest first.
func (o *Own) Replaced(now time.Time) (all []library.BundleID) {
	for _, r := range o.state.Replaced {
		if now.Before(r.Until) {
			all = append(all, r.Infohash)
		}
	}
	return all
}

// ReplacedCatalogue is the torrent of one of them.
func (o *Own) ReplacedCatalogue(id library.BundleID) (Catalogue, error) {
	c, err := o.published(id)
	if err != nil {
		return Catalogue{}, err
	}
	made, err := pack(o.Folder, c)
	if err == nil && made.Infohash != id {
		err = library.Errorf(library.CodeMismatch, "the catalogue %s", id)
	}
	return made, err
}

// published reads the state that a catalogue of this channel holds.
func (o *Own) published(id library.BundleID) (c format.Signed[format.Channel], err error) {
	at, _ := CataloguePath(id)(channelFile)
	body, err := readBounded(filepath.Join(o.dir, filepath.FromSlash(at)), format.MaxChannel, nil)
	if err != nil {
		return c, err
	}
	return format.Read[format.Channel](body)
}

// keeps are the objects and the catalogues that the folder needs.
func (o *Own) keeps() (objects map[library.Digest]bool, catalogues map[library.BundleID]bool) {
	objects, catalogues = objectsOf(o.channel.Doc), map[library.BundleID]bool{o.state.Infohash: true}
	for _, r := range o.state.Replaced {
		c, err := o.published(r.Infohash)
		if err != nil { // nobody can be given it any more
			continue
		}
		catalogues[r.Infohash] = true
		for d := range objectsOf(c.Doc) {
			objects[d] = true
		}
	}
	return objects, catalogues
}
