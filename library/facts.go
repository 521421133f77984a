package library

import "time"

// Facts are what a media file tells of itself. Unknown ones are zero.
type Facts struct {
	Duration      time.Duration
	Width, Height int      // of the picture as it is meant to be shown, in pixels
	Video, Audio  string   // codecs, by FFmpeg's names
	Voices        []string // languages of the audio tracks (BCP 47)
	Subtitles     []string // languages of the subtitle tracks inside (BCP 47)
	Chapters      int
	Title         string
	Artist        string
	Album         string
	Synopsis      string
	Track         int
	Year          int
	Cover         bool // a picture is embedded

	// The next are its publisher's word, and so are Title and Voices where Told is
	// set: what the file tells comes after that.
	Told            bool
	Role            Role
	Season, Episode int
}

// HasPicture reports whether there is video besides an embedded cover.
func (f Facts) HasPicture() bool { return f.Width > 0 && f.Height > 0 }
