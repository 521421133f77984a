package player

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestControlsAreBounded(t *testing.T) {
	m := drive(playing()...)
	m.setVolume(500)
	m.setSpeed(100)
	m.setSubScale(0)
	m.setSubDelay(time.Hour)
	if m.Volume != MaxVolume || m.Speed != MaxSpeed || m.SubScale != MinSubScale || m.SubDelay != MaxSubDelay {
		t.Errorf("%+v", m.Status)
	}
	m.setVolume(math.NaN())
	m.setSpeed(math.NaN())
	if m.Volume != MaxVolume || m.Speed != 1 {
		t.Errorf("after NaN volume %v, speed %v", m.Volume, m.Speed)
	}
	m.setMuted(true)
	m.setVolume(50)
	if m.Muted {
		t.Error("turning the volume up leaves it mute")
	}
}

func TestNothingIsSentTwice(t *testing.T) {
	m := drive(playing()...)
	m.out = nil
	m.setVolume(100)
	m.setSpeed(1)
	m.setMuted(false)
	m.setSubScale(1)
	m.setSubDelay(0)
	m.setPaused(false)
	m.liftSubtitles(0)
	if len(m.out) > 0 {
		t.Errorf("sent %+v", m.out)
	}
}

func TestSubtitlesShowInAPausedPicture(t *testing.T) {
	m := drive(playing()...)
	m.FirstFrame, m.Tracks = true, []Track{{Kind: SubtitleTrack, ID: 1}}
	m.out = nil
	m.selectTrack(SubtitleTrack, 1)
	if want := []Command{SelectTrack{Kind: SubtitleTrack, ID: 1}}; !slices.Equal(m.out, want) {
		t.Errorf("while it plays: sent %+v", m.out)
	}
	m.setPaused(true)
	m.out = nil
	m.selectTrack(SubtitleTrack, NoTrack)
	if want := []Command{SelectTrack{Kind: SubtitleTrack, ID: NoTrack}, FrameStep{}}; !slices.Equal(m.out, want) {
		t.Errorf("paused: sent %+v", m.out)
	}
}

func TestLiftedSubtitlesStayInThePicture(t *testing.T) {
	m := drive(playing()...)
	m.out = nil
	m.liftSubtitles(7)
	m.liftSubtitles(0)
	if want := []Command{LiftSubtitles{Part: maxLift}, LiftSubtitles{}}; !slices.Equal(m.out, want) {
		t.Errorf("sent %+v", m.out)
	}
}

func TestControlsOutliveAMedia(t *testing.T) {
	m := drive(playing()...)
	m.setVolume(40)
	m.setSpeed(1.5)
	m.setSubDelay(sec)
	m.setSubScale(2)
	m.open(Media{URL: "/other"})
	if m.Volume != 40 || m.Speed != 1.5 || m.SubScale != 2 {
		t.Errorf("forgot %+v", m.Status)
	}
	if m.SubDelay != 0 {
		t.Error("the delay of one film's subtitles went on to the next")
	}
}

func TestCycling(t *testing.T) {
	tracks := TracksChanged{[]Track{
		{Kind: VideoTrack, ID: 1, Selected: true},
		{Kind: AudioTrack, ID: 1, Selected: true},
		{Kind: AudioTrack, ID: 2},
		{Kind: SubtitleTrack, ID: 1},
		{Kind: SubtitleTrack, ID: 2},
	}}
	m := drive(playing(tracks)...)
	m.out = nil
	for range 3 {
		m.cycle(AudioTrack)
	}
	for range 4 {
		m.cycle(SubtitleTrack)
	}
	m.cycle(VideoTrack)
	m.selectTrack(AudioTrack, 7)
	var got []int
	for _, c := range m.out {
		got = append(got, c.(SelectTrack).ID)
	}
	if want := []int{2, 1, 2, 1, 2, NoTrack, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("selected %v, want %v", got, want)
	}
}

