package player

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"matinee/library"
)

const sec = time.Second

var film = Media{ID: "film", URL: "http://127.0.0.1:1/film.mkv"}

// at builds a machine and leads it through steps; each is an event, or a wish.
func drive(steps ...any) *machine {
	m := newMachine()
	m.now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, s := range steps {
		switch s := s.(type) {
		case func(*machine):
			s(&m)
		case time.Duration:
			m.now = m.now.Add(s)
			m.tick()
		case Event:
			m.handle(s)
		}
		m.settle()
	}
	return &m
}

func open(m *machine)   { m.open(film) }
func pause(m *machine)  { m.setPaused(true) }
func play(m *machine)   { m.setPaused(false) }
func toggle(m *machine) { m.togglePause() }
func stop(m *machine)   { m.stop() }
func seek(to time.Duration) func(*machine) {
	return func(m *machine) { m.seekTo(to, true) }
}

var (
	video   = TracksChanged{[]Track{{Kind: VideoTrack, ID: 1, Selected: true}}}
	minute  = DurationChanged{sec * 60}
	dry     = Buffering{Waiting: true}
	flowing = Buffering{Percent: 100}
	ended   = EndOfFile{ID: 1, Reason: EndReached}
)

// playing are the steps up to the first frame.
func playing(more ...any) []any {
	return append([]any{open, Started{1}, minute, Loaded{1}, video, Restarted{}}, more...)
}

