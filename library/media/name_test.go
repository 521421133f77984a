package media

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFromName(t *testing.T) {
	for path, want := range map[string]Named{
		// Films.
		"Sintel.mkv": {Title: "Sintel"},
		"Tears.of.Steel.2012.1080p.BluRay.x264-GROUP.mkv": {Title: "Tears of Steel", Year: 2012},
		"Big Buck Bunny (2008).mp4":                       {Title: "Big Buck Bunny", Year: 2008},
		"Big Buck Bunny (2008) [4K].mp4":                  {Title: "Big Buck Bunny", Year: 2008},
		"1917.2019.2160p.mkv":                             {Title: "1917", Year: 2019},
		"1917.mkv":                                        {Title: "1917"},
		"2001 A Space Odyssey (1968).mkv":                 {Title: "2001 A Space Odyssey", Year: 1968},
		"Blade_Runner_2049_2017_720p.mkv":                 {Title: "Blade Runner 2049", Year: 2017},
		"Spider-Man.mkv":                                  {Title: "Spider-Man"},
		"A web of lies.mkv":                               {Title: "A web of lies"},
		"4K.mkv":                                          {Title: "4K"},
		"Élan – été.mkv":                                  {Title: "Élan - été"},
		// Episodes.
		"Show.S01E02.The.Return.720p.mkv":   {Show: "Show", Title: "The Return", Season: 1, Episode: 2, HasEpisode: true},
		"Show - 1x02 - The Return.mkv":      {Show: "Show", Title: "The Return", Season: 1, Episode: 2, HasEpisode: true},
		"Show S1 E2.mkv":                    {Show: "Show", Title: "Show S1 E2", Season: 1, Episode: 2, HasEpisode: true, Untitled: true},
		"Show (2019) s02e10.mp4":            {Show: "Show", Title: "Show s02e10", Season: 2, Episode: 10, HasEpisode: true, Year: 2019, Untitled: true},
		"S01E02.mkv":                        {Title: "S01E02", Season: 1, Episode: 2, HasEpisode: true, Untitled: true},
		"Show.S01E02E03.mkv":                {Show: "Show", Title: "Show S01E02E03", Season: 1, Episode: 2, HasEpisode: true, Untitled: true},
		"Show.S01E02-E03.mkv":               {Show: "Show", Title: "Show S01E02-E03", Season: 1, Episode: 2, HasEpisode: true, Untitled: true},
		"Season 2/E05 Low Tide.mkv":         {Title: "Low Tide", Season: 2, Episode: 5, HasEpisode: true},
		"Show/S03/Show - 07 - Salt.mkv":     {Show: "Show", Title: "Salt", Season: 3, Episode: 7, HasEpisode: true},
		"[Group] Show - 05 [1080p].mkv":     {Show: "Show", Title: "Show 05", Episode: 5, HasEpisode: true, Untitled: true},
		"Show Episode 3.mkv":                {Show: "Show", Title: "Show Episode 3", Episode: 3, HasEpisode: true, Untitled: true},
		"Show S00E01 Making of.mkv":         {Show: "Show", Title: "Making of", Episode: 1, HasEpisode: true},
		"Saison 4/Série épisode 12 fin.mkv": {Show: "Série", Title: "fin", Season: 4, Episode: 12, HasEpisode: true},
		// Music.
		"01 - Intro.flac":                {Title: "Intro", Track: 1},
		"Album/07. Salt Flats.mp3":       {Title: "Salt Flats", Track: 7},
		"Album/12 Neon Choir.ogg":        {Title: "12 Neon Choir"},
		"Album/02 Neon Choir.ogg":        {Title: "Neon Choir", Track: 2},
		"Album/1-03 Letters.flac":        {Title: "Letters", Track: 3},
		"99 Luftballons.mp3":             {Title: "99 Luftballons"},
		"Album/11 - Harbour - live.opus": {Title: "Harbour - live", Track: 11},
		"05.mp3":                         {Title: "05"},
		// Nothing to go by.
		"":                 {Title: "."},
		"...mkv":           {Title: ".."},
		"[].mkv":           {Title: "[]"},
		"dir/\x00\x1b.mkv": {},
		"notes.txt":        {Title: "notes txt"},
	} {
		if got := FromName(path); got != want {
			t.Errorf("%q\n got %+v\nwant %+v", path, got, want)
		}
	}
}

// FuzzFromName: no name makes it fail, loop or invent.
func FuzzFromName(f *testing.F) {
	f.Add("Show/S03/Show - 07 - Salt.mkv")
	f.Add("[Group] Tears.of.Steel.(2012).1080p.mkv")
	f.Add("1-03 Letters.flac")
	f.Add(strings.Repeat("S01E", 300))
	f.Fuzz(func(t *testing.T, path string) {
		n := FromName(path)
		if !utf8.ValidString(n.Title) || utf8.RuneCountInString(n.Title) > 2*maxName || utf8.RuneCountInString(n.Show) > 2*maxName {
			t.Errorf("%q has the title %q of %q", path, n.Title, n.Show)
		}
		if n.Season < 0 || n.Episode < 0 || n.Track < 0 || (n.Year != 0 && asYear(strconv.Itoa(n.Year)) == 0) {
			t.Errorf("%q gives %+v", path, n)
		}
	})
}