func TestChapters(t *testing.T) {
	chapters := ChaptersChanged{[]Chapter{{"a", 0}, {"b", 20 * sec}, {"c", 40 * sec}}}
	next, prev := (*machine).nextChapter, (*machine).prevChapter
	for name, c := range map[string]struct {
		from time.Duration
		wish func(*machine)
		want time.Duration
	}{
		"next":                   {5 * sec, next, 20 * sec},
		"next in the last":       {45 * sec, next, 45 * sec},
		"back within a chapter":  {30 * sec, prev, 20 * sec},
		"back at its start":      {21 * sec, prev, 0},
		"back in the first":      {10 * sec, prev, 0},
		"back at the very start": {0, prev, 0},
	} {
		m := drive(playing(chapters, PositionChanged{At: c.from}, c.wish)...)
		if m.Position != c.want {
			t.Errorf("%s: %v, want %v", name, m.Position, c.want)
		}
	}
	if got := drive(playing(chapters, PositionChanged{At: 25 * sec})...).Chapter(); got != 1 {
		t.Errorf("chapter %d at 25 s", got)
	}
}

func TestSubtitleAddedEarly(t *testing.T) {
	m := drive(open, func(m *machine) { m.addSubtitle("/x/my.srt") }, Started{1}, Loaded{1})
	if got := m.out[len(m.out)-1]; got != (AddSubtitle{"/x/my.srt", "my.srt", true}) {
		t.Errorf("%+v", got)
	}
	for address, want := range map[string]string{
		"/a/b.srt": "b.srt", `C:\a\b.srt`: "b.srt", "http://127.0.0.1/t/b%20c.srt": "b c.srt", "/a/50%20.srt": "50%20.srt", "x": "x",
	} {
		if got := fileTitle(address); got != want {
			t.Errorf("%s is called %q, want %q", address, got, want)
		}
	}
}

func TestFrameStep(t *testing.T) {
	m := drive(playing(func(m *machine) { m.stepFrame(true) })...)
	if m.State != Paused || m.out[len(m.out)-1] != (FrameStep{true}) {
		t.Errorf("%s, %+v", m.State, m.out)
	}
	if m = drive(open, func(m *machine) { m.stepFrame(false) }); len(m.out) != 1 {
		t.Errorf("before the first frame: %+v", m.out)
	}
}

func TestNextEpisodeIsHeardAsTheLast(t *testing.T) {
	tracks := func(audio, subtitle int) TracksChanged {
		return TracksChanged{[]Track{
			{Kind: AudioTrack, ID: 1, Language: "eng", Selected: audio == 1},
			{Kind: AudioTrack, ID: 2, Language: "jpn", Selected: audio == 2},
			{Kind: SubtitleTrack, ID: 1, Language: "eng", Selected: subtitle == 1},
			{Kind: SubtitleTrack, ID: 2, Selected: subtitle == 2},
		}}
	}
	for name, c := range map[string]struct {
		pick func(*machine)
		want []Command
	}{
		"nothing picked":     {func(*machine) {}, nil},
		"sound":              {func(m *machine) { m.selectTrack(AudioTrack, 2) }, []Command{SelectTrack{AudioTrack, 2}}},
		"no subtitles":       {func(m *machine) { m.selectTrack(SubtitleTrack, NoTrack) }, []Command{SelectTrack{SubtitleTrack, NoTrack}}},
		"the same as chosen": {func(m *machine) { m.selectTrack(SubtitleTrack, 1) }, nil},
		"without a language": {func(m *machine) { m.selectTrack(SubtitleTrack, 2) }, nil},
	} {
		m := drive(playing(tracks(1, 1), c.pick, open)...)
		m.out = nil
		for _, e := range []Event{Started{2}, tracks(1, 1), Loaded{2}, tracks(1, 1), Restarted{}, tracks(1, 1)} {
			m.handle(e)
		}
		if !reflect.DeepEqual(m.out, c.want) {
			t.Errorf("%s: %+v, want %+v", name, m.out, c.want)
		}
	}
}