func TestStates(t *testing.T) {
	for name, c := range map[string]struct {
		steps []any
		want  State
	}{
		"at first":                      {nil, Idle},
		"opened":                        {[]any{open}, Opening},
		"headers read":                  {[]any{open, Started{1}, Loaded{1}}, Opening},
		"paused before the first frame": {[]any{open, pause, Started{1}, Loaded{1}}, Opening},
		"first frame":                   {playing(), Playing},
		"first frame, paused early":     {[]any{open, pause, Started{1}, Loaded{1}, Restarted{}}, Paused},
		"paused":                        {playing(pause), Paused},
		"toggled twice":                 {playing(toggle, toggle), Playing},
		"stalled":                       {playing(dry), Waiting},
		"stalled and paused":            {playing(dry, pause), Paused},
		"paused while stalled, data":    {playing(dry, pause, flowing), Paused},
		"paused, stalled, played":       {playing(pause, dry, play), Waiting},
		"data again":                    {playing(dry, flowing), Playing},
		"paused in mpv's window":        {playing(PauseChanged{true}), Paused},
		"at the end":                    {playing(PositionChanged{At: 59 * sec}, ended), Ended},
		"sought back from the end":      {playing(PositionChanged{At: 59 * sec}, ended, seek(sec)), Playing},
		"played again from the end":     {playing(PositionChanged{At: 59 * sec}, ended, toggle, Restarted{}), Playing},
		"end without a frame":           {[]any{open, Started{1}, Loaded{1}, ended}, Failed},
		"sought past the end at once":   {[]any{open, seek(99 * sec), Started{1}, Loaded{1}, minute, ended}, Ended},
		"begun at the end":              {[]any{func(m *machine) { m.open(Media{URL: "/x", Start: 60 * sec}) }, Started{1}, Loaded{1}, minute, ended}, Ended},
		"not playable":                  {[]any{open, Started{1}, EndOfFile{1, EndFailed, errFake}}, Failed},
		"window closed":                 {playing(EndOfFile{1, EndStopped, nil}), Idle},
		"stopped":                       {playing(stop), Idle},
		"stopped while paused":          {playing(pause, stop), Idle},
		"backend gone":                  {playing(Shutdown{errFake}), Idle},
		"end of the one before":         {playing(open, EndOfFile{1, EndStopped, nil}), Opening},
		"news of the one before":        {playing(open, Restarted{}, PositionChanged{At: sec}), Opening},
	} {
		if got := drive(c.steps...).State; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestEndsAndErrors(t *testing.T) {
	for name, c := range map[string]struct {
		steps []any
		want  library.Code // "" for no error
	}{
		"whole film":        {playing(PositionChanged{At: 59 * sec}, ended), ""},
		"half a film":       {playing(PositionChanged{At: 30 * sec}, ended), library.CodeBrokenMedia},
		"half a song":       {[]any{open, Started{1}, minute, Loaded{1}, Restarted{}, PositionChanged{At: 30 * sec}, ended}, ""},
		"no frame at all":   {[]any{open, Started{1}, Loaded{1}, ended}, library.CodeBrokenMedia},
		"unknown reason":    {[]any{open, Started{1}, EndOfFile{1, EndFailed, errFake}}, library.CodeBrokenMedia},
		"known reason":      {[]any{open, Started{1}, EndOfFile{1, EndFailed, library.Errorf(library.CodeNotMedia, "x")}}, library.CodeNotMedia},
		"sound only":        {playing(Troubled{library.Errorf(library.CodeNoCodec, "x")}), library.CodeNoCodec},
		"backend gone":      {playing(Shutdown{errFake}), library.CodeNoPlayer},
		"opened after that": {playing(Troubled{errFake}, open), ""},
	} {
		m := drive(c.steps...)
		if c.want == "" && m.Err != nil || c.want != "" && library.CodeOf(m.Err) != c.want {
			t.Errorf("%s: %v, want %q", name, m.Err, c.want)
		}
	}
}

func TestSeeks(t *testing.T) {
	near := Buffering{Cached: []TimeSpan{{10 * sec, 20 * sec}}}
	dryNear := Buffering{Waiting: true, Cached: near.Cached}
	file := func(m *machine) { m.open(Media{URL: "/film.mkv"}) }
	for name, c := range map[string]struct {
		steps []any
		want  []Command // seeks and loads after the first
		at    time.Duration
	}{
		"plain":                       {playing(seek(30 * sec)), []Command{Seek{30 * sec, true}}, 30 * sec},
		"past the end":                {playing(seek(99 * sec)), []Command{Seek{60 * sec, true}}, 60 * sec},
		"before the start":            {playing(seek(-sec)), []Command{Seek{0, true}}, 0},
		"before the headers":          {[]any{open, seek(30 * sec), Started{1}, minute}, nil, 30 * sec},
		"then they are read":          {[]any{open, seek(30 * sec), Started{1}, minute, Loaded{1}}, []Command{Seek{30 * sec, true}}, 30 * sec},
		"and clamped then":            {[]any{open, seek(99 * sec), Started{1}, minute, Loaded{1}}, []Command{Seek{60 * sec, true}}, 60 * sec},
		"during a seek":               {playing(seek(30*sec), seek(40*sec), seek(50*sec)), []Command{Seek{30 * sec, true}}, 50 * sec},
		"after it":                    {playing(seek(30*sec), seek(40*sec), seek(50*sec), Restarted{}), []Command{Seek{30 * sec, true}, Seek{50 * sec, true}}, 50 * sec},
		"stuck, streamed":             {playing(seek(30*sec), sec, seek(40*sec)), []Command{Seek{30 * sec, true}, Load{ID: 2, URL: film.URL, Start: 40 * sec, Exact: true, Subtitle: NoTrack}}, 40 * sec},
		"queued, then stuck":          {playing(seek(30*sec), seek(40*sec), sec), []Command{Seek{30 * sec, true}, Load{ID: 2, URL: film.URL, Start: 40 * sec, Exact: true, Subtitle: NoTrack}}, 40 * sec},
		"stuck, but that is cached":   {playing(near, seek(30*sec), sec, seek(15*sec)), []Command{Seek{30 * sec, true}, Seek{15 * sec, true}}, 15 * sec},
		"stuck on a disk":             {[]any{file, Started{1}, Loaded{1}, Restarted{}, seek(30 * sec), sec, seek(40 * sec)}, []Command{Seek{30 * sec, true}, Seek{40 * sec, true}}, 40 * sec},
		"picture lost":                {playing(PositionChanged{At: 5 * sec}, PictureLost{}), []Command{Load{ID: 2, URL: film.URL, Start: 5 * sec, Exact: true, Subtitle: NoTrack}}, 5 * sec},
		"picture lost, old end":       {playing(PositionChanged{At: 5 * sec}, PictureLost{}, EndOfFile{1, EndFailed, errFake}, Started{2}, Loaded{2}, Restarted{}), []Command{Load{ID: 2, URL: film.URL, Start: 5 * sec, Exact: true, Subtitle: NoTrack}}, 5 * sec},
		"picture lost before a film":  {[]any{PictureLost{}}, nil, 0},
		"while stalled":               {playing(dry, seek(30*sec)), []Command{Load{ID: 2, URL: film.URL, Start: 30 * sec, Exact: true, Subtitle: NoTrack}}, 30 * sec},
		"while stalled, cached":       {playing(dryNear, seek(15*sec)), []Command{Seek{15 * sec, true}}, 15 * sec},
		"refused":                     {playing(seek(30*sec), SeekFailed{errFake}, PositionChanged{At: 5 * sec}), []Command{Seek{30 * sec, true}}, 5 * sec},
		"old position meanwhile":      {playing(seek(30*sec), PositionChanged{At: 5 * sec}), []Command{Seek{30 * sec, true}}, 30 * sec},
		"with nothing open":           {[]any{seek(sec)}, nil, 0},
		"by key, held":                {playing(seek(30*sec), func(m *machine) { m.seekBy(10 * sec); m.seekBy(10 * sec) }, Restarted{}), []Command{Seek{30 * sec, true}, Seek{50 * sec, true}}, 50 * sec},
		"opened again, first frame":   {playing(dry, seek(30*sec), Started{2}, Loaded{2}, Restarted{}, PositionChanged{At: 31 * sec}), []Command{Load{ID: 2, URL: film.URL, Start: 30 * sec, Exact: true, Subtitle: NoTrack}}, 31 * sec},
		"opened again, sought again":  {playing(dry, seek(30*sec), seek(40*sec), Started{2}, Loaded{2}, Restarted{}), []Command{Load{ID: 2, URL: film.URL, Start: 30 * sec, Exact: true, Subtitle: NoTrack}, Seek{40 * sec, true}}, 40 * sec},
		"opened again and stuck anew": {playing(dry, seek(30*sec), sec, seek(40*sec)), []Command{Load{ID: 2, URL: film.URL, Start: 30 * sec, Exact: true, Subtitle: NoTrack}, Load{ID: 3, URL: film.URL, Start: 40 * sec, Exact: true, Subtitle: NoTrack}}, 40 * sec},
	} {
		m := drive(c.steps...)
		var got []Command
		for _, cmd := range m.out {
			load, isLoad := cmd.(Load)
			if _, isSeek := cmd.(Seek); isSeek || isLoad && load.ID > 1 {
				got = append(got, cmd)
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: sent %+v, want %+v", name, got, c.want)
		}
		if m.Position != c.at {
			t.Errorf("%s: at %v, want %v", name, m.Position, c.at)
		}
	}
}

func TestOpeningAgainKeepsTracks(t *testing.T) {
	tracks := TracksChanged{[]Track{
		{Kind: AudioTrack, ID: 1},
		{Kind: AudioTrack, ID: 2, Selected: true},
		{Kind: SubtitleTrack, ID: 1},
		{Kind: SubtitleTrack, ID: 2, Selected: true, File: "/b.srt"},
	}}
	two := func(m *machine) {
		m.open(Media{URL: film.URL, Subtitles: []string{"/a.srt", "/b.srt"}})
	}
	m := drive(two, Started{1}, minute, Loaded{1}, tracks, Restarted{}, dry, seek(9*sec))
	load := m.out[len(m.out)-1].(Load)
	if load.Audio != 2 || load.Subtitle != 0 {
		t.Errorf("opened again with %+v", load)
	}
	m.out = nil
	m.handle(Started{2})
	m.handle(Loaded{2})
	want := []Command{AddSubtitle{"/a.srt", "a.srt", false}, AddSubtitle{"/b.srt", "b.srt", true}}
	if !reflect.DeepEqual(m.out, want) {
		t.Errorf("added %+v, want %+v", m.out, want)
	}
	if m.State != Playing || !m.Seeking || m.Starved {
		t.Errorf("meanwhile %s, seeking %v", m.State, m.Seeking)
	}
}

func TestPreload(t *testing.T) {
	next := Media{ID: "next", URL: "/next.mkv"}
	preload := func(m *machine) { m.preload(next) }
	m := drive(playing(preload, PositionChanged{At: 59 * sec}, ended)...)
	if m.State != Playing || m.Preloaded != "next" {
		t.Errorf("at the end with a next one: %s, %q", m.State, m.Preloaded)
	}
	m.handle(Started{2})
	m.settle()
	if m.Media.ID != "next" || m.State != Opening || m.Preloaded != "" || m.Position != 0 {
		t.Errorf("went on to %+v", m.Status)
	}
	m = drive(playing(preload, func(m *machine) { m.preload(Media{}) })...)
	if _, ok := m.out[len(m.out)-1].(Unload); !ok || m.Preloaded != "" {
		t.Errorf("not taken back: %+v", m.out)
	}
	m = drive(playing(preload, preload, func(m *machine) { m.open(next) })...)
	if c := m.out[len(m.out)-1]; c != (Advance{}) || m.Media.ID != "next" {
		t.Errorf("opened what was preloaded by %+v", c)
	}
	m = drive(playing(preload, dry, seek(30*sec))...)
	if last := m.out[len(m.out)-1].(Load); !last.Append || last.URL != next.URL || m.Preloaded != "next" {
		t.Errorf("opening again lost the next one: %+v", m.out)
	}
	if m = drive(preload); len(m.out) != 0 {
		t.Errorf("preloaded behind nothing: %+v", m.out)
	}
	m = drive(playing(preload, EndOfFile{1, EndFailed, errFake}, Started{2}, Loaded{2}, Restarted{})...)
	if m.State != Playing || m.Media.ID != "next" || m.Err != nil {
		t.Errorf("after a failure %s %v", m.State, m.Err)
	}
}

func TestReportsProgress(t *testing.T) {
	type point struct {
		at    time.Duration
		ended bool
	}
	moved := func(s time.Duration) Event { return PositionChanged{At: s} }
	for name, c := range map[string]struct {
		steps []any
		want  []point
	}{
		"before the first frame": {[]any{open, Started{1}, Loaded{1}, stop}, nil},
		"every five seconds":     {playing(2*sec, moved(2*sec), 2*sec, moved(4*sec), 2*sec, moved(6*sec), sec, moved(7*sec)), []point{{6 * sec, false}}},
		"on pause":               {playing(moved(2*sec), pause, play), []point{{2 * sec, false}}},
		"on a seek":              {playing(seek(30*sec), Restarted{}), []point{{30 * sec, false}}},
		"on stop":                {playing(moved(3*sec), stop), []point{{3 * sec, false}}},
		"on another film":        {playing(moved(3*sec), open), []point{{3 * sec, false}}},
		"at the end":             {playing(moved(59*sec), ended, stop), []point{{60 * sec, true}}},
		"at an early end":        {playing(moved(20*sec), ended, stop), []point{{20 * sec, false}}},
		"on shutdown":            {playing(moved(3*sec), Shutdown{}), []point{{3 * sec, false}}},
	} {
		var got []point
		for _, p := range drive(c.steps...).reports {
			if p.Media.ID != film.ID {
				t.Errorf("%s: of %q", name, p.Media.ID)
			}
			got = append(got, point{p.Position, p.Ended})
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	m := drive(open)
	m.refused(Load{ID: 1}, errFake)
	m.settle()
	if m.State != Failed || !errors.Is(m.Err, &library.Error{Code: library.CodeNoPlayer}) && library.CodeOf(m.Err) != library.CodeNoPlayer {
		t.Errorf("%s, %v", m.State, m.Err)
	}
	m = drive(playing(seek(sec))...)
	m.refused(Seek{}, errFake)
	if m.Seeking {
		t.Error("a refused seek goes on for ever")
	}
	m = drive(playing()...)
	m.refused(AddSubtitle{}, errFake)
	if library.CodeOf(m.Err) != library.CodeNotMedia {
		t.Error(m.Err)
	}
}

func TestAccountsForStalls(t *testing.T) {
	m := drive(playing(dry, 2*sec, flowing, sec, dry, sec, pause, 10*sec, play, sec, flowing, dry)...)
	if m.Stalls != 4 || m.StalledFor != 4*sec {
		t.Errorf("%d stalls, %v in all", m.Stalls, m.StalledFor)
	}
	m = drive(playing(dry, sec, open, sec)...)
	if m.Stalls != 0 || m.StalledFor != 0 {
		t.Errorf("another film begins with %d stalls, %v", m.Stalls, m.StalledFor)
	}
}
