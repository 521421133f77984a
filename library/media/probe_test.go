package media

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"matinee/library"
)

// TestProbe looks into files of several makes.
func TestProbe(t *testing.T) {
	t.Parallel()
	chapters := write(t, "chapters.txt", []byte(";FFMETADATA1\ntitle=Low Tide\nsynopsis=Two go\\\n out.\ndate=2021-05-03\n"+
		"[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=1\nEND=2\n"))
	subtitles := write(t, "a.srt", []byte("1\n00:00:00,000 --> 00:00:01,000\nHello\n"))
	cover := makeMedia(t, "cover.png", args(picture("300x300", "1"), "-frames:v", "1")...)
	small := []string{"-c:v", "libx264", "-preset", "ultrafast"}
	for name, c := range map[string]struct {
		path string
		want library.Facts
	}{
		"film": {
			makeMedia(t, "-film: \"x\".mkv", args(picture("160x90", "2"), tone("2"), tone("2"), "-i", subtitles, "-i", chapters,
				"-map", "0", "-map", "1", "-map", "2", "-map", "3", "-map_metadata", "4", small, "-c:a", "aac",
				"-metadata:s:a:0", "language=ger", "-metadata:s:a:1", "language=fra", "-metadata:s:s:0", "language=eng")...),
			library.Facts{
				Duration: 2 * time.Second, Width: 160, Height: 90, Video: "h264", Audio: "aac", Voices: []string{"de", "fr"},
				Subtitles: []string{"en"}, Chapters: 2, Title: "Low Tide", Synopsis: "Two go out.", Year: 2021,
			},
		},
		"turned": {
			makeMedia(t, "turned.mp4", args("-i", makeMedia(t, "flat.mp4", args(picture("160x90", "1"), small)...),
				"-c", "copy", "-metadata:s:v:0", "rotate=90")...),
			library.Facts{Duration: time.Second, Width: 90, Height: 160, Video: "h264"},
		},
		"wide pixels": {
			makeMedia(t, "wide.mp4", args(picture("180x144", "1"), "-vf", "setsar=64/45", small)...),
			library.Facts{Duration: time.Second, Width: 256, Height: 144, Video: "h264"},
		},
		"music with a cover": {
			makeMedia(t, "song.mp3", args(tone("2"), "-i", cover, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic",
				"-metadata", "title=Salt", "-metadata", "artist=Ann", "-metadata", "album=Tides", "-metadata", "track=3/12")...),
			library.Facts{Duration: 2 * time.Second, Audio: "mp3", Title: "Salt", Artist: "Ann", Album: "Tides", Track: 3, Cover: true},
		},
		"music whose tags are the track's": {
			makeMedia(t, "song.ogg", args(tone("2"), "-c:a", "flac", "-metadata", "TITLE=Été", "-metadata", "tracknumber=7")...),
			library.Facts{Duration: 2 * time.Second, Audio: "flac", Title: "Été", Track: 7},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := newMedia(t, tools(t)).Probe(t.Context(), c.path)
			must(t, err)
			if off := (got.Duration - c.want.Duration).Abs(); off > 150*time.Millisecond {
				t.Errorf("it lasts %v, want %v", got.Duration, c.want.Duration)
			}
			got.Duration = c.want.Duration
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// TestProbeOpensOneFile: what pretends to be a film and names another file gets
// nothing of that file opened.
func TestProbeOpensOneFile(t *testing.T) {
	t.Parallel()
	secret := makeMedia(t, "secret.ts", args(picture("160x90", "1"), "-c:v", "mpeg2video")...)
	dir := t.TempDir()
	must(t, os.Rename(secret, filepath.Join(dir, "secret.ts")))
	for name, text := range map[string]string{
		"a.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n",
		"b.mkv": "ffconcat version 1.0\nfile secret.ts\n",
		"c.avi": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 33\n",
	} {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := newMedia(t, tools(t)).Probe(t.Context(), path)
		wantCode(t, err, library.CodeNotMedia)
	}
}

func TestProbeRefuses(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	_, err := m.Probe(t.Context(), write(t, "noise.mkv", []byte(strings.Repeat("no film ", 1000))))
	wantCode(t, err, library.CodeNotMedia)
	if _, err = m.Probe(t.Context(), filepath.Join(t.TempDir(), "gone.mkv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = m.Probe(ctx, write(t, "a.mkv", nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled look gives %v", err)
	}
}

// TestProbeWithoutFFprobe: the player is asked instead; without one a person is told
// what is missing.
func TestProbeWithoutFFprobe(t *testing.T) {
	t.Parallel()
	path := write(t, "a.mkv", nil)
	_, err := newMedia(t, Tools{}).Probe(t.Context(), path)
	wantCode(t, err, library.CodeNoMediaTool)
	m := New(Config{Player: func(_ context.Context, p string) (library.Facts, error) {
		return library.Facts{Title: p, Voices: []string{"ger", "und", "deu"}}, nil
	}})
	if f, err := m.Probe(t.Context(), path); err != nil || f.Title != path || !slices.Equal(f.Voices, []string{"de"}) {
		t.Errorf("the player told %+v, %v", f, err)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "fr": "fr", "pt-BR": "pt-BR", "zh-hant": "zh-Hant",
		"fil": "fil", "jpn": "ja", "cze": "cs", "und": "", "": "", "x": "", "zxx": "", "???": "", "english": "",
		strings.Repeat("en-", 5000): "",
	} {
		if got := bcp47(in); got != want {
			t.Errorf("%.20q is %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" a \t\nb ": "a b", "a\x00\x1b[31mb": "a[31mb", "a\u202eb": "ab", strings.Repeat("é", 20): strings.Repeat("é", 10),
		"\xff\xfea": "a", "👩\u200d🎤": "👩\u200d🎤", "   ": "",
	} {
		if got := clean(in, 10); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

// TestParseProbe is what no honest file says.
func TestParseProbe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want library.Facts
	}{
		"an endless file":   {`{"streams":[{"codec_type":"audio","codec_name":"aac"}],"format":{"duration":"1e300"}}`, library.Facts{Audio: "aac"}},
		"no number":         {`{"streams":[{"codec_type":"audio","codec_name":"aac","duration":"NaN"}],"format":{"duration":"-3"}}`, library.Facts{Audio: "aac"}},
		"a huge picture":    {`{"streams":[{"codec_type":"video","codec_name":"h264","width":2000000000,"height":9},{"codec_type":"audio","codec_name":"aac"}]}`, library.Facts{Audio: "aac"}},
		"pixels like lines": {`{"streams":[{"codec_type":"video","codec_name":"h264","width":16,"height":9,"sample_aspect_ratio":"900000:1"}]}`, library.Facts{Video: "h264", Width: 16, Height: 9}},
		"turned by tag":     {`{"streams":[{"codec_type":"video","codec_name":"h264","width":16,"height":9,"tags":{"rotate":"270"}}]}`, library.Facts{Video: "h264", Width: 9, Height: 16}},
		"turned about":      {`{"streams":[{"codec_type":"video","codec_name":"h264","width":16,"height":9,"side_data_list":[{"rotation":-180}]}]}`, library.Facts{Video: "h264", Width: 16, Height: 9}},
	} {
		if got, err := parseProbe([]byte(c.in)); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, in := range []string{"", "null", "{}", "[]", `{"streams":[{"codec_type":"data"}]}`, `{"streams":[{"codec_type":"video","disposition":{"attached_pic":1}}]}`} {
		_, err := parseProbe([]byte(in))
		wantCode(t, err, library.CodeNotMedia)
	}
}

// FuzzParseProbe: no answer makes it fail, and what it keeps is bounded.
func FuzzParseProbe(f *testing.F) {
	f.Add([]byte(`{"streams":[{"codec_type":"video","codec_name":"h264","width":16,"height":9,"sample_aspect_ratio":"4:3",
		"tags":{"LANGUAGE":"ger","rotate":"90"},"side_data_list":[{"rotation":-90}]},{"codec_type":"audio","codec_name":"aac"}],
		"chapters":[{"id":1}],"format":{"duration":"2.5","tags":{"title":"x","date":"2021","track":"3/4"}}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		facts, err := parseProbe(in)
		if err != nil {
			return
		}
		if facts.Duration < 0 || facts.Duration > maxDuration || facts.Width < 0 || facts.Width > 100*maxSide || facts.Height < 0 ||
			facts.Height > 100*maxSide || len(facts.Voices) > maxLanguages || facts.Track < 0 || facts.Track > maxTrack {
			t.Errorf("%q gives %+v", in, facts)
		}
		if facts.Video == "" && facts.Audio == "" {
			t.Errorf("%q has neither picture nor sound", in)
		}
	})
}
