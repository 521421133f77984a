package media

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
)

// probed is ffprobe's answer. Everything in it was written by strangers.
type probed struct {
	Streams  []stream          `json:"streams"`
	Chapters []json.RawMessage `json:"chapters"`
	Format   struct {
		Duration string            `json:"duration"`
		Tags     map[string]string `json:"tags"`
	} `json:"format"`
}

type stream struct {
	Type        string            `json:"codec_type"`
	Codec       string            `json:"codec_name"`
	Width       int               `json:"width"`
	Height      int               `json:"height"`
	Shape       string            `json:"sample_aspect_ratio"`
	Duration    string            `json:"duration"`
	Tags        map[string]string `json:"tags"`
	Disposition struct {
		Cover int `json:"attached_pic"`
	} `json:"disposition"`
	SideData []struct {
		Rotation float64 `json:"rotation"`
	} `json:"side_data_list"`
}

// parseProbe turns ffprobe's answer into facts.
func parseProbe(out []byte) (library.Facts, error) {
	var p probed
	if err := json.Unmarshal(out, &p); err != nil {
		return library.Facts{}, &library.Error{Code: library.CodeNotMedia, Err: err}
	}
	var f library.Facts
	var tags map[string]string // of the first track: Ogg has none for the file
	for _, s := range p.Streams {
		f.Duration = max(f.Duration, seconds(s.Duration))
		if s.Disposition.Cover == 0 && (s.Type == "video" || s.Type == "audio") && tags == nil {
			tags = s.Tags
		}
		s.tell(&f)
	}
	if f.Video == "" && f.Audio == "" {
		return library.Facts{}, library.Errorf(library.CodeNotMedia, "it has no picture and no sound")
	}
	if d := seconds(p.Format.Duration); d > 0 {
		f.Duration = d
	}
	f.Chapters = min(len(p.Chapters), maxChapters)
	readTags(&f, fold(tags), fold(p.Format.Tags))
	return f, nil
}

// What is believed of a file's own words, and how much of them is kept.
const (
	maxDuration  = 1000 * time.Hour
	maxSide      = 1 << 16 // pixels
	maxChapters  = 10_000
	maxLanguages = 100
	maxCodec     = 32
)

// tell adds what a stream says to the facts of its file.
func (s stream) tell(f *library.Facts) {
	switch {
	case s.Disposition.Cover != 0:
		f.Cover = true
	case s.Type == "video":
		if w, h := s.shown(); f.Video == "" && w > 0 && h > 0 {
			f.Video, f.Width, f.Height = clean(s.Codec, maxCodec), w, h
		}
	case s.Type == "audio":
		if f.Audio == "" {
			f.Audio = clean(s.Codec, maxCodec)
		}
		f.Voices = addLanguage(f.Voices, fold(s.Tags)["language"])
	case s.Type == "subtitle":
		f.Subtitles = addLanguage(f.Subtitles, fold(s.Tags)["language"])
	}
}

// shown is the size of the picture as it is meant to be shown: pixels that are not
// square made so, a turned picture upright. It is 0, 0 for nonsense.
func (s stream) shown() (w, h int) {
	if s.Width <= 0 || s.Height <= 0 || s.Width > maxSide || s.Height > maxSide {
		return 0, 0
	}
	w, h = s.Width, s.Height
	x, y, _ := strings.Cut(s.Shape, ":")
	a, errA := strconv.Atoi(x)
	b, errB := strconv.Atoi(y)
	if errA == nil && errB == nil && a > 0 && b > 0 && a <= 100*b && b <= 100*a {
		w = int(math.Round(float64(w) * float64(a) / float64(b)))
	}
	if s.turned() {
		w, h = h, w
	}
	return w, h
}

// turned reports whether the picture lies on its side. Newer versions say so beside
// the stream, older ones in its tags.
func (s stream) turned() bool {
	turn, _ := strconv.ParseFloat(fold(s.Tags)["rotate"], 64)
	for _, d := range s.SideData {
		if d.Rotation != 0 {
			turn = d.Rotation
		}
	}
	quarter := int64(math.Round(math.Remainder(turn, 360) / 90))
	return quarter%2 != 0
}

// seconds reads a duration; 0 for nonsense.
func seconds(s string) time.Duration {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0) || v > maxDuration.Seconds() {
		return 0
	}
	return time.Duration(v * float64(time.Second))
}

// addLanguage adds the language of a track, once.
func addLanguage(list []string, tag string) []string {
	name := bcp47(tag)
	if name == "" || len(list) >= maxLanguages || slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}
